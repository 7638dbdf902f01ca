package dev.calsync.recurrence;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An override that stands for its own instance and those after it: {@code RECURRENCE-ID;RANGE=THISANDFUTURE} (RFC 5545
 * section 3.2.13). The line is one of the event's extras, because the model's own word is about single instances.
 */
final class FutureOverride {
    private static final String LINE = "RECURRENCE-ID";
    private static final String RANGE = "RANGE=THISANDFUTURE";

    private final CalendarEvent event;
    private final ZoneId viewer;
    private final EventTime start;
    private final EventTime end;

    /** The rules of the clock that instances move by. */
    private final ZoneRules rules;

    private final Duration shift;

    private FutureOverride(CalendarEvent event, ZoneId viewer) {
        this.event = event;
        this.viewer = viewer;
        SeriesInstance own = SeriesInstance.once(event, viewer);
        this.start = own.start();
        this.end = own.end();
        this.rules = start instanceof EventTime.Zoned zoned
                ? zoned.rules().orElse(viewer.getRules())
                : start instanceof EventTime.Utc ? ZoneOffset.UTC.getRules() : viewer.getRules();
        this.shift = Duration.between(local(Objects.requireNonNull(event.recurrenceId())), start.toLocal());
    }

    /** Empty if the override stands for one instance only. */
    static Optional<FutureOverride> of(CalendarEvent override, ZoneId viewer) {
        boolean future = override.extras().get(LINE).stream().anyMatch(FutureOverride::saysFuture);
        return future ? Optional.of(new FutureOverride(override, viewer)) : Optional.empty();
    }

    private static boolean saysFuture(String line) {
        // Without what is quoted, the first colon ends the parameters.
        String plain = line.replaceAll("\"[^\"]*\"", "");
        int colon = plain.indexOf(':');
        return Stream.of(plain.substring(0, Math.max(0, colon)).split(";", -1)).anyMatch(RANGE::equalsIgnoreCase);
    }

    /** How far from the instance that it replaces an instance may begin or end. */
    Duration reach() {
        return shift.abs().plus(length().abs()).plusDays(1);
    }

    private Duration length() {
        return Duration.between(start.toInstant(viewer), end.toInstant(viewer));
    }

    /** What takes place instead of an occurrence of the master. */
    SeriesInstance inPlaceOf(Occurrence occurrence) {
        EventTime moved = shown(local(occurrence.start()).plus(shift), start);
        Instant startsAt = moved.toInstant(viewer);
        EventTime until;
        if (start.isDate() || start instanceof EventTime.Floating) {
            until = shown(moved.toLocal().plus(Duration.between(start.toLocal(), end.toLocal())), end);
        } else {
            Instant endsAt = startsAt.plus(length());
            ZoneRules theirs = end instanceof EventTime.Zoned zoned
                    ? zoned.rules().orElse(viewer.getRules())
                    : ZoneOffset.UTC.getRules();
            until = shown(LocalDateTime.ofInstant(endsAt, theirs.getOffset(endsAt)), end);
        }
        return new SeriesInstance(event, moved, until, startsAt);
    }

    /** On the clock of this override's start. A day, and a time that floats, is the same on every clock. */
    private LocalDateTime local(EventTime time) {
        if (time.isDate() || time instanceof EventTime.Floating) {
            return time.toLocal();
        }
        Instant instant = time.toInstant(viewer);
        return LocalDateTime.ofInstant(instant, rules.getOffset(instant));
    }

    private static EventTime shown(LocalDateTime local, EventTime form) {
        if (form instanceof EventTime.Date) {
            return EventTime.on(local.toLocalDate());
        }
        if (form instanceof EventTime.Zoned zoned) {
            return new EventTime.Zoned(local, zoned.tzid());
        }
        return form instanceof EventTime.Utc
                ? EventTime.at(local.toInstant(ZoneOffset.UTC))
                : EventTime.floating(local);
    }
}
