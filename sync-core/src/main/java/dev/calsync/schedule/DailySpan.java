package dev.calsync.schedule;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;
import java.util.Set;

/**
 * A span of local time that begins on some days of the week and may run over midnight; equal ends mean 24 hours.
 *
 * <p>Each day's span is one unbroken stretch of instants, so that it has one beginning and one end whatever the clocks
 * do: an end that does not exist is where the gap ends, one that exists twice is the first of the two.
 *
 * @param from inclusive
 * @param to exclusive
 */
record DailySpan(LocalTime from, LocalTime to, Set<DayOfWeek> days, ZoneId zone) {

    boolean contains(Instant instant) {
        return endAfter(instant).isPresent();
    }

    /** When the span that contains the instant ends, or empty if none does. */
    Optional<Instant> endAfter(Instant instant) {
        ZoneRules rules = zone.getRules();
        LocalDate today = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), 0, rules.getOffset(instant))
                .toLocalDate();
        // Clocks may be put back over midnight and a zone may leave out a day, so the neighbours count too.
        for (LocalDate day = today.plusDays(1); !day.isBefore(today.minusDays(2)); day = day.minusDays(1)) {
            LocalDate endDay = from.isBefore(to) ? day : day.plusDays(1);
            Instant end = first(rules, endDay.atTime(to));
            if (days.contains(day.getDayOfWeek())
                    && !instant.isBefore(first(rules, day.atTime(from)))
                    && instant.isBefore(end)) {
                return Optional.of(end);
            }
        }
        return Optional.empty();
    }

    private static Instant first(ZoneRules rules, LocalDateTime local) {
        ZoneOffsetTransition transition = rules.getTransition(local);
        return transition != null && transition.isGap()
                ? transition.getInstant()
                : local.toInstant(rules.getValidOffsets(local).get(0));
    }
}
