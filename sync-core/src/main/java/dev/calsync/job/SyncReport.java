package dev.calsync.job;

/**
 * What a run did, counted. Immutable.
 *
 * @param read changes that the provider reported
 * @param pulled series created, changed or deleted in the replica
 * @param pushed series created, changed or deleted at the provider
 * @param skipped changes that needed nothing done: echoes and what both sides already agreed on
 * @param conflicts series that both sides had changed in ways that could not both stand; changes that merge are none
 * @param quarantined series that could not be synchronised
 * @param requests requests sent to the provider
 * @param bytes bytes of the provider's answers, after decompression
 */
public record SyncReport(
        long read,
        long pulled,
        long pushed,
        long skipped,
        long conflicts,
        long quarantined,
        long requests,
        long bytes) {

    /** Nothing done. */
    public static final SyncReport NONE = new SyncReport(0, 0, 0, 0, 0, 0, 0, 0);

    /** Both together. */
    public SyncReport plus(SyncReport other) {
        return new SyncReport(
                read + other.read,
                pulled + other.pulled,
                pushed + other.pushed,
                skipped + other.skipped,
                conflicts + other.conflicts,
                quarantined + other.quarantined,
                requests + other.requests,
                bytes + other.bytes);
    }
}
