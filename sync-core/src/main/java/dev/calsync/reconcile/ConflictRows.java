package dev.calsync.reconcile;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventSeries;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of the decision table in which both sides changed the series. */
final class ConflictRows {
    private ConflictRows() {}

    static ReconcilePlan editedOnBoth(
            ReconcileInput input, @Nullable EventSeries base, EventSeries local, EventSeries remote) {
        ChangeTimes times = times(input);
        MergeResult result = ThreeWayMerge.merge(base, local, remote, input.rules(), times);
        Conflict conflict = result.conflicts().isEmpty()
                ? null
                : new Conflict(local.uid(), base, local, remote, result.conflicts(), times);
        LinkStep link = new LinkStep.Rebase(remote);
        if (result instanceof MergeResult.Settled settled) {
            return settled(input, settled, remote, conflict, times);
        }
        if (conflict != null) {
            return parked(conflict);
        }
        return ReconcilePlan.of(Decision.MERGED, new ReplicaStep.Bury(), link, new RemoteStep.Delete());
    }

    private static ReconcilePlan settled(
            ReconcileInput input,
            MergeResult.Settled result,
            EventSeries remote,
            @Nullable Conflict conflict,
            ChangeTimes times) {
        LinkStep link = new LinkStep.Rebase(remote);
        if (!result.replicaDiffers() && !result.remoteDiffers()) {
            boolean first = input.link() instanceof LinkState.Unlinked;
            return ReconcilePlan.keep(first ? Decision.LINK_EQUAL : Decision.SETTLED, link);
        }
        return new ReconcilePlan(
                decision(input.rules(), times),
                result.replicaDiffers() ? new ReplicaStep.Put(result.series()) : new ReplicaStep.Keep(),
                link,
                result.remoteDiffers() ? update(remote, result.series()) : new RemoteStep.None(),
                result.lost(),
                conflict);
    }

    private static Decision decision(MergeRules rules, ChangeTimes times) {
        if (rules.policy() == ConflictPolicy.MERGE) {
            return Decision.MERGED;
        }
        return ThreeWayMerge.winner(rules.policy(), times) == Side.LOCAL
                ? Decision.LOCAL_STANDS
                : Decision.REMOTE_STANDS;
    }

    /** Deleted here, edited there. */
    static ReconcilePlan editedThere(ReconcileInput input, @Nullable EventSeries base, EventSeries remote) {
        List<FieldChange> edit = SeriesDiff.between(base, remote).changes();
        Conflict conflict = new Conflict(remote.uid(), base, null, remote, edit, times(input));
        if (parks(input.rules())) {
            return parked(conflict);
        }
        boolean deletionStands = input.rules().policy() == ConflictPolicy.LOCAL_WINS;
        LostState lost =
                deletionStands ? new LostState(Side.REMOTE, remote, edit) : new LostState(Side.LOCAL, null, List.of());
        return new ReconcilePlan(
                deletionStands ? Decision.LOCAL_DELETE_STANDS : Decision.REMOTE_EDIT_STANDS,
                deletionStands ? new ReplicaStep.Keep() : new ReplicaStep.Put(remote.withVersion(0)),
                new LinkStep.Rebase(remote),
                deletionStands ? new RemoteStep.Delete() : new RemoteStep.None(),
                List.of(lost),
                conflict);
    }

    /** Edited here, deleted there. */
    static ReconcilePlan deletedThere(ReconcileInput input, @Nullable EventSeries base, EventSeries local) {
        List<FieldChange> edit = SeriesDiff.between(base, local).changes();
        Conflict conflict = new Conflict(local.uid(), base, local, null, edit, times(input));
        if (parks(input.rules())) {
            return parked(conflict);
        }
        boolean deletionStands = input.rules().policy() == ConflictPolicy.REMOTE_WINS;
        LostState lost =
                deletionStands ? new LostState(Side.LOCAL, local, edit) : new LostState(Side.REMOTE, null, List.of());
        return new ReconcilePlan(
                deletionStands ? Decision.REMOTE_DELETE_STANDS : Decision.LOCAL_EDIT_STANDS,
                deletionStands ? new ReplicaStep.Remove() : new ReplicaStep.Keep(),
                new LinkStep.Drop(),
                deletionStands ? new RemoteStep.None() : new RemoteStep.Create(local),
                List.of(lost),
                conflict);
    }

    /** The host gave the state that stands. */
    static ReconcilePlan resolved(Conflict conflict, EventSeries answer) {
        EventSeries local = conflict.local();
        EventSeries remote = conflict.remote();
        EventSeries result =
                ThreeWayMerge.adapted(answer, conflict.uid()).withVersion(local == null ? 0 : local.version());
        List<LostState> lost = new ArrayList<>();
        addLost(lost, Side.LOCAL, local, conflict.base(), result);
        addLost(lost, Side.REMOTE, remote, conflict.base(), result);
        RemoteStep write = remote == null
                ? new RemoteStep.Create(result)
                : Meaning.same(remote, result) ? new RemoteStep.None() : update(remote, result);
        return new ReconcilePlan(
                Decision.MERGED,
                local != null && Meaning.same(local, result) ? new ReplicaStep.Keep() : new ReplicaStep.Put(result),
                remote == null ? new LinkStep.Drop() : new LinkStep.Rebase(remote),
                write,
                lost,
                conflict);
    }

    private static void addLost(
            List<LostState> lost,
            Side side,
            @Nullable EventSeries state,
            @Nullable EventSeries base,
            EventSeries result) {
        List<FieldChange> fields = state == null ? List.of() : Losses.of(base, state, result);
        if (state == null || !fields.isEmpty()) {
            lost.add(new LostState(side, state, fields));
        }
    }

    private static RemoteStep update(EventSeries remote, EventSeries result) {
        return new RemoteStep.Update(result, SeriesDiff.between(remote, result));
    }

    private static ReconcilePlan parked(Conflict conflict) {
        return new ReconcilePlan(
                Decision.PARKED,
                new ReplicaStep.Keep(),
                new LinkStep.Keep(),
                new RemoteStep.None(),
                List.of(),
                conflict);
    }

    private static boolean parks(MergeRules rules) {
        return rules.policy() == ConflictPolicy.MANUAL
                || (rules.policy() == ConflictPolicy.MERGE && rules.fallback() == ConflictPolicy.MANUAL);
    }

    private static ChangeTimes times(ReconcileInput input) {
        return new ChangeTimes(input.local().changedAt(), input.remote().changedAt());
    }

    /** The latest modification time of any part. */
    static @Nullable Instant modified(EventSeries series) {
        Instant latest = null;
        for (CalendarEvent part : series.events()) {
            Instant updated = part.updated();
            if (updated != null && (latest == null || updated.isAfter(latest))) {
                latest = updated;
            }
        }
        return latest;
    }
}
