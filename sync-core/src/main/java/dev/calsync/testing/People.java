package dev.calsync.testing;

import dev.calsync.CalendarRepairs;
import dev.calsync.HeldRun;
import dev.calsync.UserSync;
import dev.calsync.error.CorruptStateException;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncJob;
import dev.calsync.job.SyncType;
import dev.calsync.model.Account;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.JobId;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.ScheduleId;
import dev.calsync.reconcile.Side;
import dev.calsync.schedule.Condition;
import dev.calsync.schedule.EventKind;
import dev.calsync.schedule.MisfirePolicy;
import dev.calsync.schedule.QuietHours;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.schedule.SyncSettings;
import dev.calsync.schedule.Trigger;
import dev.calsync.store.DeadLetter;
import dev.calsync.store.Revision;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The users of a simulation and what they ask for; what they write is up to {@link Writers}. */
final class People {
    static final List<String> USERS = List.of("alice", "bob");
    static final int CALENDARS = 3;
    private static final List<Priority> PRIORITIES = List.of(Priority.values());
    static final int MINUTES_MAX = 10;
    private static final int SCHEDULES_MAX = 4;
    private static final int LISTED_MAX = 10_000;
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

    record Asked(String user, JobId job, List<CalendarRef> calendars) {}

    private final SimulatedWorld world;
    private final Dice dice;
    private final Writers writers;
    private final Map<String, List<CalendarRef>> calendars = new TreeMap<>();
    private final Map<String, Account> accounts = new TreeMap<>();
    private final Map<String, List<ScheduleId>> schedules = new TreeMap<>();
    private final List<Asked> jobs = new ArrayList<>();

    People(SimulatedWorld world, Dice dice, Writers writers) {
        this.world = world;
        this.dice = dice;
        this.writers = writers;
    }

    /** One thing that a user, or another client of the provider, does; nothing if no node can be reached. */
    void act() {
        if (world.fleet().running().isEmpty()) {
            return;
        }
        world.weather().outside(() -> {
            String user = dice.of(USERS);
            List<CalendarRef> theirs = calendars.getOrDefault(user, List.of());
            if (theirs.isEmpty()) {
                world.happened(Occurrence.RECONNECTED, user);
                connect(user);
            } else {
                act(user, dice.of(theirs));
            }
        });
    }

    private void act(String user, CalendarRef calendar) {
        try {
            if (world.guarded() && dice.oneIn(6)) {
                answerHeld(user, calendar, !dice.oneIn(3));
            } else if (dice.oneIn(2)) {
                writers.act(world.sync(user), calendar);
            } else {
                ask(user, calendar);
            }
        } catch (CorruptStateException told) {
            world.note("came upon damage", user);
        }
    }

    private void ask(String user, CalendarRef calendar) {
        switch (dice.below(28)) {
            case 0, 1, 2, 3, 4, 5 -> syncNow(user);
            case 6 -> schedule(user, SyncSchedule.every(minutes()), calendar, Occurrence.SCHEDULED_INTERVAL);
            case 7 ->
                schedule(
                        user,
                        SyncSchedule.cron("*/" + (1 + dice.below(MINUTES_MAX)) + " * * * *", ZONE),
                        calendar,
                        Occurrence.SCHEDULED_CRON);
            case 8 ->
                schedule(
                        user,
                        SyncSchedule.on(new Trigger.Event(EventKind.API, List.of())
                                .when(new Condition.Equals("room", "r" + dice.below(2)))),
                        calendar,
                        Occurrence.SCHEDULED_ON_EVENT);
            case 9 -> reschedule(user);
            case 10 -> unschedule(user);
            case 11, 12, 13 -> publish(user);
            case 14, 15 -> {
                world.happened(Occurrence.PAUSED, user);
                world.sync(user).pause(calendar, "on holiday");
            }
            case 16, 17, 18 -> {
                world.happened(Occurrence.RESUMED, user);
                world.sync(user).resume(calendar);
            }
            case 19, 20 -> {
                world.happened(Occurrence.RECONNECTED, user);
                connect(user);
            }
            case 21 -> replay(user);
            case 22 -> world.provider().pageSize(1 + dice.below(4));
            case 23, 24 -> cancel(user);
            case 25 -> prioritize(user);
            case 26 -> settings(user);
            default -> disconnect(user);
        }
    }

    private Duration minutes() {
        return Duration.ofMinutes(1 + dice.below(MINUTES_MAX));
    }

    private void syncNow(String user) {
        SyncType type = dice.oneIn(4) ? SyncType.FULL : SyncType.INCREMENTAL;
        Priority priority = dice.of(PRIORITIES);
        world.happened(type == SyncType.FULL ? Occurrence.ASKED_FULL : Occurrence.ASKED_INCREMENTAL, user);
        world.happened(Occurrence.valueOf("ASKED_" + priority));
        int first = dice.below(CALENDARS);
        List<CalendarRef> some = List.copyOf(calendars(user).subList(first, first + 1 + dice.below(CALENDARS - first)));
        jobs.add(new Asked(user, world.sync(user).syncNow(some, type, priority).id(), some));
    }

    private void schedule(String user, SyncSchedule bare, CalendarRef calendar, Occurrence what) {
        List<ScheduleId> theirs = schedules.computeIfAbsent(user, key -> new ArrayList<>());
        if (theirs.size() < SCHEDULES_MAX) {
            world.happened(what, user);
            theirs.add(world.sync(user).schedule(complete(bare, calendar)).id());
        }
    }

    private SyncSchedule complete(SyncSchedule bare, CalendarRef calendar) {
        SyncSchedule schedule = switch (dice.below(3)) {
            case 0 -> bare.allCalendars();
            case 1 -> bare.account(calendar.account());
            default -> bare.calendars(calendar);
        };
        return switch (dice.below(6)) {
            case 0 -> schedule.misfire(MisfirePolicy.skip());
            case 1 -> schedule.misfire(MisfirePolicy.catchUp(1 + dice.below(3)));
            default -> schedule;
        };
    }

    private void reschedule(String user) {
        List<ScheduleId> theirs = schedules.getOrDefault(user, List.of());
        if (!theirs.isEmpty()) {
            world.happened(Occurrence.RESCHEDULED, user);
            world.sync(user)
                    .reschedule(dice.of(theirs), SyncSchedule.every(minutes()).allCalendars());
        }
    }

    private void unschedule(String user) {
        List<ScheduleId> theirs = schedules.getOrDefault(user, List.of());
        if (!theirs.isEmpty()) {
            world.happened(Occurrence.UNSCHEDULED, user);
            world.sync(user).unschedule(theirs.remove(dice.below(theirs.size())));
        }
    }

    private void publish(String user) {
        List<CalendarRef> asked = world.sync(user).publish(EventKind.API, Map.of("room", "r" + dice.below(2)));
        if (!asked.isEmpty()) {
            world.happened(Occurrence.PUBLISHED, user);
        }
    }

    /** Quiet for some minutes now or soon, or never. */
    private void settings(String user) {
        world.happened(Occurrence.SETTINGS_CHANGED, user);
        LocalTime from = LocalTime.ofInstant(world.time().now(), ZONE)
                .truncatedTo(ChronoUnit.MINUTES)
                .plusMinutes(dice.below(MINUTES_MAX));
        world.sync(user)
                .settings(
                        dice.oneIn(3)
                                ? SyncSettings.NONE
                                : SyncSettings.NONE.quietHours(
                                        new QuietHours(from, from.plusMinutes(1L + dice.below(MINUTES_MAX)), ZONE)));
    }

    private void replay(String user) {
        List<DeadLetter> letters = world.sync(user).deadLetters(LISTED_MAX);
        if (!letters.isEmpty()) {
            world.happened(Occurrence.REPLAYED, user);
            DeadLetter letter = dice.of(letters);
            jobs.add(new Asked(user, world.sync(user).replay(letter).id(), List.of(letter.calendar())));
        }
    }

    private void cancel(String user) {
        List<SyncJob> open = open(user);
        if (!open.isEmpty()) {
            world.happened(Occurrence.CANCELLED, user);
            SyncJob job = world.sync(user).cancel(dice.of(open).id());
            world.violations()
                    .require(
                            job.status().isFinal(),
                            Invariant.NOTHING_OWED_LOST,
                            () -> job + " goes on though it was cancelled");
        }
    }

    private void prioritize(String user) {
        List<SyncJob> open = open(user);
        if (!open.isEmpty()) {
            world.happened(Occurrence.PRIORITIZED, user);
            world.sync(user).prioritize(dice.of(open).id(), dice.of(PRIORITIES));
        }
    }

    private List<SyncJob> open(String user) {
        return unfinished().stream()
                .filter(asked -> asked.user().equals(user))
                .flatMap(asked -> world.sync(user).job(asked.job()).stream())
                .filter(job -> !job.status().isFinal())
                .toList();
    }

    /** Connects a user, or renews what the account proves itself with. */
    void connect(String user) {
        try {
            Account account = world.sync(user).connect(world.provider().account(user));
            accounts.put(user, account);
            calendars.put(
                    user,
                    world.sync(user).calendars(account).stream()
                            .map(RemoteCalendar::ref)
                            .toList());
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException("nobody interrupts a simulated connection", interrupted);
        }
    }

    /** Somebody looks at what waits for him. What a host's own table has lost is up to the host. */
    private void answerHeld(String user, CalendarRef calendar, boolean approve) {
        CalendarRepairs repairs = world.sync(user).repairs(calendar);
        for (HeldRun held : repairs.held()) {
            if (approve || (world.hostsReplica() && held.side() == Side.LOCAL)) {
                world.happened(Occurrence.HELD_RUN_APPROVED, user);
                world.books().approved.merge(calendar, held.changes(), Math::max);
                repairs.approve(held);
            } else {
                world.happened(Occurrence.HELD_RUN_REFUSED, user);
                repairs.refuse(held);
            }
        }
    }

    /** Nobody is asked in vain. */
    void approveAll() {
        for (String user : USERS) {
            calendars(user).forEach(calendar -> answerHeld(user, calendar, true));
        }
    }

    /** Goes with everything that only this side has, as the user wants it. */
    private void disconnect(String user) {
        Account account = accounts.remove(user);
        if (account == null) {
            return;
        }
        world.happened(Occurrence.DISCONNECTED, user);
        UserSync sync = world.sync(user);
        for (CalendarRef calendar : calendars(user)) {
            writers.ledger().dropped(world.local().all(sync, calendar));
            writers.ledger()
                    .dropped(sync.revisions(calendar, LISTED_MAX).stream()
                            .map(Revision::state)
                            .toList());
        }
        sync.disconnect(account);
        calendars(user).forEach(world.local()::drop);
        calendars.remove(user);
    }

    /** Everybody is connected, and nothing is paused. */
    void calm() {
        for (String user : USERS) {
            connect(user);
            calendars(user).forEach(calendar -> world.rot().verify(world.sync(user), calendar));
            calendars(user).forEach(calendar -> world.sync(user).resume(calendar));
            world.sync(user).settings(SyncSettings.NONE);
        }
    }

    /** Asks for all calendars of a user. */
    void syncAll(String user, SyncType type) {
        jobs.add(new Asked(
                user,
                world.sync(user).syncNow(calendars(user), type, Priority.HIGH).id(),
                calendars(user)));
    }

    List<CalendarRef> calendars(String user) {
        return calendars.getOrDefault(user, List.of());
    }

    /** What was asked for and has not ended; what went with a disconnected account has. */
    List<Asked> unfinished() {
        jobs.removeIf(asked -> world.sync(asked.user())
                .job(asked.job())
                .map(job -> job.status().isFinal())
                .orElse(calendars(asked.user()).stream().noneMatch(asked.calendars()::contains)));
        return List.copyOf(jobs);
    }
}
