package dev.calsync.mirror;

/** Which way changes travel. */
public enum MirrorDirection {
    /** From the source to the target only; what is changed in a copy is put back. */
    ONE_WAY,
    /** Both ways. */
    TWO_WAY
}
