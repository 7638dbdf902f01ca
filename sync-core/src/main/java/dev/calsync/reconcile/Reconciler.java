package dev.calsync.reconcile;

import dev.calsync.model.EventSeries;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides what happens to one series. Pure and deterministic; every input has exactly one row below.
 *
 * <p>What counts as changed: a local {@code Clean} series never; a {@code Dirty} one unless it means the same as the
 * base (<i>touched</i>); a remote {@code Present} one if its tag changed and it does not mean the same as the base
 * (else <i>same</i>); {@code NotMentioned} is <i>same</i> for a linked series.
 *
 * <table class="striped">
 * <caption>Not linked</caption>
 * <thead><tr><th>local \ remote<th>not mentioned<th>present<th>deleted</thead>
 * <tbody>
 * <tr><th>absent<td>NOTHING<td>ADOPT_REMOTE<td>NOTHING
 * <tr><th>clean<td>NOTHING<td>equal: LINK_EQUAL, else TAKE_REMOTE, ours kept as a revision<td>CREATE_REMOTE
 * <tr><th>dirty<td>CREATE_REMOTE<td>equal: LINK_EQUAL, else <b>merge</b> without a base<td>CREATE_REMOTE
 * <tr><th>deleted<td>FORGET<td><b>edit against deletion</b><td>FORGET
 * </tbody>
 * </table>
 *
 * <table class="striped">
 * <caption>Linked, with a base or its hash</caption>
 * <thead><tr><th>local \ remote<th>same<th>changed<th>deleted</thead>
 * <tbody>
 * <tr><th>absent<td>RESTORE_REPLICA (hash only and not mentioned: REREAD_REMOTE)<td>RESTORE_REPLICA<td>FORGET
 * <tr><th>clean<td>IN_SYNC<td>TAKE_REMOTE<td>REMOVE_REPLICA
 * <tr><th>touched<td>SETTLED<td>TAKE_REMOTE<td>REMOVE_REPLICA
 * <tr><th>edited<td>PUSH_LOCAL<td>equal: SETTLED, else <b>merge</b><td><b>edit against deletion</b>
 * <tr><th>deleted<td>DELETE_REMOTE<td><b>edit against deletion</b><td>FORGET
 * </tbody>
 * </table>
 *
 * <table class="striped">
 * <caption>Conflicts by policy</caption>
 * <thead><tr><th>policy<th>merge<th>deleted here, edited there<th>edited here, deleted there</thead>
 * <tbody>
 * <tr><th>REMOTE_WINS<td>REMOTE_STANDS<td>REMOTE_EDIT_STANDS<td>REMOTE_DELETE_STANDS
 * <tr><th>LOCAL_WINS<td>LOCAL_STANDS<td>LOCAL_DELETE_STANDS<td>LOCAL_EDIT_STANDS
 * <tr><th>LATEST_WINS<td>the later of the two<td>REMOTE_EDIT_STANDS<td>LOCAL_EDIT_STANDS
 * <tr><th>MERGE<td>MERGED; PARKED on a true conflict if the fallback is MANUAL
 *     <td>REMOTE_EDIT_STANDS<td>LOCAL_EDIT_STANDS (PARKED if the fallback is MANUAL)
 * <tr><th>MANUAL<td>PARKED<td>PARKED<td>PARKED
 * </tbody>
 * </table>
 *
 * <p>Why a clean series without a link is not pushed and not removed: only a lost link makes such a row, and then
 * nobody edited here. What the provider has is at least as new, and what a complete listing shows it does not have is
 * made again rather than lost.
 *
 * <p>Why the remote state becomes the base at once ({@link LinkStep.Rebase}), before a merged result is written: the
 * base is what the remote side is known to hold. If the write never happens, the next decision sees one side changed,
 * not two.
 */
public final class Reconciler {
    private Reconciler() {}

    /**
     * The plan for a series.
     *
     * @throws dev.calsync.error.InvalidConfigurationException if a state to be put elsewhere could not be built anew:
     *     an event whose end is of another kind than its start, or an override that recurs
     */
    public static ReconcilePlan decide(ReconcileInput input) {
        return input.link() instanceof LinkState.Unlinked ? unlinked(input) : linked(input);
    }

    /**
     * The plan when a resolver or the host has answered the conflict that {@link #decide} showed. If there is no
     * conflict (any more), the answer is not used: the plan is that of {@code decide} and names no conflict.
     */
    public static ReconcilePlan settle(ReconcileInput input, Resolution resolution) {
        ReconcilePlan plan = decide(input);
        if (plan.conflict() == null) {
            return plan;
        }
        if (resolution instanceof Resolution.Merge merge) {
            return ConflictRows.resolved(plan.conflict(), merge.series());
        }
        ConflictPolicy policy = resolution instanceof Resolution.KeepLocal
                ? ConflictPolicy.LOCAL_WINS
                : resolution instanceof Resolution.KeepRemote ? ConflictPolicy.REMOTE_WINS : ConflictPolicy.MANUAL;
        return decide(new ReconcileInput(input.link(), input.local(), input.remote(), MergeRules.of(policy)));
    }

    private static ReconcilePlan unlinked(ReconcileInput input) {
        LocalState local = input.local();
        EventSeries ours = local.current();
        if (input.remote() instanceof RemoteState.Present present) {
            if (local instanceof LocalState.Deleted) {
                return ConflictRows.editedThere(input, null, present.series());
            }
            if (ours == null) {
                return take(Decision.ADOPT_REMOTE, present.series());
            }
            return local instanceof LocalState.Clean
                    ? adopt(ours, present.series())
                    : ConflictRows.editedOnBoth(input, null, ours, present.series());
        }
        if (local instanceof LocalState.Deleted) {
            return forget();
        }
        boolean owed = local instanceof LocalState.Dirty || input.remote() instanceof RemoteState.Deleted;
        return ours != null && owed
                ? ReconcilePlan.of(
                        Decision.CREATE_REMOTE,
                        new ReplicaStep.Keep(),
                        new LinkStep.Keep(),
                        new RemoteStep.Create(ours))
                : ReconcilePlan.keep(Decision.NOTHING, new LinkStep.Keep());
    }

    private static ReconcilePlan linked(ReconcileInput input) {
        LocalState local = input.local();
        EventSeries ours = local.current();
        EventSeries base = input.link().base();
        boolean dirty = local instanceof LocalState.Dirty;
        if (input.remote() instanceof RemoteState.Deleted) {
            return dirty && ours != null && !input.link().agreesWith(ours)
                    ? ConflictRows.deletedThere(input, base, ours)
                    : local instanceof LocalState.Clean || dirty ? remove() : forget();
        }
        EventSeries theirs = input.remote() instanceof RemoteState.Present present ? present.series() : null;
        if (local instanceof LocalState.Deleted) {
            LinkStep link = linkOfUnchanged(input);
            return link == null && theirs != null
                    ? ConflictRows.editedThere(input, base, theirs)
                    : ReconcilePlan.of(
                            Decision.DELETE_REMOTE, new ReplicaStep.Keep(), orKeep(link), new RemoteStep.Delete());
        }
        if (ours == null) {
            return restored(base, theirs);
        }
        return present(input, ours, theirs, dirty && !input.link().agreesWith(ours));
    }

    /** Linked, and neither side deleted it. */
    private static ReconcilePlan present(
            ReconcileInput input, EventSeries ours, @Nullable EventSeries theirs, boolean edited) {
        EventSeries base = input.link().base();
        LinkStep link = linkOfUnchanged(input);
        if (link == null && theirs != null) {
            return edited
                    ? ConflictRows.editedOnBoth(input, base, ours, theirs)
                    : ReconcilePlan.of(
                            Decision.TAKE_REMOTE,
                            new ReplicaStep.Put(ThreeWayMerge.adapted(theirs, ours)),
                            new LinkStep.Rebase(theirs),
                            new RemoteStep.None());
        }
        if (edited) {
            SeriesDiff changes = SeriesDiff.between(theirs != null ? theirs : base, ours);
            return ReconcilePlan.of(
                    Decision.PUSH_LOCAL, new ReplicaStep.Keep(), orKeep(link), new RemoteStep.Update(ours, changes));
        }
        boolean touched = input.local() instanceof LocalState.Dirty;
        return ReconcilePlan.keep(touched ? Decision.SETTLED : Decision.IN_SYNC, orKeep(link));
    }

    /** What to do with the link if the remote series is as it was agreed; null if it changed. */
    private static @Nullable LinkStep linkOfUnchanged(ReconcileInput input) {
        if (!(input.remote() instanceof RemoteState.Present present)) {
            return new LinkStep.Keep();
        }
        if (present.tagChanged() && !input.link().agreesWith(present.series())) {
            return null;
        }
        if (input.link().base() == null) {
            return new LinkStep.Rebase(present.series());
        }
        return present.tagChanged() ? new LinkStep.Retag() : new LinkStep.Keep();
    }

    private static LinkStep orKeep(@Nullable LinkStep link) {
        return link == null ? new LinkStep.Keep() : link;
    }

    /** An unlinked clean series meets a remote one. */
    private static ReconcilePlan adopt(EventSeries ours, EventSeries theirs) {
        if (Meaning.same(ours, theirs)) {
            return ReconcilePlan.keep(Decision.LINK_EQUAL, new LinkStep.Rebase(theirs));
        }
        LostState old = new LostState(Side.LOCAL, ours, Losses.of(null, ours, theirs));
        return new ReconcilePlan(
                Decision.TAKE_REMOTE,
                new ReplicaStep.Put(ThreeWayMerge.adapted(theirs, ours)),
                new LinkStep.Rebase(theirs),
                new RemoteStep.None(),
                List.of(old),
                null);
    }

    /** Linked, but the replica has no row. */
    private static ReconcilePlan restored(@Nullable EventSeries base, @Nullable EventSeries theirs) {
        if (theirs != null) {
            return take(Decision.RESTORE_REPLICA, theirs);
        }
        if (base == null) {
            return ReconcilePlan.of(
                    Decision.REREAD_REMOTE, new ReplicaStep.Keep(), new LinkStep.Keep(), new RemoteStep.Reread());
        }
        return ReconcilePlan.of(
                Decision.RESTORE_REPLICA,
                new ReplicaStep.Put(base.withVersion(0)),
                new LinkStep.Keep(),
                new RemoteStep.None());
    }

    private static ReconcilePlan take(Decision decision, EventSeries theirs) {
        return ReconcilePlan.of(
                decision,
                new ReplicaStep.Put(theirs.withVersion(0)),
                new LinkStep.Rebase(theirs),
                new RemoteStep.None());
    }

    private static ReconcilePlan remove() {
        return ReconcilePlan.of(
                Decision.REMOVE_REPLICA, new ReplicaStep.Remove(), new LinkStep.Drop(), new RemoteStep.None());
    }

    private static ReconcilePlan forget() {
        return ReconcilePlan.of(Decision.FORGET, new ReplicaStep.Remove(), new LinkStep.Drop(), new RemoteStep.None());
    }
}
