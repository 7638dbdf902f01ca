package dev.calsync.reconcile;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to do about one series. Replica step, link step and revisions belong into one transaction, together with the
 * intent for the remote step; the remote step follows. {@link #toString()} shows no values.
 *
 * @param decision the row it came from
 * @param replica what happens here
 * @param link what happens to the link now
 * @param remote what happens at the provider afterwards
 * @param lost what must be kept as revisions; at most one for each side
 * @param conflict the true conflict behind it, whether it was decided or parked; null when there was none. A host's
 *     {@link ConflictResolver} is asked about it and its answer given to {@link Reconciler#settle}.
 */
public record ReconcilePlan(
        Decision decision,
        ReplicaStep replica,
        LinkStep link,
        RemoteStep remote,
        List<LostState> lost,
        @Nullable Conflict conflict) {

    /** Copies the list. */
    public ReconcilePlan {
        lost = List.copyOf(lost);
    }

    /** A plan in which nothing loses. */
    static ReconcilePlan of(Decision decision, ReplicaStep replica, LinkStep link, RemoteStep remote) {
        return new ReconcilePlan(decision, replica, link, remote, List.of(), null);
    }

    /** A plan that leaves both sides as they are. */
    static ReconcilePlan keep(Decision decision, LinkStep link) {
        return of(decision, new ReplicaStep.Keep(), link, new RemoteStep.None());
    }

    /**
     * Whether both sides keep theirs until the host answers. The engine then keeps the conflict, and gives its remote
     * state as {@link RemoteState.Present} to every later decision, because the feed will not mention it again.
     */
    public boolean parked() {
        return decision == Decision.PARKED;
    }

    /** Whether anything is written anywhere but to the link. */
    public boolean changesAnything() {
        return !(replica instanceof ReplicaStep.Keep) || remote.writes();
    }

    @Override
    public String toString() {
        return "ReconcilePlan[" + decision + ", replica=" + replica.getClass().getSimpleName() + ", link="
                + link.getClass().getSimpleName() + ", remote="
                + remote.getClass().getSimpleName() + ", lost=" + lost
                + "]";
    }
}
