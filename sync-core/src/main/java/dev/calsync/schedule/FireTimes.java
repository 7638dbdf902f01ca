package dev.calsync.schedule;

import dev.calsync.model.ScheduleId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What follows from a function that tells the first fire time after an instant. */
final class FireTimes {
    private static final int MOST_PREVIEWED = 1000;

    private FireTimes() {}

    static List<Instant> preview(Function<Instant, Optional<Instant>> nextAfter, Instant after, int n) {
        if (n < 1 || n > MOST_PREVIEWED) {
            throw new IllegalArgumentException("a preview shows 1 to " + MOST_PREVIEWED + " fire times, not " + n);
        }
        List<Instant> times = new ArrayList<>(n);
        Optional<Instant> next = nextAfter.apply(after);
        while (next.isPresent()) {
            times.add(next.get());
            next = times.size() < n ? nextAfter.apply(next.get()) : Optional.empty();
        }
        return List.copyOf(times);
    }

    /** Every fire time is later by the same phase, so that fire times can neither meet nor change places. */
    static Optional<Instant> spread(Trigger trigger, ScheduleId id, Duration spread, Instant after) {
        FireLimits.refuse(spreadFaults(spread));
        Duration by = Duration.ofMillis(Math.floorMod(IntervalGrid.hash(id.value()), spread.toMillis()));
        Instant from = after.isBefore(FireLimits.EARLIEST) ? FireLimits.EARLIEST : after;
        return trigger.nextAfter(id, from.minus(by))
                .map(fire -> fire.plus(by))
                .filter(fire -> fire.isBefore(FireLimits.END));
    }

    /**
     * How many runs are owed, in at most as many steps as the answer is large, but two.
     *
     * @param planned a fire time that nobody has fired yet
     */
    static int owed(
            Function<Instant, Optional<Instant>> nextAfter, MisfirePolicy policy, Instant planned, Instant now) {
        if (planned.isAfter(now)) {
            return 0;
        }
        if (policy instanceof MisfirePolicy.RunOnce) {
            return 1;
        }
        Instant inTime = now.minus(MisfirePolicy.GRACE);
        boolean late = planned.isBefore(inTime);
        Optional<Instant> first = late ? nextAfter.apply(inTime.minusNanos(1)) : Optional.of(planned);
        int owed = first.isPresent() && !first.get().isAfter(now) ? 1 : 0;
        if (policy instanceof MisfirePolicy.CatchUp catchUp) {
            Optional<Instant> missed = Optional.of(planned);
            int most = Math.min(catchUp.runs(), MisfirePolicy.CatchUp.MAX_RUNS);
            while (owed < most && missed.isPresent() && missed.get().isBefore(inTime)) {
                owed++;
                missed = nextAfter.apply(missed.get());
            }
        }
        return owed;
    }

    private static List<String> spreadFaults(Duration spread) {
        return spread.isZero() || spread.isNegative() || !spread.equals(spread.truncatedTo(ChronoUnit.MILLIS))
                ? List.of("spread must be more than zero and whole milliseconds, was " + spread)
                : List.of();
    }

    static List<String> spreadFaults(Duration spread, Trigger trigger) {
        if (!(trigger instanceof Trigger.Cron cron)) {
            return List.of(
                    "spread is for cron expressions: the fires of an interval are spread already, and events come"
                            + " when they come");
        }
        List<String> faults = new ArrayList<>(spreadFaults(spread));
        cron.shortestSpacing()
                .filter(spacing -> spread.compareTo(spacing) >= 0)
                .ifPresent(spacing -> faults.add(
                        "spread " + spread + " must be shorter than the shortest time between two fires, " + spacing));
        return faults;
    }
}
