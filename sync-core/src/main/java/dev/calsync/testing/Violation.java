package dev.calsync.testing;

/**
 * An invariant did not hold.
 *
 * @param invariant which
 * @param what what was seen, one line
 */
public record Violation(Invariant invariant, String what) {

    /** The invariant and what was seen. */
    @Override
    public String toString() {
        return invariant + ": " + what;
    }
}
