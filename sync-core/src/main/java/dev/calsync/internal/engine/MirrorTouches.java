package dev.calsync.internal.engine;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.SeriesId;
import dev.calsync.store.StoreTransaction;
import java.util.ArrayList;
import java.util.List;

/** What changed in a calendar, for the mirrors that it is on. Belongs to one transaction. */
final class MirrorTouches {
    private final StoreTransaction tx;
    private final CalendarRef calendar;
    private final boolean mirrored;
    private final List<SeriesId> series = new ArrayList<>();

    /** @param mirrored whether it is on any */
    MirrorTouches(StoreTransaction tx, CalendarRef calendar, boolean mirrored) {
        this.tx = tx;
        this.calendar = calendar;
        this.mirrored = mirrored;
    }

    void add(SeriesId one) {
        series.add(one);
    }

    void write() {
        if (mirrored && !series.isEmpty()) {
            tx.mirrors().touched(calendar, List.copyOf(series));
            series.clear();
        }
    }
}
