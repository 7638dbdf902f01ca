package dev.calsync.examples.bench.caldav;

import dev.calsync.CalendarSync;
import dev.calsync.Concurrency;
import dev.calsync.UserSync;
import dev.calsync.job.JobStatus;
import dev.calsync.job.SyncJob;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.Account;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.provider.caldav.CalDavAccount;
import dev.calsync.provider.caldav.CalDavProvider;
import dev.calsync.store.RunCost;
import dev.calsync.store.RunRecord;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The whole engine with one account and an empty replica in memory. */
final class OurSide implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private final CalendarSync sync;
    private final UserSync user;
    private final CalendarRef calendar;

    OurSide(BenchServer server, URI calendar) throws InterruptedException {
        this.sync = CalendarSync.builder()
                .store(MemorySyncStore.create())
                .provider(CalDavProvider.builder().allowLoopbackHttp().build())
                .concurrency(Concurrency.workers(4))
                .build();
        sync.start();
        this.user = sync.forUser("bench");
        Account account = user.connect(CalDavAccount.basic(calendar, server.user(), server.password()));
        String segment = calendar.getPath().replaceFirst(".*/([^/]+)/$", "$1");
        this.calendar = user.calendars(account).stream()
                .map(each -> each.ref())
                .filter(ref -> ref.calendarId().contains(segment))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the server does not list " + calendar));
    }

    /** One sync of the calendar. */
    Cost sync() throws InterruptedException {
        return measured(() -> user.syncNow(calendar));
    }

    private Cost measured(Supplier<SyncJob> begin) throws InterruptedException {
        Optional<RunRecord> before = lastRun();
        Stopwatch watch = new Stopwatch();
        SyncJob job = user.await(begin.get().id(), PATIENCE);
        Cost time = watch.cost(0, 0);
        if (job.status() != JobStatus.COMPLETED) {
            throw new IllegalStateException("the sync ended with " + job.status() + ": "
                    + lastRun().map(RunRecord::detail).orElse(""));
        }
        long requests = 0;
        long bytes = 0;
        for (RunRecord run : user.history(calendar, 100)) {
            if (before.isPresent() && run.id().equals(before.get().id())) {
                break;
            }
            RunCost cost = run.cost();
            requests += cost.changeRequests() + cost.writeRequests() + cost.lookupRequests();
            bytes += cost.changeBytes() + cost.writeBytes() + cost.lookupBytes();
        }
        return new Cost(time.seconds(), requests, bytes, time.cpuMicros());
    }

    /** Edits that wait until the calendar is no longer paused. */
    void edit(List<EventSeries> events) {
        user.pause(calendar, "until all edits are made");
        events.forEach(user.events(calendar)::put);
    }

    /** The sync that brings them to the server. */
    Cost push() throws InterruptedException {
        SyncJob waiting = user.syncNow(calendar);
        return measured(() -> {
            user.resume(calendar);
            return waiting;
        });
    }

    int events() {
        return user.events(calendar).page(null, 1_000_000).size();
    }

    private Optional<RunRecord> lastRun() {
        return user.history(calendar, 1).stream().findFirst();
    }

    @Override
    public void close() {
        sync.close();
    }
}
