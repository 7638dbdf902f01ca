package dev.calsync.internal.engine;

import dev.calsync.reconcile.Conflict;
import dev.calsync.reconcile.ConflictResolver;
import dev.calsync.reconcile.Decision;
import dev.calsync.reconcile.LinkStep;
import dev.calsync.reconcile.LostState;
import dev.calsync.reconcile.ReconcileInput;
import dev.calsync.reconcile.ReconcilePlan;
import dev.calsync.reconcile.Reconciler;
import dev.calsync.reconcile.RemoteStep;
import dev.calsync.reconcile.ReplicaStep;
import dev.calsync.reconcile.Resolution;
import dev.calsync.reconcile.SeriesDiff;
import dev.calsync.reconcile.Side;
import dev.calsync.store.LocalSeries;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is to be done about a series once everybody who has a say was asked: a person's answer first, then the host's
 * resolver, then the rules.
 *
 * @param plan what is to be done
 * @param why why, for people
 */
record Verdict(ReconcilePlan plan, String why) {
    private static final Logger log = LoggerFactory.getLogger(Verdict.class);

    static Verdict of(ReconcileInput input, @Nullable Resolution answer, @Nullable ConflictResolver resolver) {
        ReconcilePlan plan = Reconciler.decide(input);
        Conflict conflict = plan.conflict();
        if (conflict == null || (answer == null && resolver == null)) {
            return new Verdict(plan, plan.decision().why());
        }
        Resolution resolution = answer != null || resolver == null ? answer : ask(resolver, conflict);
        if (resolution == null) {
            return new Verdict(plan, plan.decision().why());
        }
        ReconcilePlan settled = Reconciler.settle(input, resolution);
        boolean escalated = settled.parked() && resolution instanceof Resolution.Escalate;
        return new Verdict(
                settled,
                escalated
                        ? ((Resolution.Escalate) resolution).reason()
                        : settled.decision().why());
    }

    private static Resolution ask(ConflictResolver resolver, Conflict conflict) {
        try {
            return resolver.resolve(conflict);
        } catch (RuntimeException failed) {
            log.warn("the conflict resolver failed, so the conflict waits for a person", failed);
            return new Resolution.Escalate("the application's conflict resolver failed with "
                    + failed.getClass().getSimpleName());
        }
    }

    /** Instead of what the provider alone changed or deleted, what is here is written there. */
    ReconcilePlan keepingOurs(@Nullable LocalSeries local) {
        if (local == null || local.deleted()) {
            return plan;
        }
        if (plan.decision() == Decision.REMOVE_REPLICA) {
            return new ReconcilePlan(
                    Decision.LOCAL_EDIT_STANDS,
                    new ReplicaStep.Keep(),
                    new LinkStep.Drop(),
                    new RemoteStep.Create(local.series()),
                    List.of(),
                    null);
        }
        if (plan.decision() == Decision.TAKE_REMOTE && plan.link() instanceof LinkStep.Rebase theirs) {
            SeriesDiff back = SeriesDiff.between(theirs.base(), local.series());
            return new ReconcilePlan(
                    Decision.LOCAL_STANDS,
                    new ReplicaStep.Keep(),
                    plan.link(),
                    new RemoteStep.Update(local.series(), back),
                    List.of(new LostState(Side.REMOTE, theirs.base(), back.changes())),
                    null);
        }
        return plan;
    }
}
