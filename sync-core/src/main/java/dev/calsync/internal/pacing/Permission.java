package dev.calsync.internal.pacing;

import java.time.Instant;

/** Whether a provider may be asked now. */
public sealed interface Permission {

    /**
     * It may.
     *
     * @param requests how many requests, at least 1
     */
    record Granted(int requests) implements Permission {}

    /**
     * It must not: put the work off.
     *
     * @param until asking before is in vain
     * @param reason one sentence for a person
     */
    record Refused(Instant until, String reason) implements Permission {}
}
