package dev.calsync.reconcile;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which instance of a series a time names: the instant and the kind of value, whatever form it is written in. A server
 * that answers an override's zone time in UTC still speaks of the same instance (RFC 5545 section 3.8.4.4).
 */
final class InstanceKey {
    /** The key of a master; sorts before every instance. */
    static final String MASTER = "";

    private InstanceKey() {}

    static String of(@Nullable EventTime time) {
        if (time == null) {
            return MASTER;
        }
        if (time instanceof EventTime.Utc utc) {
            return instant(utc.instant());
        }
        if (time instanceof EventTime.Zoned zoned) {
            return zoned.rules().isPresent()
                    ? instant(zoned.toInstant(ZoneOffset.UTC))
                    : "Z" + zoned.local() + "/" + zoned.tzid();
        }
        return time instanceof EventTime.Date date ? "D" + date.date() : "F" + time.toLocal();
    }

    /** A series' parts by key, master first. Two overrides written differently for one instance both stay. */
    static Map<String, CalendarEvent> parts(@Nullable EventSeries series) {
        Map<String, CalendarEvent> parts = new LinkedHashMap<>();
        if (series == null) {
            return parts;
        }
        if (series.master() != null) {
            parts.put(MASTER, series.master());
        }
        for (CalendarEvent override : series.overrides()) {
            String key = of(override.recurrenceId());
            String free = key;
            for (int n = 2; parts.containsKey(free); n++) {
                free = key + "#" + n;
            }
            parts.put(free, override);
        }
        return parts;
    }

    /** A time for the hash and for comparison: the same form only, but one spelling of each zone. */
    static String form(EventTime time) {
        if (time instanceof EventTime.Zoned zoned) {
            String tzid = zone(zoned);
            return tzid.equals("Z")
                    ? instant(zoned.local().toInstant(ZoneOffset.UTC))
                    : "Z" + zoned.local() + "/" + tzid;
        }
        return of(time);
    }

    private static String zone(EventTime.Zoned time) {
        String tzid = time.tzid();
        return switch (tzid) {
            case "UTC", "Etc/UTC", "Z", "GMT", "Etc/GMT" -> "Z";
            default -> tzid.startsWith("/") ? time.zone().map(ZoneId::getId).orElse(tzid) : tzid;
        };
    }

    private static String instant(Instant instant) {
        return instant.getNano() == 0
                ? "I" + instant.getEpochSecond()
                : "I" + instant.getEpochSecond() + "." + instant.getNano();
    }
}
