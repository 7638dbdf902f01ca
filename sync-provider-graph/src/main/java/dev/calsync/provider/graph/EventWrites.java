package dev.calsync.provider.graph;

import dev.calsync.error.LeaseLostException;
import dev.calsync.error.SyncException;
import dev.calsync.error.TransientException;
import dev.calsync.model.RemoteId;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.provider.WriteOutcome;
import dev.calsync.provider.WriteOutcome.Unknown;
import dev.calsync.provider.graph.WritePlan.Settled;
import dev.calsync.provider.graph.WritePlan.Single;
import dev.calsync.provider.graph.WritePlan.Steps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes. Those that are one request each go out in batches; a series with occurrences of its own takes several requests, one
 * after the other ({@link SeriesWrites}). Each names the state it is meant for; a new event carries a transaction id, so that
 * Graph makes it once however often it is sent, and is looked for before it is made.
 *
 * <p>What was lost on the way is never sent again here; {@link ReadBack} settles it. Of a batch, what Graph did not get to
 * because it asked for a pause is told apart from what it carried out.
 */
final class EventWrites {
    private final GraphClient client;
    private final SeriesWrites series;
    private final ReadBack readBack;
    private final WritePlanner planner;
    private final WriteAnswers answers = new WriteAnswers();

    EventWrites(GraphClient client, SeriesWrites series, ReadBack readBack, WritePlanner planner) {
        this.client = client;
        this.series = series;
        this.readBack = readBack;
        this.planner = planner;
    }

    /** One call of the engine's. */
    private static final class Batch {
        private final String calendarId;
        private final List<EventWrite> writes;
        private final WritePlan[] plans;
        private final @Nullable WriteOutcome[] outcomes;
        private boolean sent;

        Batch(String calendarId, List<EventWrite> writes) {
            this.calendarId = calendarId;
            this.writes = writes;
            this.plans = new WritePlan[writes.size()];
            this.outcomes = new WriteOutcome[writes.size()];
        }

        List<Integer> open() {
            List<Integer> open = new ArrayList<>();
            for (int i = 0; i < outcomes.length; i++) {
                if (outcomes[i] == null) {
                    open.add(i);
                }
            }
            return open;
        }

        List<WriteOutcome> outcomes(String otherwise) {
            List<WriteOutcome> all = new ArrayList<>(outcomes.length);
            Arrays.asList(outcomes).forEach(one -> all.add(one == null ? new Unknown(otherwise) : one));
            return all;
        }
    }

    /** One outcome for each write, in order. */
    List<WriteOutcome> write(String calendarId, List<EventWrite> writes) throws InterruptedException {
        Batch batch = new Batch(calendarId, writes);
        for (int i = 0; i < writes.size(); i++) {
            batch.plans[i] = planner.plan(calendarId, writes.get(i));
            batch.outcomes[i] = batch.plans[i] instanceof Settled settled ? settled.outcome() : null;
        }
        lookForTwins(batch);
        try {
            sendSingles(batch);
            for (int i : batch.open()) {
                batch.outcomes[i] = steps(batch, i);
            }
        } catch (LeaseLostException e) {
            throw e;
        } catch (SyncException e) {
            if (!batch.sent) {
                throw e;
            }
            // What was carried out must not be lost over what was not.
            return batch.outcomes("not sent, because an earlier one failed: " + e.getMessage());
        }
        return batch.outcomes("not sent");
    }

    private void lookForTwins(Batch batch) throws InterruptedException {
        List<Integer> creates = batch.open().stream()
                .filter(i -> batch.writes.get(i) instanceof EventWrite.Create)
                .toList();
        List<ApiCall> calls = new ArrayList<>();
        creates.forEach(i -> calls.addAll(readBack.lookups(batch.calendarId, (EventWrite.Create) batch.writes.get(i))));
        List<ApiAnswer> found = new ArrayList<>();
        for (int from = 0; from < calls.size(); from += GraphClient.MAX_IN_BATCH) {
            found.addAll(client.batch(calls.subList(from, Math.min(calls.size(), from + GraphClient.MAX_IN_BATCH))));
        }
        int each = creates.isEmpty() ? 0 : calls.size() / creates.size();
        for (int n = 0; n < creates.size(); n++) {
            int i = creates.get(n);
            List<ApiAnswer> own = found.subList(n * each, (n + 1) * each);
            Optional<WriteOutcome> twin = readBack.twin((EventWrite.Create) batch.writes.get(i), own);
            twin.ifPresent(outcome -> batch.outcomes[i] = outcome);
        }
    }

    private void sendSingles(Batch batch) throws InterruptedException {
        List<Integer> singles = batch.open().stream()
                .filter(i -> batch.plans[i] instanceof Single)
                .toList();
        for (int from = 0; from < singles.size(); from += GraphClient.MAX_IN_BATCH) {
            List<Integer> part = singles.subList(from, Math.min(singles.size(), from + GraphClient.MAX_IN_BATCH));
            List<ApiAnswer> all;
            try {
                all = client.batch(
                        part.stream().map(i -> ((Single) batch.plans[i]).call()).toList());
            } catch (TransientException e) {
                part.forEach(i -> batch.outcomes[i] = new Unknown(String.valueOf(e.getMessage())));
                batch.sent = true;
                continue;
            }
            boolean anyCarriedOut = all.stream().anyMatch(answer -> !GraphErrors.isThrottled(answer));
            if (!batch.sent && !anyCarriedOut) {
                throw all.get(0).failure();
            }
            batch.sent = true;
            for (int n = 0; n < part.size(); n++) {
                int i = part.get(n);
                batch.outcomes[i] = outcome(batch.calendarId, batch.writes.get(i), (Single) batch.plans[i], all.get(n));
            }
        }
    }

    private WriteOutcome outcome(String calendarId, EventWrite write, Single plan, ApiAnswer answer)
            throws InterruptedException {
        WriteOutcome outcome = answered(write, answer);
        if (!(outcome instanceof WriteOutcome.PreconditionFailed) || write instanceof EventWrite.Create) {
            return outcome;
        }
        try {
            return rebased(calendarId, write, plan.call());
        } catch (LeaseLostException e) {
            throw e;
        } catch (SyncException e) {
            return new Unknown("it met another state, which could not be read: " + e.getMessage());
        }
    }

    private WriteOutcome answered(EventWrite write, ApiAnswer answer) {
        if (write instanceof EventWrite.Create create) {
            return answers.written(answer, create.series());
        }
        return write instanceof EventWrite.Update update
                ? answers.written(answer, update.target())
                : answers.deleted(answer);
    }

    /**
     * Exchange moves entity tags for reasons of its own, and sometimes says that it did when it did not. So what is there is
     * read once: if it still means what the write expects, the write is sent once more for the tag that it has now.
     */
    private WriteOutcome rebased(String calendarId, EventWrite write, ApiCall call) throws InterruptedException {
        RemoteSeries current =
                write instanceof EventWrite.Update update ? update.current() : ((EventWrite.Delete) write).current();
        ReadBack.There there = readBack.look(calendarId, current.id().value());
        if (there.gone() || readBack.isElsewhere(calendarId, current.id())) {
            return new WriteOutcome.NotFound();
        }
        if (write instanceof EventWrite.Update update && there.means(update.target())) {
            return new WriteOutcome.Written(Alike.inWordsOf(there.series(), update.target()));
        }
        RemoteSeries remote = there.remote();
        if (remote == null || !readBack.sameState(there, current)) {
            return new WriteOutcome.PreconditionFailed();
        }
        ApiAnswer answer;
        try {
            answer = client.send(call.expecting(remote.etag()));
        } catch (TransientException e) {
            return new Unknown(String.valueOf(e.getMessage()));
        }
        return answered(write, answer);
    }

    /** A write of several requests. */
    private WriteOutcome steps(Batch batch, int i) throws InterruptedException {
        EventWrite write = batch.writes.get(i);
        Steps plan = (Steps) batch.plans[i];
        RemoteId id = null;
        RemoteSeries there = null;
        boolean begun = false;
        if (write instanceof EventWrite.Update update) {
            id = update.current().id();
        }
        ApiCall first = plan.first();
        if (first != null) {
            WriteOutcome outcome;
            try {
                outcome = outcome(batch.calendarId, write, new Single(first), client.send(first));
            } catch (TransientException e) {
                outcome = new Unknown(String.valueOf(e.getMessage()));
            }
            batch.sent = true;
            if (!(outcome instanceof WriteOutcome.Written written)) {
                return outcome;
            }
            id = written.remote().id();
            begun = true;
        } else if (write instanceof EventWrite.Update update) {
            ReadBack.There now =
                    readBack.look(batch.calendarId, update.current().id().value());
            there = now.remote();
            if (now.gone()) {
                return new WriteOutcome.NotFound();
            }
            if (there == null || !readBack.sameState(now, update.current())) {
                return new WriteOutcome.PreconditionFailed();
            }
        }
        if (id == null) {
            throw new IllegalStateException("a write in steps begins with a create or changes a series");
        }
        WriteOutcome outcome = series.days(batch.calendarId, id, plan.form(), plan.wanted(), there, begun);
        batch.sent = true;
        return outcome;
    }
}
