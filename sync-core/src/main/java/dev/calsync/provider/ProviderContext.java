package dev.calsync.provider;

import dev.calsync.auth.Credentials;
import dev.calsync.system.IdGenerator;
import dev.calsync.system.TimeSource;
import java.util.List;

/**
 * What the engine lends a session: the doors to time and ids, the account's credentials, and two calls that frame every
 * request to the provider. Used by one thread at a time, and by the tasks of {@link #inParallel} while it runs them.
 */
public interface ProviderContext {

    /** What the time is. */
    TimeSource time();

    /** Fresh ids. */
    IdGenerator ids();

    /**
     * The account's credentials as they are now. An account that is connected by OAuth has a {@link Credentials.Bearer}
     * here, good for the next minutes; so a session asks before each request and keeps none. Cheap unless a token has to
     * be refreshed, which blocks.
     *
     * @throws dev.calsync.error.AuthorizationRevokedException if the account has to be connected again
     * @throws InterruptedException if the thread is interrupted
     */
    Credentials credentials() throws InterruptedException;

    /**
     * The provider has refused these credentials: it answered 401 to a request that carried them. An access token is then
     * fetched anew, once. May block.
     *
     * @param used what the request carried
     * @return whether {@link #credentials()} now gives others, so that the request is worth repeating once; if not, the
     *     account has to be connected again
     * @throws dev.calsync.error.AuthorizationRevokedException if the authorization was withdrawn
     * @throws InterruptedException if the thread is interrupted
     */
    default boolean refused(Credentials used) throws InterruptedException {
        return !credentials().equals(used);
    }

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

    /** What {@link #inParallel} runs. */
    @FunctionalInterface
    interface Task {

        /** @throws InterruptedException if the task was interrupted */
        void run() throws InterruptedException;
    }

    /**
     * Runs tasks side by side, on the caller's thread and on threads that the host lends, and returns when all of them have
     * ended. They are begun in order. How many run at once is up to the host: it keeps to the provider's limits, and it
     * may well run them one after the other, as it does on virtual time. Each task frames its requests as ever.
     *
     * <p>Once a task has thrown, no other is begun; those under way go on to their end. When the caller's thread is
     * interrupted, those under way are interrupted as well. Not to be called by a task.
     *
     * @param tasksAtOnce how many may run side by side at most, at least 1
     * @throws InterruptedException if the caller's thread or a task was interrupted
     * @throws RuntimeException what the first task to fail has thrown
     */
    default void inParallel(int tasksAtOnce, List<? extends Task> tasks) throws InterruptedException {
        for (Task task : tasks) {
            task.run();
        }
    }
}
