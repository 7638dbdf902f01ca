package dev.calsync;

import java.util.List;

/**
 * What {@link CalendarSync#reseal} did.
 *
 * @param resealed how many secrets were sealed with the current key
 * @param unreadable how many could not be opened and stay as they are
 * @param faults why, one sentence for each of the first 20
 * @param complete whether nothing is left but what could not be opened; if not, call again
 */
public record ResealReport(int resealed, int unreadable, List<String> faults, boolean complete) {

    /** Copies the faults. */
    public ResealReport {
        faults = List.copyOf(faults);
    }
}
