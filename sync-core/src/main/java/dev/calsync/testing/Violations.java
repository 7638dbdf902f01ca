package dev.calsync.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The violations seen so far, the first few of them. */
final class Violations {
    private static final int KEPT_MAX = 20;

    private final List<Violation> seen = new ArrayList<>();

    void add(Invariant invariant, String what) {
        if (seen.size() < KEPT_MAX) {
            seen.add(new Violation(invariant, what));
        }
    }

    void require(boolean holds, Invariant invariant, Supplier<String> otherwise) {
        if (!holds) {
            add(invariant, otherwise.get());
        }
    }

    boolean isEmpty() {
        return seen.isEmpty();
    }

    List<Violation> seen() {
        return List.copyOf(seen);
    }
}
