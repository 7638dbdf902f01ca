package dev.calsync.recurrence;

import java.util.BitSet;
import java.util.List;

/** A set of ordinals that count from the start (1, 2, …) or from the end (-1, -2, …). */
final class SignedSet {
    private final BitSet fromStart = new BitSet();
    private final BitSet fromEnd = new BitSet();

    static SignedSet of(List<Integer> ordinals) {
        SignedSet set = new SignedSet();
        ordinals.forEach(set::add);
        return set;
    }

    void add(int ordinal) {
        if (ordinal > 0) {
            fromStart.set(ordinal);
        } else {
            fromEnd.set(-ordinal);
        }
    }

    boolean isEmpty() {
        return fromStart.isEmpty() && fromEnd.isEmpty();
    }

    /** Whether the {@code nth} of {@code length} is meant, from either side. */
    boolean has(int nth, int length) {
        return fromStart.get(nth) || fromEnd.get(length - nth + 1);
    }
}
