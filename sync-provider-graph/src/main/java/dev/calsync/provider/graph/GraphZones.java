package dev.calsync.provider.graph;

import dev.calsync.model.EventTime;
import dev.calsync.model.WindowsZones;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;

/**
 * The names of zones on both sides: Graph takes those of Windows and of the tz database, and shows those of Windows. One
 * name of Windows stands for several zones of the tz database, so that an event in Rome comes back as one in Berlin: the
 * same time, by another name.
 */
final class GraphZones {
    /** What Outlook calls zones whose rules came with an event; their names say nothing. */
    private static final String PRIVATE = "tzone://";

    private static final String PRIVATE_UTC = "tzone://microsoft/utc";

    private GraphZones() {}

    static boolean isUtc(String name) {
        return name.equalsIgnoreCase("UTC")
                || name.equals("Etc/UTC")
                || name.equals("Z")
                || name.toLowerCase(Locale.ROOT).equals(PRIVATE_UTC);
    }

    /** The model's name for a zone of Graph's; empty for one that is known to the event's maker only. */
    static Optional<String> toModel(String name) {
        if (isUtc(name)) {
            return Optional.of("UTC");
        }
        if (name.isEmpty() || name.regionMatches(true, 0, PRIVATE, 0, PRIVATE.length())) {
            return Optional.empty();
        }
        Optional<String> windows = WindowsZones.zone(name);
        return windows.isPresent() ? windows : find(name).map(zone -> name);
    }

    /** The name to write for a zone of the model's; empty if Graph cannot know it. */
    static Optional<String> toGraph(String tzid) {
        if (isUtc(tzid)) {
            return Optional.of("UTC");
        }
        Optional<ZoneId> zone = find(tzid);
        if (zone.isEmpty()) {
            return WindowsZones.zone(tzid).map(known -> tzid);
        }
        String id = zone.get().getId();
        if (zone.get().normalized() instanceof ZoneOffset offset) {
            return offset.equals(ZoneOffset.UTC) ? Optional.of("UTC") : WindowsZones.name(id);
        }
        return Optional.of(id);
    }

    /** Whether both names come back from Graph as the same one. */
    static boolean sameThere(String one, String other) {
        return one.equals(other) || there(one).equals(there(other));
    }

    private static String there(String tzid) {
        String written = toGraph(tzid).orElse(tzid);
        return WindowsZones.name(written).orElse(written);
    }

    /** The zone behind a name of the model's. */
    static Optional<ZoneId> find(String tzid) {
        try {
            return new EventTime.Zoned(LocalDateTime.MIN, tzid).zone();
        } catch (IllegalArgumentException unusable) {
            return Optional.empty();
        }
    }
}
