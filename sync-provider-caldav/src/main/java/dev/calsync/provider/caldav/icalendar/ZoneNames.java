package dev.calsync.provider.caldav.icalendar;

import dev.calsync.model.EventTime;
import dev.calsync.model.WindowsZones;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The two names of a zone: the TZID that a resource uses and the one the model gets. They differ only where the JDK does
 * not know the resource's name, and the resource's own VTIMEZONE says which zone it means (X-LIC-LOCATION), or it is a
 * name of Windows. Belongs to one resource.
 */
final class ZoneNames {
    private final Map<String, String> toModel = new HashMap<>();
    private final Map<String, String> toResource = new HashMap<>();
    private final Map<String, String> locations = new HashMap<>();
    private final Set<String> defined = new HashSet<>();

    /** The names of a resource that has no zones of its own. */
    ZoneNames() {}

    /** The names of this resource. */
    ZoneNames(Component calendar) {
        for (Component zone : calendar.components("VTIMEZONE")) {
            ContentLine tzid = zone.line("TZID");
            if (tzid == null) {
                continue;
            }
            String name = TextValues.unescape(tzid.value());
            defined.add(name);
            ContentLine location = zone.line("X-LIC-LOCATION");
            if (location != null) {
                locations.putIfAbsent(name, location.value());
            }
        }
        for (String name : defined) {
            String model = toModel(name);
            if (!model.equals(name)) {
                toResource.merge(model, name, (one, other) -> one.compareTo(other) <= 0 ? one : other);
            }
        }
    }

    /** The zone that the JDK knows by that name. */
    static Optional<ZoneId> find(String tzid) {
        try {
            return new EventTime.Zoned(LocalDateTime.MIN, tzid).zone();
        } catch (IllegalArgumentException unusable) {
            return Optional.empty();
        }
    }

    /** Whether the resource brings the rules of that zone along. */
    boolean defines(String resourceTzid) {
        return defined.contains(resourceTzid);
    }

    /** The model's name for a TZID of the resource. */
    String toModel(String resourceTzid) {
        return toModel.computeIfAbsent(resourceTzid, this::resolve);
    }

    private String resolve(String tzid) {
        if (find(tzid).isEmpty()) {
            String location = locations.get(tzid);
            if (location != null && find(location).isPresent()) {
                return location;
            }
            return WindowsZones.zone(tzid).orElse(tzid);
        }
        return tzid;
    }

    /** The TZID to write for a name of the model. */
    String toResource(String modelTzid) {
        return defined.contains(modelTzid) ? modelTzid : toResource.getOrDefault(modelTzid, modelTzid);
    }
}
