package dev.calsync.examples.bench.queue;

import java.util.Collection;
import java.util.List;

/**
 * Runs that have ended, and are durable.
 *
 * @param all how many
 * @param others how many of them were not of the user who owns half of everything
 * @param firstMicros when the first ended, since 1970; 0 if none did
 * @param lastMicros when the last ended
 * @param lastOtherMicros when the last of the others ended
 */
record Done(long all, long others, long firstMicros, long lastMicros, long lastOtherMicros) {

    String text() {
        return all + " " + others + " " + firstMicros + " " + lastMicros + " " + lastOtherMicros;
    }

    static Done parse(String text) {
        List<Long> numbers =
                List.of(text.split(" ", -1)).stream().map(Long::valueOf).toList();
        return new Done(numbers.get(0), numbers.get(1), numbers.get(2), numbers.get(3), numbers.get(4));
    }

    /** Those of several nodes together. */
    static Done together(Collection<Done> several) {
        return new Done(
                several.stream().mapToLong(Done::all).sum(),
                several.stream().mapToLong(Done::others).sum(),
                several.stream()
                        .mapToLong(Done::firstMicros)
                        .filter(first -> first > 0)
                        .min()
                        .orElse(0),
                several.stream().mapToLong(Done::lastMicros).max().orElse(0),
                several.stream().mapToLong(Done::lastOtherMicros).max().orElse(0));
    }
}
