package dev.calsync.examples.kills;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How a trial ended.
 *
 * @param lost what is lost, a line each
 * @param doubled what is there twice
 * @param diverged what differs between the two sides, or waits though nothing stands in its way
 * @param edits that were made
 * @param kills of a process
 * @param cuts of a connection, with those that swallow or come late
 */
record Verdict(List<String> lost, List<String> doubled, List<String> diverged, int edits, int kills, long cuts) {
    static final Verdict NOTHING = new Verdict(List.of(), List.of(), List.of(), 0, 0, 0);

    boolean good() {
        return lost.isEmpty() && doubled.isEmpty() && diverged.isEmpty();
    }

    Verdict and(Verdict other) {
        return new Verdict(
                joined(lost, other.lost),
                joined(doubled, other.doubled),
                joined(diverged, other.diverged),
                edits + other.edits,
                kills + other.kills,
                cuts + other.cuts);
    }

    private static List<String> joined(List<String> some, List<String> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    /** The figures in one line. */
    String text() {
        return String.format(
                Locale.ROOT,
                "lost=%d doubled=%d diverged=%d kills=%d cuts=%d edits=%d",
                lost.size(),
                doubled.size(),
                diverged.size(),
                kills,
                cuts,
                edits);
    }
}
