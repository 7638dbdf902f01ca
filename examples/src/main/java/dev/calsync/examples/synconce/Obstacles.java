package dev.calsync.examples.synconce;

import dev.calsync.listener.SyncEvent;
import dev.calsync.listener.SyncListener;
import java.io.PrintStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Hears what stands in the way of a sync: tells what will pass, and remembers what will not. Thread-safe. */
final class Obstacles implements SyncListener {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final PrintStream err;
    private volatile @Nullable String hopeless;

    Obstacles(PrintStream err) {
        this.err = err;
    }

    @Override
    public void on(SyncEvent event) {
        if (event instanceof SyncEvent.AccountNeedsAttention revoked) {
            hopeless = revoked.reason();
        } else if (event instanceof SyncEvent.RunDeferred deferred) {
            if (Duration.between(deferred.at(), deferred.until()).compareTo(PATIENCE) > 0) {
                hopeless = deferred.reason() + "; it asks to wait until " + deferred.until();
            } else {
                err.println("waiting until " + deferred.until() + ": " + deferred.reason());
            }
        } else if (event instanceof SyncEvent.RetryPlanned retry) {
            err.println("trying again at " + retry.retryAt() + ": " + retry.reason());
        }
    }

    /** @throws SyncOnceException if waiting will not help */
    void check() {
        String reason = hopeless;
        if (reason != null) {
            throw new SyncOnceException(reason);
        }
    }
}
