package dev.calsync.testing.contract;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.error.LeaseLostException;
import dev.calsync.job.Progress;
import dev.calsync.job.SyncJob;
import dev.calsync.job.SyncWorker;
import dev.calsync.job.WorkContext;
import dev.calsync.job.WorkOutcome;
import dev.calsync.system.TimeSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The contract passes a worker that keeps it, and refuses each one that breaks it in one way. */
class SyncWorkerContractTest {
    private static final int ITEMS = 6;

    /** Copies the numbers 0 to 5, one a step. */
    private static class Copier implements SyncWorker {
        final Desk desk;

        Copier(Desk desk) {
            this.desk = desk;
        }

        @Override
        public WorkOutcome work(SyncJob job, WorkContext context) throws InterruptedException {
            if (desk.opensAt.isAfter(desk.time.now())) {
                return context.deferUntil(desk.opensAt, "the desk is closed");
            }
            return step(context, begin(context));
        }

        int begin(WorkContext context) {
            return context.checkpoint().map(Integer::parseInt).orElse(0);
        }

        WorkOutcome step(WorkContext context, int next) throws InterruptedException {
            if (next == ITEMS) {
                return WorkOutcome.completed();
            }
            copy(next);
            keep(context, next + 1);
            return WorkOutcome.more(() -> step(context, next + 1));
        }

        void copy(int item) {
            if (!desk.copied.contains(item)) {
                desk.copied.add(item);
            }
        }

        void keep(WorkContext context, int next) {
            context.checkpoint(String.valueOf(next));
            context.progress(Progress.of("copy", next, ITEMS));
        }
    }

    private static final class Desk implements WorkerFixture {
        final TimeSource time;
        final Function<Desk, SyncWorker> make;
        final List<Integer> copied = new ArrayList<>();
        Instant opensAt = Instant.EPOCH;

        Desk(TimeSource time, Function<Desk, SyncWorker> make) {
            this.time = time;
            this.make = make;
        }

        @Override
        public SyncWorker worker() {
            return make.apply(this);
        }

        @Override
        public Object effects() {
            return List.copyOf(copied);
        }

        @Override
        public boolean waitUntil(Instant until) {
            opensAt = until;
            return true;
        }
    }

    private static SyncWorkerContract over(Function<Desk, SyncWorker> make) {
        return new SyncWorkerContract() {
            @Override
            protected WorkerFixture open(TimeSource time) {
                return new Desk(time, make);
            }
        };
    }

    @Nested
    class AGoodWorker extends SyncWorkerContract {
        @Override
        protected WorkerFixture open(TimeSource time) {
            return new Desk(time, Copier::new);
        }
    }

    @Test
    void workThatIsNotIdempotent_isRefused() {
        SyncWorkerContract contract = over(desk -> new Copier(desk) {
            @Override
            void copy(int item) {
                desk.copied.add(item);
            }

            @Override
            int begin(WorkContext context) {
                return 0;
            }
        });
        assertThatThrownBy(contract::workDoneAgain_changesNothing).isInstanceOf(AssertionError.class);
        assertThatThrownBy(contract::crashBetweenAnyTwoSteps_isMadeUpFor).isInstanceOf(AssertionError.class);
    }

    @Test
    void progressKeptInMemory_isRefused() {
        SyncWorkerContract contract = over(desk -> new Copier(desk) {
            private int position;

            @Override
            int begin(WorkContext context) {
                return position;
            }

            @Override
            void keep(WorkContext context, int next) {
                position = next;
                super.keep(context, next);
            }
        });
        assertThatThrownBy(contract::crashAfterACheckpoint_isResumedFromThere).isInstanceOf(AssertionError.class);
    }

    @Test
    void checkpointBeforeTheWork_isRefused() {
        SyncWorkerContract contract = over(desk -> new Copier(desk) {
            @Override
            WorkOutcome step(WorkContext context, int next) {
                if (next == ITEMS) {
                    return WorkOutcome.completed();
                }
                keep(context, next + 1);
                return WorkOutcome.more(() -> {
                    copy(next);
                    return step(context, next + 1);
                });
            }
        });
        assertThatThrownBy(contract::crashBetweenAnyTwoSteps_isMadeUpFor).isInstanceOf(AssertionError.class);
    }

    @Test
    void lostLeaseThatIsSwallowed_isRefused() {
        SyncWorkerContract contract = over(desk -> new Copier(desk) {
            @Override
            int begin(WorkContext context) {
                try {
                    return super.begin(context);
                } catch (LeaseLostException ignored) {
                    return 0;
                }
            }
        });
        assertThatThrownBy(contract::lostLease_endsTheWork_andWhoeverHasItNextDoesIt)
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void loopThatNeverLooksWhetherItShouldStop_isRefused() {
        SyncWorkerContract contract = over(desk -> new Copier(desk) {
            @Override
            WorkOutcome step(WorkContext context, int next) {
                for (int item = next; item < ITEMS; item++) {
                    copy(item);
                    keep(context, item + 1);
                }
                return WorkOutcome.completed();
            }
        });
        assertThatThrownBy(contract::cancelledWork_endsSoon_andCanBeDoneLater).isInstanceOf(AssertionError.class);
        assertThatThrownBy(contract::interruptedWork_ends_andIsDoneAgain).isInstanceOf(AssertionError.class);
    }

    @Test
    void interruptThatIsSwallowed_isRefused() {
        SyncWorkerContract contract = over(desk -> new Copier(desk) {
            @Override
            void copy(int item) {
                boolean unused = Thread.interrupted();
                super.copy(item);
            }
        });
        assertThatThrownBy(contract::interruptedWork_ends_andIsDoneAgain).isInstanceOf(AssertionError.class);
    }

    @Test
    void deferralTooShort_isRefused() {
        SyncWorkerContract contract = over(
                desk -> (job, context) -> context.deferUntil(desk.time.now().plusSeconds(1), "too soon"));
        assertThatThrownBy(contract::deferredWork_isDoneThen_andBurnsNoAttempt).isInstanceOf(AssertionError.class);
    }
}
