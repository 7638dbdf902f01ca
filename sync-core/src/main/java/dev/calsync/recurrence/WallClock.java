package dev.calsync.recurrence;

import dev.calsync.model.EventTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * The clock that a series goes by. Every start becomes an instant of this clock, so that starts of all forms are
 * ordered, compared and excluded alike.
 *
 * <p>A zoned or UTC series goes by its zone's clock and its instants are real. Days and floating times belong to no
 * zone; their clock runs as if they were UTC, and only a question asked in real time is translated, in the zone of
 * whoever looks.
 *
 * @param start the series' start
 * @param rules the rules of the clock's zone; UTC's for days and floating times
 * @param viewer the zone for times that have none
 */
record WallClock(EventTime start, ZoneRules rules, ZoneId viewer) {

    static WallClock of(EventTime start, ZoneId viewer) {
        ZoneRules rules = start instanceof EventTime.Zoned zoned
                ? zoned.rules().orElse(viewer.getRules())
                : ZoneOffset.UTC.getRules();
        return new WallClock(start, rules, viewer);
    }

    /** Whether the series' times belong to no zone. */
    boolean isZoneless() {
        return start instanceof EventTime.Date || start instanceof EventTime.Floating;
    }

    boolean isWholeDays() {
        return start.isDate();
    }

    /** A time of any form on this clock; a date is its midnight. */
    Instant read(EventTime time) {
        if (isWholeDays()) {
            return toInstant(time.toLocal().toLocalDate().atStartOfDay());
        }
        if (isZoneless() || time instanceof EventTime.Date || time instanceof EventTime.Floating) {
            return toInstant(time.toLocal());
        }
        return time.toInstant(viewer);
    }

    /** A real instant on this clock. */
    Instant fromReal(Instant instant) {
        return isZoneless() ? LocalDateTime.ofInstant(instant, viewer).toInstant(ZoneOffset.UTC) : instant;
    }

    /** The real instant of one on this clock. */
    Instant toReal(Instant instant) {
        return isZoneless() ? toLocal(instant).atZone(viewer).toInstant() : instant;
    }

    /** In a gap the wall clock moves on by its length, in an overlap the earlier offset holds (RFC 5545 section 3.3.5). */
    Instant toInstant(LocalDateTime local) {
        return local.toInstant(rules.getOffset(local));
    }

    LocalDateTime toLocal(Instant instant) {
        return LocalDateTime.ofInstant(instant, rules.getOffset(instant));
    }

    boolean isInGap(LocalDateTime local) {
        ZoneOffsetTransition transition = rules.getTransition(local);
        return transition != null && transition.isGap();
    }

    /** The earliest local time that can become {@code instant} or later: one in a gap moves on, so it may be earlier. */
    LocalDateTime earliestLocal(Instant instant) {
        LocalDateTime local = toLocal(instant);
        ZoneOffsetTransition last = rules.previousTransition(instant.plusNanos(1));
        boolean moved = last != null
                && last.isGap()
                && local.isBefore(last.getDateTimeAfter().plus(last.getDuration()));
        return moved ? last.getDateTimeBefore() : local;
    }

    /** An instant of this clock as a start: in the form and zone of the series' start. */
    EventTime show(Instant instant) {
        return show(instant, start);
    }

    /** An instant of this clock in the form and zone of another time. */
    EventTime show(Instant instant, EventTime form) {
        if (form instanceof EventTime.Date) {
            return EventTime.on(toLocal(instant).toLocalDate());
        }
        if (form instanceof EventTime.Floating) {
            return EventTime.floating(toLocal(instant));
        }
        if (form instanceof EventTime.Zoned zoned) {
            ZoneRules theirs = zoned.rules().orElse(viewer.getRules());
            EventTime shown =
                    new EventTime.Zoned(LocalDateTime.ofInstant(instant, theirs.getOffset(instant)), zoned.tzid());
            // The second pass of an overlap has no local text of its own.
            return shown.toInstant(viewer).equals(instant) ? shown : EventTime.at(instant);
        }
        return EventTime.at(instant);
    }

    /** The last instant that an {@code UNTIL} lets in. A date lets its whole day in. */
    Instant until(EventTime until) {
        Instant read = read(until);
        if (isWholeDays() || !until.isDate()) {
            return read;
        }
        return toInstant(until.toLocal().plusDays(1)).minusNanos(1);
    }

    /** An extra date: a date without a time takes place at the start's time of day. */
    Instant extra(EventTime time) {
        if (isWholeDays() || !time.isDate()) {
            return read(time);
        }
        LocalTime timeOfDay = start.toLocal().toLocalTime();
        return toInstant(time.toLocal().toLocalDate().atTime(timeOfDay));
    }

    /** How long from start to end, on this clock. */
    Duration between(EventTime from, EventTime to) {
        return Duration.between(read(from), read(to));
    }
}
