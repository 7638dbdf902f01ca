package dev.calsync.internal.grants;

import dev.calsync.auth.Credentials;
import dev.calsync.provider.ProviderContext;

/** What one conversation with a provider proves itself with. Thread-safe. */
public interface Grant {

    /**
     * What a request is to carry now; never {@link Credentials.OAuth} or {@link Credentials.Vault}. May fetch a token.
     *
     * @param calls frames what is asked of an authorization server
     */
    Credentials credentials(ProviderContext calls) throws InterruptedException;

    /** The provider answered 401 to these. Returns whether there are others now. */
    boolean refused(Credentials used, ProviderContext calls) throws InterruptedException;

    /**
     * Equal for two conversations of one account if one may go on where the other ended: tokens may be fetched anew within
     * a session, passwords may not change.
     */
    Object likeness();
}
