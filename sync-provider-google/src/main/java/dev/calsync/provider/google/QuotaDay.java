package dev.calsync.provider.google;

import dev.calsync.provider.google.GoogleCalendarProvider.DayForecast;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * Counts requests by the hour, to tell what a day of Google's comes to. Google's days begin at midnight in California,
 * which is always a whole hour. Thread-safe.
 */
final class QuotaDay {
    static final ZoneId ZONE = ZoneId.of("America/Los_Angeles");
    /** One more than the longest day has hours, and one that has just begun. */
    private static final int HOURS = 27;

    private static final long HOURS_LOOKED_BACK = 24;
    private static final Duration LOOKED_BACK = Duration.ofHours(HOURS_LOOKED_BACK);
    private static final Duration LEAST = Duration.ofHours(1);

    private final long[] hours = new long[HOURS];
    private final long[] counts = new long[HOURS];
    private @Nullable Instant first;

    /** One request is sent. */
    synchronized void sent(Instant now) {
        if (first == null) {
            first = now;
        }
        long hour = hour(now);
        int slot = (int) Math.floorMod(hour, (long) HOURS);
        if (hours[slot] != hour) {
            hours[slot] = hour;
            counts[slot] = 0;
        }
        counts[slot]++;
    }

    /** What the day comes to if it goes on as the last 24 hours went, or as much of them as was seen, an hour at least. */
    synchronized DayForecast forecast(Instant now) {
        LocalDate day = LocalDate.ofInstant(now, ZONE);
        Instant midnight = day.atStartOfDay(ZONE).toInstant();
        Instant nextMidnight = day.plusDays(1).atStartOfDay(ZONE).toInstant();
        long sent = between(hour(midnight), hour(now));
        long lately = between(hour(now) - HOURS_LOOKED_BACK + 1, hour(now));
        Duration seen = first == null ? LEAST : bounded(Duration.between(first, now));
        long rest = Duration.between(now, nextMidnight).toSeconds();
        return new DayForecast(day, sent, sent + Math.round((double) lately * rest / seen.toSeconds()));
    }

    private static Duration bounded(Duration seen) {
        if (seen.compareTo(LEAST) < 0) {
            return LEAST;
        }
        return seen.compareTo(LOOKED_BACK) > 0 ? LOOKED_BACK : seen;
    }

    private long between(long firstHour, long lastHour) {
        long sum = 0;
        for (int slot = 0; slot < HOURS; slot++) {
            if (hours[slot] >= firstHour && hours[slot] <= lastHour) {
                sum += counts[slot];
            }
        }
        return sum;
    }

    private static long hour(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), LEAST.toSeconds());
    }
}
