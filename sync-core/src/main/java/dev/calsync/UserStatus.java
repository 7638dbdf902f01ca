package dev.calsync;

import dev.calsync.internal.engine.Engine;
import dev.calsync.internal.engine.HeldChanges;
import dev.calsync.internal.engine.StateVerifier;
import dev.calsync.internal.engine.UserWishes;
import dev.calsync.job.JobStatus;
import dev.calsync.listener.SyncEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.UserId;
import dev.calsync.store.Quarantined;
import dev.calsync.store.RunQuery;
import dev.calsync.store.RunRecord;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredAccount;
import dev.calsync.store.StoredCalendar;
import dev.calsync.store.StoredSchedule;
import dev.calsync.store.WorkBlock;
import dev.calsync.store.WorkCause;
import dev.calsync.store.WorkChange;
import dev.calsync.store.WorkItem;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** How one user's calendars are doing, and pausing them. */
final class UserStatus {
    private static final int COUNTED_MAX = 1_000;

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

    List<RunRecord> history(StoredCalendar calendar, int limit) {
        CalendarRef ref = calendar.calendar().ref();
        return engine.store().inTransaction(tx -> tx.runs().ofCalendar(ref, limit));
    }

    List<RunRecord> history(RunQuery query) {
        return engine.store().inTransaction(tx -> tx.runs().ofUser(user, query));
    }

    private CalendarStatus read(StoreTransaction tx, StoredCalendar calendar) {
        CalendarRef ref = calendar.calendar().ref();
        RunQuery succeeded = RunQuery.newest(1).ofCalendar(ref).ended(JobStatus.COMPLETED, JobStatus.PARTIAL);
        List<Quarantined> rows = tx.quarantine().ofCalendar(ref, COUNTED_MAX);
        List<Quarantined> quarantine =
                rows.stream().filter(row -> !HeldChanges.is(row)).toList();
        int conflicts = (int) quarantine.stream().filter(Quarantined::conflict).count();
        Optional<WorkItem> work = tx.work().find(ref);
        Optional<String> attention = tx.accounts().find(ref.account()).map(StoredAccount::needsAttention);
        Next next = next(tx, calendar, work, attention);
        return new CalendarStatus(
                ref,
                tx.runs().ofUser(user, succeeded).stream()
                        .map(RunRecord::endedAt)
                        .findFirst(),
                tx.runs().ofCalendar(ref, 1).stream().findFirst(),
                next.at(),
                next.reason(),
                engine.progress(ref),
                work.map(WorkItem::running).orElse(false),
                tx.replica().pending(ref, null, COUNTED_MAX).size(),
                conflicts,
                quarantine.size() - conflicts,
                rows.stream()
                        .filter(row -> HeldChanges.is(row) && row.answer() == null)
                        .map(Quarantined::reason)
                        .findFirst(),
                Optional.ofNullable(calendar.paused()),
                attention,
                channel(tx, ref));
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
            return new Next(Optional.of(item.dueAt()), reason(item));
        }
        if (work.isPresent()
                && work.get().running()
                && work.get().generation() > work.get().claimed()) {
            WorkItem item = work.get();
            return new Next(Optional.of(item.dueAt()), "once the run that goes on has ended: " + asked(item));
        }
        return UserWishes.read(tx, engine.settings(), user)
                .deciding(calendar.calendar().ref())
                .stream()
                .map(StoredSchedule::nextFireAt)
                .filter(Objects::nonNull)
                .min(Instant::compareTo)
                .map(at -> new Next(Optional.of(at), "its schedule fires"))
                .orElse(new Next(Optional.empty(), "no schedule fires for it by time"));
    }

    private static String reason(WorkItem item) {
        if (item.reason() != null) {
            return "it was put off: " + item.reason();
        }
        return item.attempts() > 0 ? "it is tried again after " + item.attempts() + " failures" : asked(item);
    }

    /** Why it is owed: the cause that a person would name first. */
    private static String asked(WorkItem item) {
        Set<WorkCause> causes = item.demand().causes();
        if (causes.contains(WorkCause.REQUEST)) {
            return "it was asked for";
        }
        if (causes.contains(WorkCause.EDIT)) {
            return "an edit made here waits to be sent";
        }
        if (causes.contains(WorkCause.EVENT)) {
            return "an event asked for it";
        }
        if (causes.contains(WorkCause.ROLL_BACK)) {
            return "what a failed run has written is undone";
        }
        return causes.contains(WorkCause.SCHEDULE) ? "its schedule fired" : "it has to be read anew";
    }

    StateCheck verify(StoredCalendar calendar, boolean builtInReplica) {
        StateVerifier.Found found = new StateVerifier(engine).verify(user, calendar, builtInReplica);
        return new StateCheck(calendar.calendar().ref(), found.rows(), found.damaged(), found.newer());
    }

    private Optional<ChannelStatus> channel(StoreTransaction tx, CalendarRef ref) {
        return engine.push()
                .flatMap(push -> push.health(tx, ref))
                .map(health -> new ChannelStatus(
                        health.phase(),
                        health.well(),
                        health.liveSince(),
                        health.heardAt(),
                        health.expiresAt(),
                        health.silences(),
                        health.lag(),
                        health.reason()));
    }

    void pause(StoredCalendar calendar, String reason) {
        CalendarRef ref = calendar.calendar().ref();
        Instant at = engine.store().inTransaction(tx -> {
            tx.calendars().put(List.of(calendar.paused(reason)));
            tx.users().changed(user);
            tx.work().change(List.of(new WorkChange.Block(ref, WorkBlock.PAUSED)));
            engine.alignChannels(tx, user);
            return tx.now();
        });
        engine.listeners().tell(new SyncEvent.CalendarPaused(user, at, ref, reason));
    }

    void resume(StoredCalendar calendar) {
        CalendarRef ref = calendar.calendar().ref();
        Instant at = engine.store().inTransaction(tx -> {
            tx.calendars().put(List.of(calendar.paused(null)));
            tx.users().changed(user);
            tx.work().change(List.of(new WorkChange.Lift(ref, WorkBlock.PAUSED)));
            engine.alignChannels(tx, user);
            return tx.now();
        });
        engine.listeners().tell(new SyncEvent.CalendarResumed(user, at, ref));
        engine.wake();
    }
}
