package dev.calsync.error;

import java.util.List;

/**
 * What a host asked for is contradictory or incomplete. Names every fault at once; nothing was started, stored or
 * changed. The host corrects its call.
 */
public final class InvalidConfigurationException extends SyncException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // List.copyOf gives a serializable list
    private final List<String> faults;

    /**
     * @param subject what was being built, for example {@code "CalendarSync"}
     * @param faults one sentence each, at least one
     */
    public InvalidConfigurationException(String subject, List<String> faults) {
        super(subject + " cannot be built: " + String.join("; ", faults));
        this.faults = List.copyOf(faults);
    }

    /** One sentence for each fault, in the order they were found; never empty. */
    public List<String> faults() {
        return faults;
    }
}
