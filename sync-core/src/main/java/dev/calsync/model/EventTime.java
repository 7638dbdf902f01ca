package dev.calsync.model;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.Optional;

/**
 * When an event starts or ends, in one of the four forms that RFC 5545 section 3.3.4–3.3.5 knows. Immutable.
 *
 * <p>Only a {@link Zoned} or {@link Utc} time is a point in time by itself; a {@link Date} or {@link Floating} one is
 * that in the zone of whoever looks.
 */
public sealed interface EventTime {

    /** A whole day. As an event's end it is exclusive, as in RFC 5545 section 3.6.1. */
    record Date(LocalDate date) implements EventTime {}

    /**
     * A local time in a named zone.
     *
     * @param local the wall clock's time there
     * @param tzid the zone's name as the provider wrote it; usually an IANA name, but Windows and private names occur. A
     *     zone that nobody but the provider's own text defines is written out, as the TZ variable of POSIX has it (RFC
     *     8536 section 3.3)
     */
    record Zoned(LocalDateTime local, String tzid) implements EventTime {

        /** @throws IllegalArgumentException if {@code tzid} is empty, longer than 255 characters or holds control characters */
        public Zoned {
            Text.requireId("tzid", tzid, 255);
        }

        /** The zone, or empty when the JDK knows none of this name. */
        public Optional<ZoneId> zone() {
            return Zones.find(tzid);
        }

        /** The rules of its clock: those of {@link #zone()}, or those that the name spells out; else empty. */
        public Optional<ZoneRules> rules() {
            return Zones.rules(tzid);
        }
    }

    /** A point in time. */
    record Utc(Instant instant) implements EventTime {}

    /** A local time in no zone: it means that hour wherever the user is. */
    record Floating(LocalDateTime local) implements EventTime {}

    /** A whole day. */
    static EventTime on(LocalDate date) {
        return new Date(date);
    }

    /** A local time in an IANA zone. */
    static EventTime at(LocalDateTime local, ZoneId zone) {
        return new Zoned(local, zone.getId());
    }

    /** A point in time. */
    static EventTime at(Instant instant) {
        return new Utc(instant);
    }

    /** A local time in no zone. */
    static EventTime floating(LocalDateTime local) {
        return new Floating(local);
    }

    /** Whether this is a whole day. */
    default boolean isDate() {
        return this instanceof Date;
    }

    /**
     * The local time that this time shows: midnight for a day, UTC's wall clock for a UTC time.
     */
    default LocalDateTime toLocal() {
        if (this instanceof Date date) {
            return date.date().atStartOfDay();
        }
        if (this instanceof Zoned zoned) {
            return zoned.local();
        }
        if (this instanceof Utc utc) {
            return LocalDateTime.ofInstant(utc.instant(), ZoneOffset.UTC);
        }
        return ((Floating) this).local();
    }

    /**
     * The point in time.
     *
     * @param viewer the zone for times that have none: days, floating times, and times in a zone whose rules nobody
     *     knows. In a gap of daylight saving time the later wall time counts, in an overlap the earlier offset.
     */
    default Instant toInstant(ZoneId viewer) {
        if (this instanceof Utc utc) {
            return utc.instant();
        }
        ZoneRules rules = this instanceof Zoned zoned ? zoned.rules().orElse(viewer.getRules()) : viewer.getRules();
        LocalDateTime local = toLocal();
        // The offset before a change: in a gap it leads to the time that is as much later, in an overlap to the first.
        return local.toInstant(rules.getOffset(local));
    }
}
