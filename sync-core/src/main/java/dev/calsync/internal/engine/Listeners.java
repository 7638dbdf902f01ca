package dev.calsync.internal.engine;

import dev.calsync.listener.SyncEvent;
import dev.calsync.listener.SyncListener;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells every listener, and keeps what one of them throws from the others and from the engine: an error as well, because
 * a class that is missing in a host's listener must not leave a run without an end.
 */
public final class Listeners {
    private static final Logger log = LoggerFactory.getLogger(Listeners.class);

    private final List<SyncListener> listeners;

    /** These listeners, told in this order. */
    public Listeners(List<SyncListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    /** Whether nobody listens. */
    boolean isEmpty() {
        return listeners.isEmpty();
    }

    /** Tells everybody. */
    public void tell(SyncEvent event) {
        for (SyncListener listener : listeners) {
            try {
                listener.on(event);
            } catch (RuntimeException | Error failure) {
                log.warn("a listener failed on {}; the others are told all the same", event.getClass(), failure);
            }
        }
    }
}
