package dev.calsync.reconcile;

import java.time.Instant;

/**
 * When each side changed last, for {@link ConflictPolicy#LATEST_WINS}.
 *
 * @param local when the replica was edited
 * @param remote the provider's modification time, or when the change was seen where it gives none
 */
public record ChangeTimes(Instant local, Instant remote) {

    /** The side that changed last; the remote one on a tie. */
    public Side latest() {
        return local.isAfter(remote) ? Side.LOCAL : Side.REMOTE;
    }
}
