package dev.calsync.provider.graph;

import dev.calsync.error.SyncException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Graph answered to one call, alone or within a batch.
 *
 * @param what method and origin, for messages
 * @param page what the body held; {@link ApiPage#EMPTY} if there was none
 * @param retryAfter how long Graph asks to wait; null if it does not say
 * @param credentialsSent whether the request carried a token
 */
record ApiAnswer(
        String what, int status, ApiPage page, @Nullable Duration retryAfter, boolean credentialsSent) {

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    boolean isGone() {
        return status == 404;
    }

    ApiError error() {
        return page.error();
    }

    /** The one event that the body is; null if it is none. */
    @Nullable
    EventItem item() {
        return page.item().id.isEmpty() ? null : page.item();
    }

    List<EventItem> items() {
        return page.items();
    }

    /** What an answer that is no success means. */
    SyncException failure() {
        return GraphErrors.failure(this);
    }
}
