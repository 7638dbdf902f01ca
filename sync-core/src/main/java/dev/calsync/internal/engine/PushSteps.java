package dev.calsync.internal.engine;

import dev.calsync.error.TransientException;
import dev.calsync.internal.pacing.Permission;
import dev.calsync.job.WorkOutcome;
import dev.calsync.job.WorkStep;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.SeriesId;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.WriteOutcome;
import dev.calsync.reconcile.ChangeGuard;
import dev.calsync.store.Intent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells the provider what was edited here. For each batch: plan and make the intents durable, note that they are about to
 * be sent, send, note the answers. A write whose answer is lost is looked up by its idempotency key before anything is
 * sent again, in this run or in the next.
 */
final class PushSteps {
    private static final int BATCH_MAX = 50;

    /** What follows when everything was pushed. */
    interface Then {
        /** @param changedByOthers whether something could not be written because somebody else had changed it */
        WorkOutcome pushed(boolean changedByOthers);
    }

    private final SyncRun sync;
    private final PushPlanner planner;
    private final AnswerBook answers;
    private boolean changedByOthers;

    PushSteps(SyncRun sync) {
        this.sync = sync;
        this.planner = new PushPlanner(sync);
        this.answers = new AnswerBook(sync);
    }

    /** Finds out what became of the writes that an earlier run left behind, then goes on. */
    WorkOutcome settleLeftovers(List<Intent> left, WorkStep then) {
        if (left.isEmpty()) {
            return sync.more(then);
        }
        List<SeriesId> neverSent = left.stream()
                .filter(intent -> intent.state() == Intent.State.PLANNED)
                .map(Intent::series)
                .toList();
        if (!neverSent.isEmpty()) {
            sync.commit((tx, tally) -> tx.intents().settle(calendar(), neverSent));
        }
        List<Intent> unknown = left.stream()
                .filter(intent -> intent.state() != Intent.State.PLANNED)
                .toList();
        return resolve(unknown, 0, then);
    }

    private WorkOutcome resolve(List<Intent> unknown, int index, WorkStep then) {
        if (index >= unknown.size()) {
            return sync.more(then);
        }
        return sync.more(() -> {
            if (sync.mayRead() instanceof Permission.Refused refused) {
                return sync.putOff(refused);
            }
            Intent intent = unknown.get(index);
            WriteOutcome outcome = sync.session().resolve(calendar().calendarId(), intent.write());
            if (outcome instanceof WriteOutcome.Unknown still) {
                throw new TransientException("what became of a write to calendar " + calendar()
                        + " cannot be found out yet: " + still.reason() + "; it is tried again");
            }
            return sync.more(() -> {
                changedByOthers |= answers.note(List.of(intent), List.of(outcome));
                return resolve(unknown, index + 1, then);
            });
        });
    }

    /** Pushes everything that is pending. */
    WorkOutcome push(Then then) {
        return batch(null, then);
    }

    private WorkOutcome batch(@Nullable SeriesId after, Then then) {
        PushPlanner.Batch batch = planner.plan(after, BATCH_MAX);
        changedByOthers |= planner.readAgain();
        if (batch.intents().isEmpty()) {
            SeriesId last = batch.last();
            if (last == null) {
                sync.guardian().pushed();
            }
            return last == null ? then.pushed(changedByOthers) : sync.more(() -> batch(last, then));
        }
        return sync.more(() -> batch.toBeGuarded() ? guarded(batch, then) : withinBudget(batch, then));
    }

    /** Nothing is sent before it is known whether all that waits is more than usual. */
    private WorkOutcome guarded(PushPlanner.Batch batch, Then then) {
        Set<ChangeGuard.Kind> refused;
        try {
            refused = sync.run().fenced(tx -> sync.guardian().push(tx));
        } catch (HeldChanges.Exceeded exceeded) {
            giveUp(batch.intents());
            return sync.guardian().hold(exceeded.held(), tx -> {});
        }
        planner.guarded();
        if (refused.isEmpty()) {
            return withinBudget(batch, then);
        }
        giveUp(batch.intents());
        return putBack(refused, null, then);
    }

    private WorkOutcome putBack(Set<ChangeGuard.Kind> refused, @Nullable SeriesId after, Then then) {
        List<SeriesId> last = new ArrayList<>();
        sync.commit((tx, tally) -> {
            last.clear();
            SeriesId end =
                    sync.guardian().putBack(tx, refused, after, sync.run().id());
            if (end != null) {
                last.add(end);
            }
        });
        return sync.more(() -> last.isEmpty() ? batch(null, then) : putBack(refused, last.get(0), then));
    }

    /** As many as may be sent now; the rest is planned again, in this run or, if it has to wait, in the next. */
    private WorkOutcome withinBudget(PushPlanner.Batch batch, Then then) {
        Permission permission = sync.mayWrite(batch.intents().size());
        if (permission instanceof Permission.Refused refused) {
            if (changedByOthers || answers.overtaken()) {
                // The next run has to read that before it writes; what is left planned would make it write first.
                giveUp(batch.intents());
            }
            return sync.putOff(refused);
        }
        int now = ((Permission.Granted) permission).requests();
        if (now >= batch.intents().size()) {
            return deliver(batch.intents(), () -> batch(batch.last(), then));
        }
        giveUp(batch.intents().subList(now, batch.intents().size()));
        List<Intent> first = batch.intents().subList(0, now);
        SeriesId last = first.get(now - 1).series();
        return deliver(first, () -> batch(last, then));
    }

    /** What is planned is not sent. */
    void giveUp(List<Intent> planned) {
        List<SeriesId> series = planned.stream().map(Intent::series).toList();
        sync.commit((tx, tally) -> tx.intents().settle(calendar(), series));
    }

    /** Sends what is planned and allowed, and finds out what became of all of it. */
    WorkOutcome deliver(List<Intent> intents, WorkStep then) {
        sync.commit((tx, tally) -> tx.intents()
                .put(
                        calendar(),
                        intents.stream()
                                .map(intent -> intent.to(Intent.State.SENT, tx.now()))
                                .toList()));
        return sync.atOnce(() -> send(intents, then));
    }

    private WorkOutcome send(List<Intent> intents, WorkStep then) throws InterruptedException {
        List<EventWrite> writes = intents.stream().map(Intent::write).toList();
        List<WriteOutcome> outcomes = sync.session().write(calendar().calendarId(), writes);
        sync.answered();
        return sync.atOnce(() -> {
            changedByOthers |= answers.note(intents, outcomes);
            sync.progress("push", sync.report().pushed());
            return resolve(unanswered(intents, outcomes), 0, then);
        });
    }

    private static List<Intent> unanswered(List<Intent> intents, List<WriteOutcome> outcomes) {
        List<Intent> unknown = new ArrayList<>();
        for (int i = 0; i < intents.size(); i++) {
            if (outcomes.get(i) instanceof WriteOutcome.Unknown) {
                unknown.add(intents.get(i));
            }
        }
        return unknown;
    }

    private CalendarRef calendar() {
        return sync.calendar();
    }
}
