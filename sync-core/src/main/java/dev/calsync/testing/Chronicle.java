package dev.calsync.testing;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What happened in one seed: counted, and told line by line to a digest that is the same if and only if it all was. */
final class Chronicle {
    private static final long FNV_OFFSET = 0xcbf2_9ce4_8422_2325L;
    private static final long FNV_PRIME = 0x100_0000_01b3L;

    private final ManualTime time;
    private final @Nullable Consumer<String> reader;
    private final Map<Occurrence, Long> counts = new EnumMap<>(Occurrence.class);
    private long digest = FNV_OFFSET;

    /** @param reader is told every line; null if nobody reads */
    Chronicle(ManualTime time, @Nullable Consumer<String> reader) {
        this.time = time;
        this.reader = reader;
    }

    void happened(Occurrence what) {
        happened(what, "");
    }

    void happened(Occurrence what, String more) {
        counts.merge(what, 1L, Long::sum);
        note(what.name(), more);
    }

    void note(String what, String more) {
        long now = time.nanoTime();
        digest = (digest ^ now) * FNV_PRIME;
        mix(what);
        mix(more);
        if (reader != null) {
            reader.accept("%12.3f  %s %s".formatted(now / 1e9, what, more));
        }
    }

    private void mix(String text) {
        for (int i = 0; i < text.length(); i++) {
            digest = (digest ^ text.charAt(i)) * FNV_PRIME;
        }
        digest = (digest ^ '\n') * FNV_PRIME;
    }

    long count(Occurrence what) {
        return counts.getOrDefault(what, 0L);
    }

    Map<Occurrence, Long> counts() {
        return Map.copyOf(counts);
    }

    long digest() {
        return digest;
    }
}
