package dev.calsync.schedule;

import java.time.Duration;

/** How often a user wants calendars to be synchronised. Immutable. */
public sealed interface SyncFrequency {

    /** As often as a preset says, and with its type and priority. */
    record OfPreset(SyncPreset preset) implements SyncFrequency {}

    /** This often; checked against the host's {@link ScheduleBounds}. */
    record Every(Duration interval) implements SyncFrequency {}

    /** As often as {@link Activity} finds worth while. */
    record Auto() implements SyncFrequency {}

    /** As often as a preset says. */
    static SyncFrequency preset(SyncPreset preset) {
        return new OfPreset(preset);
    }

    /** This often. */
    static SyncFrequency every(Duration interval) {
        return new Every(interval);
    }

    /** As often as the user's presence and the calendar's changes make worth while. */
    static SyncFrequency auto() {
        return new Auto();
    }
}
