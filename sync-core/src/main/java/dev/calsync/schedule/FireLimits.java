package dev.calsync.schedule;

import dev.calsync.error.InvalidConfigurationException;
import java.time.Instant;
import java.util.List;

/** The span in which schedules fire, and the refusal of triggers that cannot. */
final class FireLimits {
    /** Exclusive. Nothing fires earlier, so that arithmetic on times needs no guard at its far ends. */
    static final Instant EARLIEST = Instant.EPOCH.minusNanos(1);

    /** Exclusive. */
    static final Instant END = Instant.parse("9999-12-30T00:00:00Z");

    private FireLimits() {}

    static void refuse(List<String> faults) {
        if (!faults.isEmpty()) {
            throw new InvalidConfigurationException("Trigger", faults);
        }
    }
}
