package dev.calsync.internal.engine;

import dev.calsync.mirror.Mirror;
import dev.calsync.mirror.MirrorEnd;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.SeriesId;
import dev.calsync.store.MirrorTie;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredMirror;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which series of a user's calendars are ties away from one another. What one event has become is a tree: an edge ties two
 * series only if no path leads from one's calendar to the other's already, so no change can go round.
 */
final class MirrorForest {
    private final StoreTransaction tx;
    private final List<StoredMirror> mirrors;

    MirrorForest(StoreTransaction tx, List<StoredMirror> mirrors) {
        this.tx = tx;
        this.mirrors = mirrors;
    }

    private record Place(CalendarRef calendar, SeriesId series) {}

    /** Whether ties lead from a series to one of a calendar, over any mirrors, also such as are paused. */
    boolean leads(CalendarRef from, SeriesId series, CalendarRef to) {
        Deque<Place> open = new ArrayDeque<>();
        Set<Place> seen = new HashSet<>();
        open.add(new Place(from, series));
        while (!open.isEmpty()) {
            Place place = open.remove();
            if (!seen.add(place)) {
                continue;
            }
            if (place.calendar().equals(to)) {
                return true;
            }
            for (StoredMirror stored : mirrors) {
                if (stored.mirror().has(place.calendar())) {
                    follow(stored.mirror(), place, open);
                }
            }
        }
        return false;
    }

    private void follow(Mirror mirror, Place place, Deque<Place> open) {
        MirrorEnd end = mirror.source().equals(place.calendar()) ? MirrorEnd.SOURCE : MirrorEnd.TARGET;
        for (MirrorTie tie : tx.mirrorTies().find(mirror.id(), end, List.of(place.series()))) {
            open.add(new Place(mirror.at(end.other()), tie.at(end.other())));
        }
    }
}
