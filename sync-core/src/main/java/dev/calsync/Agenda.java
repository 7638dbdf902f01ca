package dev.calsync;

import java.util.Iterator;
import java.util.List;

/**
 * What takes place between two points in time, in the order of the start. Immutable.
 *
 * @param instances what takes place
 * @param truncated whether a bound was hit, so that there may be more
 * @param beyondWindow whether part of the asked span lies outside what is kept in sync: what is missing there is unknown,
 *     not absent
 */
public record Agenda(List<EventInstance> instances, boolean truncated, boolean beyondWindow)
        implements Iterable<EventInstance> {

    /** Copies the instances. */
    public Agenda {
        instances = List.copyOf(instances);
    }

    @Override
    public Iterator<EventInstance> iterator() {
        return instances.iterator();
    }
}
