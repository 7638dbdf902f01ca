package dev.calsync;

import dev.calsync.internal.engine.Engine;
import dev.calsync.job.JobStatus;
import dev.calsync.listener.SyncEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.UserId;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.store.RunRecord;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredAccount;
import dev.calsync.store.StoredCalendar;
import dev.calsync.store.StoredSchedule;
import dev.calsync.store.WorkBlock;
import dev.calsync.store.WorkChange;
import dev.calsync.store.WorkItem;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How one user's calendars are doing, and pausing them. */
final class UserStatus {
    private static final int COUNTED_MAX = 1_000;
    private static final int RUNS_LOOKED_AT = 100;

    private final Engine engine;
    private final UserId user;

    UserStatus(Engine engine, UserId user) {
        this.engine = engine;
        this.user = user;
    }

    private record Next(Optional<Instant> at, String reason) {}

    CalendarStatus of(StoredCalendar calendar) {
        return engine.store().inTransaction(tx -> read(tx, calendar));
    }

    private CalendarStatus read(StoreTransaction tx, StoredCalendar calendar) {
        CalendarRef ref = calendar.calendar().ref();
        List<RunRecord> runs = tx.runs().ofCalendar(ref, RUNS_LOOKED_AT);
        Optional<WorkItem> work = tx.work().find(ref);
        Optional<String> attention = tx.accounts().find(ref.account()).map(StoredAccount::needsAttention);
        Next next = next(tx, calendar, work, attention);
        return new CalendarStatus(
                ref,
                runs.stream()
                        .filter(run -> run.outcome() == JobStatus.COMPLETED || run.outcome() == JobStatus.PARTIAL)
                        .map(RunRecord::endedAt)
                        .findFirst(),
                runs.stream().findFirst(),
                next.at(),
                next.reason(),
                engine.progress(ref),
                work.map(WorkItem::running).orElse(false),
                tx.replica().pending(ref, null, COUNTED_MAX).size(),
                tx.quarantine().ofCalendar(ref, COUNTED_MAX).size(),
                Optional.ofNullable(calendar.paused()),
                attention);
    }

    private Next next(
            StoreTransaction tx, StoredCalendar calendar, Optional<WorkItem> work, Optional<String> attention) {
        if (calendar.paused() != null) {
            return new Next(Optional.empty(), "it is paused: " + calendar.paused());
        }
        if (attention.isPresent()) {
            return new Next(Optional.empty(), "its account needs attention: " + attention.get());
        }
        if (work.isPresent() && work.get().owed() && !work.get().running()) {
            WorkItem item = work.get();
            return new Next(Optional.of(item.dueAt()), reason(item.reason(), item.attempts()));
        }
        List<StoredSchedule> active = tx.schedules().ofUser(user).stream()
                .filter(stored -> stored.paused() == null)
                .toList();
        return SyncSchedule.deciding(calendar.calendar().ref(), active, StoredSchedule::schedule).stream()
                .map(StoredSchedule::nextFireAt)
                .filter(Objects::nonNull)
                .min(Instant::compareTo)
                .map(at -> new Next(Optional.of(at), "its schedule fires"))
                .orElse(new Next(Optional.empty(), "no schedule fires for it by time"));
    }

    private static String reason(@Nullable String held, int attempts) {
        if (held != null) {
            return "it was put off: " + held;
        }
        return attempts > 0 ? "it is tried again after " + attempts + " failures" : "it was asked for";
    }

    void pause(StoredCalendar calendar, String reason) {
        CalendarRef ref = calendar.calendar().ref();
        Instant at = engine.store().inTransaction(tx -> {
            tx.calendars().put(List.of(new StoredCalendar(calendar.user(), calendar.calendar(), reason)));
            tx.work().change(List.of(new WorkChange.Block(ref, WorkBlock.PAUSED)));
            return tx.now();
        });
        engine.listeners().tell(new SyncEvent.CalendarPaused(user, at, ref, reason));
    }

    void resume(StoredCalendar calendar) {
        CalendarRef ref = calendar.calendar().ref();
        Instant at = engine.store().inTransaction(tx -> {
            tx.calendars().put(List.of(new StoredCalendar(calendar.user(), calendar.calendar(), null)));
            tx.work().change(List.of(new WorkChange.Lift(ref, WorkBlock.PAUSED)));
            return tx.now();
        });
        engine.listeners().tell(new SyncEvent.CalendarResumed(user, at, ref));
        engine.wake();
    }
}
