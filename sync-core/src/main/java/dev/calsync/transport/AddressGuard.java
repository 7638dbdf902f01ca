package dev.calsync.transport;

import java.net.InetAddress;
import java.util.List;

/**
 * Decides which network addresses a request may reach. It is asked with every address that a connection is about to be
 * made to, after the name was resolved and on every redirect, so a name that changes its mind cannot slip through.
 *
 * <p>Implementations are thread-safe and do not block.
 */
@FunctionalInterface
public interface AddressGuard {

    /** Whether a connection to this address may be made. */
    boolean permits(InetAddress address);

    /**
     * Only what is globally reachable: refuses loopback, private, shared, link-local, unique-local, multicast,
     * unspecified and reserved networks, the metadata services of clouds, and IPv6 forms that embed such an IPv4
     * address (RFC 6890 and the IANA special-purpose registries).
     */
    static AddressGuard publicInternet() {
        return PublicInternet.INSTANCE;
    }

    /** Only this machine: {@code 127.0.0.0/8} and {@code ::1}. */
    static AddressGuard loopbackOnly() {
        return InetAddress::isLoopbackAddress;
    }

    /** This guard, and the loopback addresses too. For demos and tests. */
    default AddressGuard alsoLoopback() {
        return address -> address.isLoopbackAddress() || permits(address);
    }

    /**
     * This guard, and these networks too: for a host whose calendar server stands in its own network.
     *
     * @param networks in CIDR notation, for example {@code "10.20.0.0/16"} or {@code "fd12:3456::/32"}
     * @throws IllegalArgumentException if one is not an address literal, a slash and a prefix length
     */
    default AddressGuard alsoNetworks(String... networks) {
        List<Network> allowed = List.of(networks).stream().map(Network::parse).toList();
        return address -> allowed.stream().anyMatch(network -> network.contains(address)) || permits(address);
    }
}
