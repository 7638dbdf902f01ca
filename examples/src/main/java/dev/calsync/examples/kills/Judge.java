package dev.calsync.examples.kills;

import dev.calsync.model.EventSeries;
import dev.calsync.model.Extras;
import dev.calsync.provider.caldav.icalendar.ICalendar;
import dev.calsync.provider.caldav.testing.FakeCalDavServer;
import dev.calsync.provider.caldav.testing.FakeCalendar;
import dev.calsync.reconcile.SemanticHash;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Holds both sides against each other, and against what everybody did to them. Used by one thread. */
final class Judge {
    private final FakeCalDavServer server;
    private final Ledger ledger;
    private final Map<String, String> here = new TreeMap<>();
    private final Map<String, String> there = new TreeMap<>();
    private final Map<String, Set<String>> standing = new HashMap<>();
    private final Set<String> found = new HashSet<>();
    private final Set<String> doubled = new TreeSet<>();
    private final List<String> differences = new ArrayList<>();

    Judge(FakeCalDavServer server, Ledger ledger) {
        this.server = server;
        this.ledger = ledger;
    }

    /** Reads both sides, this one from what its desk said. Returns how they differ. */
    List<String> read(List<String> said) {
        List.of(here, there, standing).forEach(Map::clear);
        List.of(found, doubled, differences).forEach(Collection::clear);
        Map<String, String> owners = new HashMap<>();
        for (String line : said) {
            String[] words = line.split(" ", 3);
            switch (words[0]) {
                case "event" -> side(here, words[1], Desk.decoded(words[2]), owners);
                case "revision" -> found.addAll(Edit.values(Desk.decoded(words[2])));
                default -> differences.add(line);
            }
        }
        owners.clear();
        for (FakeCalendar calendar : server.calendars(Desk.USER)) {
            calendar.resources()
                    .values()
                    .forEach(resource -> side(there, calendar.name(), ICalendar.parse(resource.text()), owners));
        }
        for (Map.Entry<String, String> one : here.entrySet()) {
            if (!one.getValue().equals(there.get(one.getKey()))) {
                differences.add(one.getKey() + (there.containsKey(one.getKey()) ? " differs" : " is only here"));
            }
        }
        there.keySet().stream()
                .filter(key -> !here.containsKey(key))
                .forEach(key -> differences.add(key + " is only there"));
        return List.copyOf(differences);
    }

    /** A title that two series have was written once, so one of them is the other once more. */
    private void side(Map<String, String> side, String calendar, EventSeries series, Map<String, String> owners) {
        String key = Ledger.key(calendar, series.uid());
        String meaning = SemanticHash.of(series.map(
                        event -> event.toBuilder().extras(Extras.NONE).build()))
                .text();
        if (side.put(key, meaning) != null) {
            doubled.add(key);
        }
        Set<String> values = Edit.values(series);
        for (String value : values) {
            String owner = owners.putIfAbsent(value, key);
            if (owner != null) {
                doubled.add(value + " of " + owner + " is in " + key + " as well");
            }
        }
        found.addAll(values);
        standing.computeIfAbsent(key, none -> new HashSet<>()).addAll(values);
    }

    Verdict verdict(List<String> diverged, int kills, long cuts) {
        return new Verdict(
                ledger.lost(found, standing), List.copyOf(doubled), diverged, ledger.acknowledged(), kills, cuts);
    }
}
