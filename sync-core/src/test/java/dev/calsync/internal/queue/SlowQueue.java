package dev.calsync.internal.queue;

import dev.calsync.job.Priority;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ProviderId;
import dev.calsync.model.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What the ready queue promises, in the plainest form: everything is looked at again at every question. Where the
 * promise leaves a choice, the choice is given in and judged.
 */
final class SlowQueue {
    private static final Comparator<Item> BY_DUE =
            Comparator.comparing((Item item) -> item.work.dueAt()).thenComparingLong(item -> item.arrival);

    private final Map<CalendarRef, Item> items = new LinkedHashMap<>();
    private final Map<QueueGate, Instant> gates = new HashMap<>();
    private final Map<LaneKey, Seat> seats = new HashMap<>();
    private final Set<Run> runs = new HashSet<>();
    private QueueLimits limits;
    private Instant now = Instant.EPOCH;
    private long arrivals;

    static final class Item {
        QueuedWork work;
        QueuedWork next;
        long arrival;
        /** The leader of its batch while it runs. */
        Run run;
    }

    record LaneKey(UserId user, ProviderId provider, Priority priority) {}

    /** Since when a lane could take turns at a level, and who had a turn at that level since. */
    private static final class Seat {
        final int level;
        final Set<UserId> passedBy = new HashSet<>();

        Seat(int level) {
            this.level = level;
        }
    }

    static final class Run {
        final QueuedWork leader;
        int calendars = 1;

        Run(QueuedWork leader) {
            this.leader = leader;
        }
    }

    SlowQueue(QueueLimits limits) {
        this.limits = limits;
    }

    void at(Instant time) {
        now = time;
        gates.values().removeIf(until -> !until.isAfter(now));
        sit();
    }

    void offer(QueuedWork work) {
        Item item = items.get(work.calendar());
        if (item == null) {
            item = new Item();
            item.work = work;
            item.arrival = arrivals++;
            items.put(work.calendar(), item);
        } else if ((item.next == null ? item.work : item.next).version() < work.version()) {
            if (item.run != null) {
                item.next = work;
            } else {
                item.work = work;
            }
        }
        sit();
    }

    boolean remove(CalendarRef calendar) {
        Item item = items.get(calendar);
        boolean there = item != null && (item.run == null || item.next != null);
        if (there && item.run == null) {
            items.remove(calendar);
        } else if (there) {
            item.next = null;
        }
        sit();
        return there;
    }

    void ended(CalendarRef calendar) {
        Item item = items.get(calendar);
        if (item == null || item.run == null) {
            return;
        }
        if (--item.run.calendars == 0) {
            runs.remove(item.run);
        }
        item.run = null;
        if (item.next == null) {
            items.remove(calendar);
        } else {
            item.work = item.next;
            item.next = null;
            item.arrival = arrivals++;
        }
        sit();
    }

    void close(QueueGate gate, Instant until) {
        gates.put(gate, until);
        at(now);
    }

    void open(QueueGate gate) {
        gates.remove(gate);
        sit();
    }

    void workers(int workers) {
        limits = limits.workers(workers);
    }

    /** Judges a choice and takes it; null for "nothing may start". */
    void polled(QueuedWork choice) {
        List<Item> startable = items.values().stream().filter(this::startable).toList();
        if (choice == null) {
            require(startable.isEmpty(), () -> "nothing was started, though " + startable.get(0).work + " could be");
            return;
        }
        Item item = items.get(choice.calendar());
        require(item != null && item.work.equals(choice) && startable(item), () -> choice + " must not start");
        int level = level(item);
        require(startable.stream().allMatch(other -> level(other) >= level), () -> "there is stronger than " + choice);
        Item oldest = startable.stream()
                .filter(other -> other.work.user().equals(choice.user()) && level(other) == level)
                .min(BY_DUE)
                .orElseThrow();
        require(oldest == item, () -> oldest.work + " is due before " + choice);
        for (Item other : startable) {
            Seat seat = seats.get(lane(other));
            if (!other.work.user().equals(choice.user()) && seat.level == level) {
                require(
                        !seat.passedBy.contains(choice.user()),
                        () -> choice.user() + " has two turns before " + other.work);
            }
        }
        seats.forEach((lane, seat) -> {
            if (seat.level == level) {
                seat.passedBy.add(choice.user());
            }
        });
        seats.entrySet().removeIf(seat -> seat.getKey().user().equals(choice.user()) && seat.getValue().level == level);
        item.run = new Run(choice);
        runs.add(item.run);
        sit();
    }

    List<QueuedWork> mates(QueuedWork first, Instant dueBy, int max) {
        Run run = items.get(first.calendar()).run;
        List<Item> mates = items.values().stream()
                .filter(item -> item.run == null
                        && item.work.account().equals(first.account())
                        && item.work.priority() == run.leader.priority()
                        && !item.work.dueAt().isAfter(dueBy))
                .sorted(BY_DUE)
                .limit(max)
                .toList();
        mates.forEach(item -> {
            item.run = run;
            run.calendars++;
        });
        sit();
        return mates.stream().map(item -> item.work).toList();
    }

    List<QueuedWork> running() {
        return items.values().stream()
                .filter(item -> item.run != null)
                .map(item -> item.work)
                .toList();
    }

    int busyWorkers() {
        return runs.size();
    }

    int depth(Priority priority) {
        return (int) items.values().stream()
                .filter(item -> item.run == null && item.work.priority() == priority)
                .count();
    }

    Duration oldestWait(Priority priority) {
        return items.values().stream()
                .filter(item -> item.run == null && item.work.priority() == priority)
                .map(item -> Duration.between(item.work.dueAt(), now))
                .filter(wait -> !wait.isNegative())
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    Instant nextOpening() {
        return gates.values().stream().min(Comparator.naturalOrder()).orElse(null);
    }

    boolean waits(CalendarRef calendar) {
        Item item = items.get(calendar);
        return item != null && (item.run == null || item.next != null);
    }

    boolean startable(CalendarRef calendar) {
        return Optional.ofNullable(items.get(calendar)).filter(this::startable).isPresent();
    }

    private void sit() {
        Map<LaneKey, Integer> levels = new HashMap<>();
        for (Item item : items.values()) {
            if (ready(item)) {
                levels.merge(lane(item), level(item), Math::min);
            }
        }
        seats.entrySet().removeIf(seat -> levels.getOrDefault(seat.getKey(), -1) != seat.getValue().level);
        levels.forEach((lane, level) -> seats.computeIfAbsent(lane, key -> new Seat(level)));
    }

    private static LaneKey lane(Item item) {
        return new LaneKey(item.work.user(), item.work.provider(), item.work.priority());
    }

    /** Whether its own limits let it take turns; the provider and the workers are asked when the turn comes. */
    private boolean ready(Item item) {
        QueuedWork work = item.work;
        return item.run == null
                && !work.dueAt().isAfter(now)
                && !gates.containsKey(new QueueGate.OfAccount(work.account()))
                && (work.host() == null || !gates.containsKey(new QueueGate.OfHost(work.host())))
                && count(run -> run.leader.account().equals(work.account())) < limits.perAccount()
                && count(run -> run.leader.user().equals(work.user())) < limits.perUser();
    }

    private boolean startable(Item item) {
        QueuedWork work = item.work;
        long below = count(run -> run.leader.priority() != Priority.HIGH);
        long low = count(run -> run.leader.priority() == Priority.LOW);
        return ready(item)
                && !gates.containsKey(new QueueGate.OfProvider(work.provider()))
                && count(run -> run.leader.provider().equals(work.provider())) < limits.of(work.provider())
                && count(run -> true) < limits.workers()
                && (work.priority() == Priority.HIGH || below < limits.workersBelowHigh())
                && (work.priority() != Priority.LOW || low < limits.workersForLow());
    }

    private long count(Predicate<Run> which) {
        return runs.stream().filter(which).count();
    }

    private int level(Item item) {
        int level = item.work.priority().ordinal();
        Instant older = item.work.dueAt().plus(limits.ageing());
        while (level > 0 && !older.isAfter(now)) {
            level--;
            older = older.plus(limits.ageing());
        }
        return level;
    }

    private static void require(boolean kept, Supplier<String> fault) {
        if (!kept) {
            throw new AssertionError(fault.get());
        }
    }
}
