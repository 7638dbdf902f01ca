package dev.calsync.recurrence;

import java.util.List;
import java.util.Optional;

/**
 * What an expansion found. Immutable.
 *
 * @param occurrences ordered by start, no start twice
 * @param stoppedBy the bound that was hit; empty when every occurrence of the window is here. When a bound was hit,
 *     every occurrence up to the last one given is here, and later ones may be missing
 */
public record Expansion(List<Occurrence> occurrences, Optional<ExpansionBound> stoppedBy) {

    /** Copies the list. */
    public Expansion {
        occurrences = List.copyOf(occurrences);
    }

    /** Whether a bound was hit, so that later occurrences may be missing. */
    public boolean truncated() {
        return stoppedBy.isPresent();
    }
}
