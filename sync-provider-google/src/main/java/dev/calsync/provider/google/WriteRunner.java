package dev.calsync.provider.google;

import dev.calsync.error.LeaseLostException;
import dev.calsync.error.SyncException;
import dev.calsync.provider.WriteOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Takes writes to their ends, in waves: each wave makes the next call of all that are not done, in one batch. What a
 * batch says of one part says nothing of the others, and only parts that are not finished are sent again.
 */
final class WriteRunner {
    private static final int TRIES_OF_A_PART = 3;

    private final GoogleClient client;

    WriteRunner(GoogleClient client) {
        this.client = client;
    }

    /** One write under way. */
    private static final class UnderWay {
        private WriteStep step;
        private boolean wrote;
        private int tries;
        private @Nullable SyncException notSent;

        UnderWay(WriteStep step) {
            this.step = step;
        }

        boolean open() {
            return step instanceof WriteStep.Call && notSent == null;
        }

        void end(WriteOutcome outcome) {
            step = WriteStep.done(outcome);
        }

        /** It cannot go on; what it achieved until now is found out by reading back. */
        void stop(SyncException cause) {
            if (wrote) {
                end(new WriteOutcome.Unknown("written in part: " + cause.getMessage()));
            } else {
                notSent = cause;
            }
        }
    }

    /**
     * One outcome for each, in order.
     *
     * @throws SyncException if nothing at all could be sent
     */
    List<WriteOutcome> run(List<WriteStep> steps) throws InterruptedException {
        List<UnderWay> all = steps.stream().map(UnderWay::new).toList();
        for (List<UnderWay> open = open(all); !open.isEmpty(); open = open(all)) {
            List<ApiAnswer> answers = client.sendAll(open.stream()
                    .map(each -> ((WriteStep.Call) each.step).call())
                    .toList());
            for (int i = 0; i < open.size(); i++) {
                answered(open.get(i), answers.get(i));
            }
        }
        return outcomes(all);
    }

    private static List<UnderWay> open(List<UnderWay> all) {
        return all.stream().filter(UnderWay::open).toList();
    }

    private static void answered(UnderWay write, ApiAnswer answer) throws InterruptedException {
        WriteStep.Call step = (WriteStep.Call) write.step;
        if (answer instanceof ApiAnswer.NotSent notSent) {
            write.stop(notSent.cause());
        } else if (answer instanceof ApiAnswer.Lost lost) {
            write.end(new WriteOutcome.Unknown(String.valueOf(lost.cause().getMessage())));
        } else if (answer instanceof ApiAnswer.Refused refused
                && GoogleErrors.isConflict(refused.error())
                && ++write.tries < TRIES_OF_A_PART) {
            write.step = step;
        } else {
            write.tries = 0;
            write.wrote |= answer instanceof ApiAnswer.Done && step.call().writes();
            goOn(write, step, answer);
        }
    }

    private static void goOn(UnderWay write, WriteStep.Call step, ApiAnswer answer) throws InterruptedException {
        try {
            write.step = step.then().after(answer);
        } catch (IllegalArgumentException e) {
            // What was written of a series already stays; the rest of it is what cannot be.
            write.end(new WriteOutcome.Rejected(String.valueOf(e.getMessage())));
        } catch (LeaseLostException e) {
            throw e;
        } catch (SyncException e) {
            write.stop(e);
        }
    }

    private static List<WriteOutcome> outcomes(List<UnderWay> all) {
        if (!all.isEmpty() && all.stream().allMatch(each -> each.notSent != null)) {
            throw Objects.requireNonNull(all.get(0).notSent);
        }
        List<WriteOutcome> outcomes = new ArrayList<>(all.size());
        for (UnderWay each : all) {
            SyncException cause = each.notSent;
            outcomes.add(
                    cause != null
                            ? new WriteOutcome.Unknown("not sent: " + cause.getMessage())
                            : ((WriteStep.Done) each.step).outcome());
        }
        return outcomes;
    }
}
