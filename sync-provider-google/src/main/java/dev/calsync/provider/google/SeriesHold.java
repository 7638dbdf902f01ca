package dev.calsync.provider.google;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parts of series that one list has brought so far. Bounded by what they take in memory. */
final class SeriesHold {
    /** About what an item takes without its texts. */
    private static final int ITEM_BYTES = 600;

    private final Map<String, Parts> series = new LinkedHashMap<>();
    private final long maxBytes;
    private long bytes;

    /** @param maxBytes how much may be held, about */
    SeriesHold(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** What is known of one series. */
    static final class Parts {
        private final String id;
        private @Nullable EventItem master;
        private final List<EventItem> exceptions = new ArrayList<>(2);

        Parts(String id) {
            this.id = id;
        }

        String id() {
            return id;
        }

        @Nullable
        EventItem master() {
            return master;
        }

        List<EventItem> exceptions() {
            return exceptions;
        }

        void add(EventItem item) {
            if (item.isException()) {
                exceptions.removeIf(known -> known.id.equals(item.id));
                exceptions.add(item);
            } else {
                master = item;
            }
        }

        /** All of them. */
        List<EventItem> items() {
            List<EventItem> all = new ArrayList<>(exceptions);
            if (master != null) {
                all.add(master);
            }
            return all;
        }
    }

    /** @return whether there was room for it */
    boolean add(EventItem item) {
        bytes += ITEM_BYTES
                + length(item.summary)
                + length(item.description)
                + length(item.location)
                + 200L * item.attendees.size();
        series.computeIfAbsent(item.seriesOrOwnId(), Parts::new).add(item);
        return bytes <= maxBytes;
    }

    /** The whole series is gone. */
    void remove(String seriesId) {
        series.remove(seriesId);
    }

    Collection<Parts> all() {
        return series.values();
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }
}
