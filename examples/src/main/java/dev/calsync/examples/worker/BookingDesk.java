package dev.calsync.examples.worker;

import dev.calsync.system.TimeSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Where a host's rooms are booked: an append-only list for each room, and opening hours. Thread-safe. */
final class BookingDesk {
    private final TimeSource time;
    private final List<String> bookings = new ArrayList<>();
    private Instant opensAt = Instant.EPOCH;

    /** A desk that is open and has no bookings. */
    BookingDesk(TimeSource time) {
        this.time = time;
    }

    synchronized void book(String what) {
        bookings.add(what);
    }

    synchronized void closeUntil(Instant opening) {
        opensAt = opening;
    }

    synchronized boolean closed() {
        return time.now().isBefore(opensAt);
    }

    synchronized Instant opensAt() {
        return opensAt;
    }

    /** The bookings from a position on, at most so many. */
    synchronized List<String> page(int from, int size) {
        return List.copyOf(bookings.subList(from, Math.min(bookings.size(), from + size)));
    }

    synchronized int count() {
        return bookings.size();
    }
}
