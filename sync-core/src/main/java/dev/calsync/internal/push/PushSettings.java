package dev.calsync.internal.push;

import java.net.URI;
import java.time.Duration;

/**
 * What a host decided about push. Checked where the host gives it.
 *
 * @param address where the host's door is reached from outside, without a slash at its end
 * @param safetyNet how often a calendar whose channel is well is polled all the same
 */
public record PushSettings(URI address, Duration safetyNet) {
    /** Behind the host's address, before the provider and the channel's path. */
    public static final String SEGMENT = "webhooks";

    /** The address of all channels of a provider. */
    String callbacks(String provider) {
        return address + "/" + SEGMENT + "/" + provider + "/";
    }
}
