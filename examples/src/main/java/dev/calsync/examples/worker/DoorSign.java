package dev.calsync.examples.worker;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The sign at a room's door: shows each booking once, however often it is told of it. Thread-safe. */
final class DoorSign {
    private final Set<String> shown = new LinkedHashSet<>();
    private int told;

    synchronized void show(String booking) {
        told++;
        shown.add(booking);
    }

    synchronized List<String> shown() {
        return new ArrayList<>(shown);
    }

    /** How often it was told of a booking, known ones included. */
    synchronized int told() {
        return told;
    }
}
