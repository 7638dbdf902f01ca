package dev.calsync.provider.caldav.icalendar;

import dev.calsync.model.EventTime;
import dev.calsync.model.WindowsZones;
import java.time.LocalDateTime;
import java.time.zone.ZoneRules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The two names of a zone: the TZID that a resource uses and the one the model gets. They differ only where the JDK does
 * not know the resource's name: then the resource's own VTIMEZONE says which zone it means (X-LIC-LOCATION), or it is a
 * name of Windows, or the rules of that VTIMEZONE are its name. Belongs to one resource.
 */
final class ZoneNames {
    private final Map<String, String> toModel = new HashMap<>();
    private final Map<String, String> toResource = new HashMap<>();
    private final Map<String, Component> definitions = new HashMap<>();
    private final @Nullable Component calendar;

    /** The names of a resource that has no zones of its own. */
    ZoneNames() {
        this.calendar = null;
    }

    /** The names of this resource. */
    ZoneNames(Component calendar) {
        this.calendar = calendar;
        for (Component zone : calendar.components("VTIMEZONE")) {
            ContentLine tzid = zone.line("TZID");
            if (tzid == null) {
                continue;
            }
            String name = TextValues.unescape(tzid.value());
            definitions.putIfAbsent(name, zone);
        }
        for (String name : definitions.keySet()) {
            String model = toModel(name);
            if (!model.equals(name)) {
                toResource.merge(model, name, (one, other) -> one.compareTo(other) <= 0 ? one : other);
            }
        }
    }

    /** The rules of a zone of that name, if they are known without the resource. */
    static Optional<ZoneRules> find(String tzid) {
        try {
            return new EventTime.Zoned(LocalDateTime.MIN, tzid).rules();
        } catch (IllegalArgumentException unusable) {
            return Optional.empty();
        }
    }

    /** Whether the resource brings the rules of that zone along. */
    boolean defines(String resourceTzid) {
        return definitions.containsKey(resourceTzid);
    }

    /** The model's name for a TZID of the resource. */
    String toModel(String resourceTzid) {
        return toModel.computeIfAbsent(resourceTzid, this::resolve);
    }

    private String resolve(String tzid) {
        if (find(tzid).isPresent()) {
            return tzid;
        }
        Component definition = definitions.get(tzid);
        ContentLine location = definition == null ? null : definition.line("X-LIC-LOCATION");
        if (location != null && find(location.value()).isPresent()) {
            return location.value();
        }
        Optional<String> known = WindowsZones.zone(tzid);
        return known.isPresent() || definition == null
                ? known.orElse(tzid)
                : ZoneDefinition.text(definition, firstYear()).orElse(tzid);
    }

    /** The year of the first event. */
    private int firstYear() {
        int first = 9999;
        for (Component vevent : calendar == null ? List.<Component>of() : calendar.components("VEVENT")) {
            ContentLine start = vevent.line("DTSTART");
            if (start != null && start.value().matches("[0-9]{8}.*")) {
                first = Math.min(first, Integer.parseInt(start.value().substring(0, 4)));
            }
        }
        return first;
    }

    /** The TZID to write for a name of the model. */
    String toResource(String modelTzid) {
        return definitions.containsKey(modelTzid) ? modelTzid : toResource.getOrDefault(modelTzid, modelTzid);
    }
}
