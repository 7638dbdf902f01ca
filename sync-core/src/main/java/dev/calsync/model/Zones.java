package dev.calsync.model;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.util.Optional;

/** Finds the JDK's zone behind a TZID, and the rules of any zone that can be known. */
final class Zones {
    private Zones() {}

    static Optional<ZoneId> find(String tzid) {
        Optional<ZoneId> exact = known(tzid);
        return exact.isPresent() ? exact : knownSuffix(tzid);
    }

    static Optional<ZoneRules> rules(String tzid) {
        Optional<ZoneId> zone = find(tzid);
        return zone.isPresent() ? zone.map(ZoneId::getRules) : ZoneText.rules(tzid);
    }

    /** Globally unique TZIDs carry a prefix: {@code /freeassociation.sourceforge.net/Europe/Berlin}. */
    private static Optional<ZoneId> knownSuffix(String tzid) {
        if (!tzid.startsWith("/")) {
            return Optional.empty();
        }
        int slash = tzid.indexOf('/', 1);
        while (slash > 0) {
            Optional<ZoneId> zone = known(tzid.substring(slash + 1));
            if (zone.isPresent()) {
                return zone;
            }
            slash = tzid.indexOf('/', slash + 1);
        }
        return Optional.empty();
    }

    private static Optional<ZoneId> known(String id) {
        try {
            return Optional.of(ZoneId.of(id));
        } catch (DateTimeException unknown) {
            return Optional.empty();
        }
    }
}
