package dev.calsync.schedule;

import dev.calsync.error.InvalidConfigurationException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/**
 * A span of every day in which a user wants no periodic sync. An end in a gap of the clock is the end of the gap, an end
 * that exists twice is the first of the two. Immutable and thread-safe.
 *
 * @param from inclusive
 * @param to exclusive; before {@code from} it means the next day. Valid hours have two different ends.
 * @param zone whose local time is meant
 */
public record QuietHours(LocalTime from, LocalTime to, ZoneId zone) {

    /**
     * When the quiet span that contains an instant ends; empty if the instant lies in none. The answer is always later
     * than the instant, and itself not quiet.
     *
     * @throws InvalidConfigurationException if the two ends are the same
     */
    public Optional<Instant> endAfter(Instant instant) {
        if (from.equals(to)) {
            throw new InvalidConfigurationException("QuietHours", faults());
        }
        DailySpan span = new DailySpan(from, to, EnumSet.allOf(DayOfWeek.class), zone);
        Optional<Instant> end = span.endAfter(instant);
        // A gap of the clock can swallow all the time between one night and the next.
        Optional<Instant> next = end.flatMap(span::endAfter);
        while (next.isPresent()) {
            end = next;
            next = span.endAfter(next.get());
        }
        return end;
    }

    /** What is wrong with the hours, one sentence each; empty if nothing is. */
    List<String> faults() {
        return from.equals(to)
                ? List.of("quietHours: from and to are both " + from + ", so nothing would ever be synchronised")
                : List.of();
    }
}
