package dev.calsync.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.model.EventSeries;
import org.jspecify.annotations.Nullable;

/** A replica, a link and a provider for one series, to which plans are applied the way the engine does. */
final class TwoSides {
    private final MergeRules rules;
    private LinkState link;
    private LocalState local;
    private @Nullable EventSeries remote;
    private boolean mentioned = true;
    private boolean parked;

    TwoSides(LinkState link, LocalState local, @Nullable EventSeries remote, MergeRules rules) {
        this.link = link;
        this.local = local;
        this.remote = remote;
        this.rules = rules;
    }

    boolean parked() {
        return parked;
    }

    String remoteForm() {
        return remote == null ? "gone" : SemanticHash.of(remote).text();
    }

    private RemoteState remoteState() {
        if (!mentioned) {
            return RemoteState.notMentioned();
        }
        return remote == null ? RemoteState.deleted(Events.LATE) : RemoteState.present(remote, Events.LATE);
    }

    private ReconcilePlan plan() {
        return Reconciler.decide(new ReconcileInput(link, local, remoteState(), rules));
    }

    Decision runOnce() {
        ReconcilePlan plan = plan();
        transact(plan);
        write(plan.remote());
        return plan.decision();
    }

    void runUntilTheRemoteWrite() {
        transact(plan());
    }

    private void transact(ReconcilePlan plan) {
        parked = plan.parked();
        if (parked) {
            return;
        }
        mentioned = false;
        if (plan.link() instanceof LinkStep.Rebase rebase) {
            link = LinkState.base(rebase.base());
        } else if (plan.link() instanceof LinkStep.Drop) {
            link = LinkState.none();
        }
        EventSeries held = local.current();
        if (plan.replica() instanceof ReplicaStep.Put put) {
            held = put.series();
        }
        if (plan.replica() instanceof ReplicaStep.Remove) {
            local = LocalState.absent();
        } else if (plan.replica() instanceof ReplicaStep.Bury) {
            local = LocalState.deleted(Events.EARLY);
        } else if (held != null) {
            local = plan.remote().writes() ? LocalState.dirty(held, Events.EARLY) : LocalState.clean(held);
        }
    }

    private void write(RemoteStep step) {
        if (!step.writes()) {
            return;
        }
        if (step instanceof RemoteStep.Delete) {
            remote = null;
            link = LinkState.none();
            local = LocalState.absent();
            return;
        }
        EventSeries held = local.current();
        assertThat(held).isNotNull();
        if (step instanceof RemoteStep.Update update) {
            EventSeries before = remote;
            assertThat(before).isNotNull();
            assertThat(update.changes()).isEqualTo(SeriesDiff.between(before, update.series()));
            remote = update.series();
        } else if (step instanceof RemoteStep.Create create) {
            remote = create.series();
        }
        if (remote != null && held != null) {
            link = LinkState.base(remote);
            local = LocalState.clean(held);
        }
    }

    void assertEqualUnlessParked() {
        if (parked) {
            return;
        }
        EventSeries here = local.current();
        EventSeries there = remote;
        if (here == null || there == null) {
            assertThat(here).isEqualTo(there);
        } else {
            assertThat(SeriesDiff.between(here, there).changes()).isEmpty();
        }
    }

    /** Nothing is left to do, whether or not the provider mentions the series again. */
    void assertQuiet() {
        if (!parked) {
            assertThat(plan().changesAnything()).isFalse();
            mentioned = true;
            assertThat(plan().changesAnything()).isFalse();
        }
    }
}
