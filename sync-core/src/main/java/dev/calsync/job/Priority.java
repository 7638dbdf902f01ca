package dev.calsync.job;

/** Which work goes first. Declared strongest first. */
public enum Priority {
    /** Somebody waits for it: real time and on demand. */
    HIGH,
    /** Periodic work. */
    NORMAL,
    /** Full resyncs and catching up. */
    LOW;

    /** The stronger of the two. */
    public Priority strongest(Priority other) {
        return compareTo(other) <= 0 ? this : other;
    }
}
