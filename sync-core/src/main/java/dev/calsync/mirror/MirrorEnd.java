package dev.calsync.mirror;

/** One of the two calendars of a mirror. */
public enum MirrorEnd {
    /** The one that is mirrored. */
    SOURCE,
    /** The one that it is mirrored to. */
    TARGET;

    /** The other one. */
    public MirrorEnd other() {
        return this == SOURCE ? TARGET : SOURCE;
    }
}
