package dev.calsync.store;

import dev.calsync.auth.Sealed;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What may change of an account while several nodes use it. */
public sealed interface AccountChange {

    /**
     * The credentials are others from now on. The version grows by one, and a refresh that was under way is over.
     *
     * @param credentials the new ones
     */
    record Renewed(Sealed credentials) implements AccountChange {}

    /**
     * The same credentials, sealed with another key. The version stays, and so does a refresh that is under way: who went
     * to fetch new credentials must still be able to keep them.
     *
     * @param credentials the same as before
     */
    record Resealed(Sealed credentials) implements AccountChange {}

    /**
     * Somebody goes to fetch new credentials. Refused while another's refresh is under way, which is until its end is told
     * or its time is up. The version stays.
     *
     * @param until when others may try, by the transaction's time; names this refresh
     */
    record RefreshBegun(Instant until) implements AccountChange {}

    /**
     * The refresh came to nothing. Ignored, and refused, if another is under way by now. The version stays.
     *
     * @param until the {@link RefreshBegun#until} that was given
     */
    record RefreshEnded(Instant until) implements AccountChange {}

    /**
     * The user has to do something before the account can be used again, or no longer. The version stays.
     *
     * @param reason what; null if all is well again
     */
    record Attention(@Nullable String reason) implements AccountChange {}
}
