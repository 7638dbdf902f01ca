package dev.calsync.provider;

import dev.calsync.auth.Credentials;
import dev.calsync.system.IdGenerator;
import dev.calsync.system.TimeSource;

/**
 * What the engine lends a session: the doors to time and ids, the account's credentials, and two calls that frame every
 * request to the provider. Used by one thread at a time.
 */
public interface ProviderContext {

    /** What the time is. */
    TimeSource time();

    /** Fresh ids. */
    IdGenerator ids();

    /**
     * The account's credentials as they are now. May block, for instance to refresh a token.
     *
     * @throws dev.calsync.error.AuthorizationRevokedException if the account has to be connected again
     * @throws InterruptedException if the thread is interrupted
     */
    Credentials credentials() throws InterruptedException;

    /**
     * To be called before every request that is sent to the provider, retries and redirects included.
     *
     * @throws dev.calsync.error.LeaseLostException if the run has lost its lease; the request must not be sent
     * @throws InterruptedException if the run was called off
     */
    void beforeRequest() throws InterruptedException;

    /**
     * To be called once for the answer of each request.
     *
     * @param bytes the bytes of its body that were read, after decompression
     */
    void afterResponse(long bytes);
}
