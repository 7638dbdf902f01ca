package dev.calsync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.error.ThrottledException;
import dev.calsync.error.TransientException;
import dev.calsync.job.WorkOutcome;
import dev.calsync.job.WorkStep;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.Account;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventSeries;
import dev.calsync.pacing.RetryPolicy;
import dev.calsync.provider.CalendarProvider;
import dev.calsync.provider.CalendarSession;
import dev.calsync.provider.ChangeQuery;
import dev.calsync.provider.ChangeResult;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.ProviderContext;
import dev.calsync.provider.WriteOutcome;
import dev.calsync.reconcile.ChangeGuard;
import dev.calsync.store.Intent;
import dev.calsync.store.ScheduleStore;
import dev.calsync.store.StoredFeed;
import dev.calsync.store.StoredSchedule;
import dev.calsync.store.WorkCompletion;
import dev.calsync.store.WorkItem;
import dev.calsync.store.WorkRequest;
import dev.calsync.store.WorkStore;
import dev.calsync.testing.ForwardingProvider;
import dev.calsync.testing.Invariant;
import dev.calsync.testing.Simulation;
import dev.calsync.testing.SimulationReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A simulation that finds nothing proves nothing: each of these has one fault built in, and a few seeds must notice. */
class SimulationCatchesTest {
    private static final int SEEDS_MAX = 200;

    private static void assertCaught(Simulation broken, Invariant invariant) throws InterruptedException {
        List<String> seen = new ArrayList<>();
        for (long seed = 1; seed <= SEEDS_MAX; seed++) {
            SimulationReport report = broken.run(seed, seed);
            for (SimulationReport.Failure failure : report.failures()) {
                if (failure.violations().stream().anyMatch(violation -> violation.invariant() == invariant)) {
                    return;
                }
                seen.add(failure.toString());
            }
        }
        assertThat(seen).as("seeds that fail for " + invariant).isEmpty();
        throw new AssertionError(SEEDS_MAX + " seeds noticed nothing of " + invariant);
    }

    private static Simulation broken(String drawer, String method, BrokenStore.Break instead) {
        return Simulation.create()
                .store(time -> new BrokenStore(MemorySyncStore.create(time), drawer, method, instead));
    }

    private static Simulation completing(UnaryOperator<WorkCompletion> change) {
        return broken(
                "work",
                "complete",
                (drawer, args, call) -> call.with(((List<?>) args[0])
                        .stream().map(one -> change.apply((WorkCompletion) one)).toList()));
    }

    @Test
    void claimHandedOutTwice() throws InterruptedException {
        assertCaught(
                broken("work", "claim", (drawer, args, call) -> {
                    List<?> leases = (List<?>) call.with(args);
                    return Stream.concat(leases.stream(), leases.stream()).toList();
                }),
                Invariant.ONE_RUN);
    }

    @Test
    void requestDuringARunThatIsTakenForTheRunsOwn() throws InterruptedException {
        assertCaught(
                broken("work", "request", (drawer, args, call) -> {
                    List<Long> generations = new ArrayList<>();
                    for (Object request : (List<?>) args[0]) {
                        WorkItem row = ((WorkStore) drawer)
                                .find(((WorkRequest) request).calendar())
                                .orElse(null);
                        generations.add(
                                row != null && row.running()
                                        ? row.claimed()
                                        : (Long) ((List<?>) call.with(List.of(request))).get(0));
                    }
                    return generations;
                }),
                Invariant.ONE_RUN);
    }

    @Test
    void fenceThatLetsEverybodyPass() throws InterruptedException {
        assertCaught(broken("", "fence", (drawer, args, call) -> null), Invariant.FENCING);
    }

    @Test
    void servedWorkThatIsForgottenToBeServed() throws InterruptedException {
        assertCaught(
                completing(one -> one instanceof WorkCompletion.Served ? new WorkCompletion.Yielded(one.lease()) : one),
                Invariant.NOTHING_OWED_LOST);
    }

    @Test
    void requestThatIsLost() throws InterruptedException {
        int[] count = {0};
        assertCaught(
                broken("work", "request", (drawer, args, call) -> {
                    List<?> requests = (List<?>) args[0];
                    if (++count[0] % 20 != 0 || requests.size() > 1) {
                        return call.with(args);
                    }
                    WorkItem row = ((WorkStore) drawer)
                            .find(((WorkRequest) requests.get(0)).calendar())
                            .orElse(null);
                    boolean waits = row != null && row.owed() && !row.running();
                    return List.of(row == null ? 1L : waits ? row.generation() : row.generation() + 1);
                }),
                Invariant.NOTHING_OWED_LOST);
    }

    @Test
    void scheduleThatFiresOnce() throws InterruptedException {
        assertCaught(
                broken(
                        "schedules",
                        "put",
                        (drawer, args, call) -> call.with(((List<?>) args[0])
                                .stream()
                                        .map(one -> (StoredSchedule) one)
                                        .map(one -> ((ScheduleStore) drawer)
                                                        .find(one.user(), one.id())
                                                        .isPresent()
                                                ? new StoredSchedule(
                                                        one.id(), one.user(), one.schedule(), null, one.paused())
                                                : one)
                                        .toList())),
                Invariant.NOTHING_OWED_LOST);
    }

    @Test
    void loserOfAConflictThatIsNotKept() throws InterruptedException {
        assertCaught(broken("revisions", "add", (drawer, args, call) -> null), Invariant.NO_LOST_EDIT);
    }

    @Test
    void deferralThatCountsAsAnAttempt() throws InterruptedException {
        assertCaught(
                completing(one -> one instanceof WorkCompletion.Deferred deferred
                        ? new WorkCompletion.Retry(one.lease(), deferred.until(), deferred.reason())
                        : one),
                Invariant.FREE_DEFERRAL);
    }

    @Test
    void deferralThatIsForgotten() throws InterruptedException {
        assertCaught(
                completing(
                        one -> one instanceof WorkCompletion.Deferred ? new WorkCompletion.Yielded(one.lease()) : one),
                Invariant.FREE_DEFERRAL);
    }

    @Test
    void workerThatAsksAgainAlthoughItWasToldToSlowDown() throws InterruptedException {
        assertCaught(
                Simulation.create()
                        .engines(builder -> builder.worker(worker -> (job, context) -> {
                            WorkOutcome outcome =
                                    stubborn(() -> worker.work(job, context)).run();
                            return outcome;
                        })),
                Invariant.FREE_DEFERRAL);
    }

    private static WorkStep stubborn(WorkStep step) {
        return () -> {
            WorkOutcome outcome;
            try {
                outcome = step.run();
            } catch (ThrottledException slowDown) {
                return WorkOutcome.more(stubborn(step));
            }
            return outcome instanceof WorkOutcome.More more ? WorkOutcome.more(stubborn(more.next())) : outcome;
        };
    }

    @Test
    void historyThatGrowsByMoreThanWhatRan() throws InterruptedException {
        assertCaught(
                broken("runs", "append", (drawer, args, call) -> {
                    call.with(args);
                    return call.with(args);
                }),
                Invariant.BOUNDED);
    }

    @Test
    void moreRunsAtOnceThanAllowed() throws InterruptedException {
        assertCaught(
                Simulation.create()
                        .engines(builder ->
                                builder.concurrency(Concurrency.workers(8).perUser(3))),
                Invariant.BOUNDED);
    }

    @Test
    void moreRetriesThanAllowed() throws InterruptedException {
        int[] calls = {0};
        assertCaught(
                Simulation.create()
                        .engines(builder ->
                                builder.retry(RetryPolicy.exponential(Duration.ofSeconds(1), Duration.ofSeconds(2))
                                        .withMaxRetries(20)))
                        .provider(provider -> new Meddling(provider) {
                            @Override
                            ChangeResult changes(CalendarSession session, ChangeQuery query)
                                    throws InterruptedException {
                                if (calls[0]++ % 8 != 0) {
                                    throw new TransientException("the server is in trouble");
                                }
                                return session.changes(query);
                            }
                        }),
                Invariant.BOUNDED);
    }

    @Test
    void createThatIsSentTwice() throws InterruptedException {
        assertCaught(
                Simulation.create().provider(provider -> new Meddling(provider) {
                    @Override
                    List<WriteOutcome> write(CalendarSession session, String calendarId, List<EventWrite> writes)
                            throws InterruptedException {
                        List<WriteOutcome> outcomes = session.write(calendarId, writes);
                        if (writes.get(0) instanceof EventWrite.Create create) {
                            CalendarEvent copy = CalendarEvent.builder(
                                            "copy-of-" + create.series().uid())
                                    .start(create.series().events().get(0).start())
                                    .build();
                            session.write(
                                    calendarId,
                                    List.of(new EventWrite.Create(create.idempotencyKey(), EventSeries.of(copy))));
                        }
                        return outcomes;
                    }
                }),
                Invariant.NO_DUPLICATE);
    }

    @Test
    void writeWithoutItsIntent() throws InterruptedException {
        assertCaught(broken("intents", "put", (drawer, args, call) -> null), Invariant.NO_DUPLICATE);
    }

    /** Whoever takes what was sent for what was only planned sends it again without asking. */
    @Test
    void writeThatIsTriedAgainBlindly() throws InterruptedException {
        assertCaught(
                broken(
                        "intents",
                        "open",
                        (drawer, args, call) -> ((List<?>) call.with(args))
                                .stream()
                                        .map(one -> ((Intent) one).to(Intent.State.PLANNED, Instant.EPOCH))
                                        .toList()),
                Invariant.NO_DUPLICATE);
    }

    /** A page counts as applied, and the next run begins the same round once more. */
    @Test
    void pageThatIsAppliedWithoutItsResumePoint() throws InterruptedException {
        assertCaught(
                broken(
                        "checkpoints",
                        "put",
                        (drawer, args, call) -> ((StoredFeed) args[1]).underWay() == null ? call.with(args) : null),
                Invariant.CONVERGENCE);
    }

    /** What a round found gone takes effect before anybody has looked how much it is. */
    @Test
    void deletionsThatDoNotWaitForTheGuard() throws InterruptedException {
        assertCaught(Simulation.create().engines(builder -> builder.guard(ChangeGuard.OFF)), Invariant.GUARDED);
    }

    @Test
    void changesThatAreNotTold() throws InterruptedException {
        int[] calls = {0};
        assertCaught(
                Simulation.create().provider(provider -> new Meddling(provider) {
                    @Override
                    ChangeResult changes(CalendarSession session, ChangeQuery query) throws InterruptedException {
                        ChangeResult result = session.changes(query);
                        return calls[0]++ % 5 == 0 && result instanceof ChangeResult.EndOfChanges end
                                ? new ChangeResult.EndOfChanges(List.of(), end.checkpoint())
                                : result;
                    }
                }),
                Invariant.CONVERGENCE);
    }

    @Test
    void roundThatTakesTwoRequests() throws InterruptedException {
        assertCaught(
                Simulation.create().provider(provider -> new Meddling(provider) {
                    @Override
                    ChangeResult changes(CalendarSession session, ChangeQuery query) throws InterruptedException {
                        session.changes(query);
                        return session.changes(query);
                    }
                }),
                Invariant.COST_FOLLOWS_CHANGE);
    }

    /** A provider with somebody between it and those who ask. */
    private static class Meddling extends ForwardingProvider {

        Meddling(CalendarProvider provider) {
            super(provider);
        }

        ChangeResult changes(CalendarSession session, ChangeQuery query) throws InterruptedException {
            return session.changes(query);
        }

        List<WriteOutcome> write(CalendarSession session, String calendarId, List<EventWrite> writes)
                throws InterruptedException {
            return session.write(calendarId, writes);
        }

        @Override
        public CalendarSession open(Account account, ProviderContext context) {
            CalendarSession session = super.open(account, context);
            return new Session(session) {
                @Override
                public ChangeResult changes(ChangeQuery query) throws InterruptedException {
                    return Meddling.this.changes(session, query);
                }

                @Override
                public List<WriteOutcome> write(String calendarId, List<EventWrite> writes)
                        throws InterruptedException {
                    return Meddling.this.write(session, calendarId, writes);
                }
            };
        }
    }
}
