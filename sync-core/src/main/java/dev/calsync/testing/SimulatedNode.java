package dev.calsync.testing;

import dev.calsync.CalendarSync;
import dev.calsync.system.Environment;

/** A node of a simulated fleet: an engine, the doors by which it can be made to crash or stand still, and its own clock. */
final class SimulatedNode {
    private final String name;
    private final Environment doors;
    private final SkewedTime clock;
    private final CalendarSync engine;
    private boolean frozen;

    SimulatedNode(String name, Environment doors, SkewedTime clock, CalendarSync engine) {
        this.name = name;
        this.doors = doors;
        this.clock = clock;
        this.engine = engine;
    }

    String name() {
        return name;
    }

    Environment doors() {
        return doors;
    }

    SkewedTime clock() {
        return clock;
    }

    CalendarSync engine() {
        return engine;
    }

    boolean frozen() {
        return frozen;
    }

    void frozen(boolean value) {
        frozen = value;
    }
}
