package dev.calsync.internal.queue;

import org.jspecify.annotations.Nullable;

/** A provider's rings: at its limit or closed, none of them is looked at. */
final class ProviderPool {
    final int limit;
    int running;
    /** Closed once or more; null before. */
    @Nullable
    Door door;
    /** By level and priority. */
    private final Ring[] rings = new Ring[Turns.LEVELS * Turns.LEVELS];

    ProviderPool(int limit) {
        this.limit = limit;
        for (int i = 0; i < rings.length; i++) {
            rings[i] = new Ring(i / Turns.LEVELS);
        }
    }

    Ring ring(int level, int priority) {
        return rings[level * Turns.LEVELS + priority];
    }

    boolean open() {
        Door own = door;
        return running < limit && (own == null || !own.closed());
    }
}
