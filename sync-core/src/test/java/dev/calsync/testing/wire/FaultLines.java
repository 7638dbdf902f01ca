package dev.calsync.testing.wire;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a script of faults. Each says how many of the matching requests to hit; a request is hit by the first line
 * that matches it, may hit it, and is not used up. Thread-safe.
 *
 * @param <R> what is known of a request
 * @param <F> what can go wrong
 */
public final class FaultLines<R, F> {
    private final List<Line<R, F>> lines = new ArrayList<>();
    private final List<HeldRequests> allHeld = new ArrayList<>();

    /** No lines yet. */
    public FaultLines() {}

    private static final class Line<R, F> {
        final Predicate<? super R> which;
        final F fault;
        int left;

        Line(int times, Predicate<? super R> which, F fault) {
            this.left = times;
            this.which = which;
            this.fault = fault;
        }
    }

    /**
     * Adds a line.
     *
     * @param times how many requests to hit, at least 1
     * @throws IllegalArgumentException if it is to hit none
     */
    public synchronized void add(int times, Predicate<? super R> which, F fault) {
        if (times < 1) {
            throw new IllegalArgumentException("times must be at least 1, was " + times);
        }
        lines.add(new Line<>(times, which, fault));
    }

    /** Requests that {@link #clear()} releases at the latest. */
    public synchronized HeldRequests held() {
        HeldRequests held = new HeldRequests();
        allHeld.add(held);
        return held;
    }

    /** How many requests are still to be hit. */
    public synchronized int pending() {
        return lines.stream().mapToInt(line -> line.left).sum();
    }

    /** Forgets the rest of the script and releases what is held. */
    public synchronized void clear() {
        lines.clear();
        allHeld.forEach(HeldRequests::release);
        allHeld.clear();
    }

    /** What hits this request; null if nothing does. */
    public @Nullable F next(R request) {
        return next(request, fault -> true);
    }

    /**
     * What hits this request; null if nothing does.
     *
     * @param may which faults may hit it
     */
    public synchronized @Nullable F next(R request, Predicate<? super F> may) {
        for (Iterator<Line<R, F>> each = lines.iterator(); each.hasNext(); ) {
            Line<R, F> line = each.next();
            if (may.test(line.fault) && line.which.test(request)) {
                line.left--;
                if (line.left == 0) {
                    each.remove();
                }
                return line.fault;
            }
        }
        return null;
    }
}
