package dev.calsync.store;

/** What a replica did with a {@link LocalChange} or an edit. */
public sealed interface LocalOutcome {

    /**
     * It is so now.
     *
     * @param version the series' version; 0 after a deletion
     */
    record Applied(long version) implements LocalOutcome {}

    /**
     * The series was changed meanwhile. Nothing was done.
     *
     * @param currentVersion its version now; 0 if the replica does not have it
     */
    record Conflict(long currentVersion) implements LocalOutcome {}
}
