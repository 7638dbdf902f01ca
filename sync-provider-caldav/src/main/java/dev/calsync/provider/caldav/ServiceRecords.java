package dev.calsync.provider.caldav;

import java.util.List;
import java.util.Optional;

/**
 * Looks up where a domain offers CalDAV: its SRV records {@code _caldavs._tcp} and the TXT record beside them (RFC 6764
 * sections 3 and 4). A host with a DNS client of its own gives one to {@link CalDavProvider.Builder#serviceRecords}; the
 * JDK's name resolution knows no such records.
 *
 * <p>Implementations are thread-safe. They may block, and bound their own time.
 */
@FunctionalInterface
public interface ServiceRecords {

    /**
     * A place that offers the service.
     *
     * @param host the target of the SRV record, without a closing dot
     * @param port its port
     * @param path the {@code path} of the TXT record, if there is one
     */
    record Service(String host, int port, Optional<String> path) {}

    /**
     * The services of a domain, best first; empty if there are none, or if they cannot be looked up at the moment. Only
     * the first few are tried.
     *
     * @param domain the host of the address that the user gave
     * @throws InterruptedException if the thread was interrupted while it waited
     */
    List<Service> caldavs(String domain) throws InterruptedException;

    /** Knows of none. */
    static ServiceRecords none() {
        return domain -> List.of();
    }
}
