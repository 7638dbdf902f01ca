package dev.calsync.provider.google.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One event of a calendar: a single one, the master of a series, or an exception of one. {@code data} holds what the API
 * calls properties, but for those that follow from the fields here. Timed starts and ends are kept as points in UTC.
 */
final class StoredEvent {
    final String id;
    final long order;
    final Instant created;
    ObjectNode data;
    Instant updated;
    long changed;
    /** What the entity tag is made of; mostly the time of the last change. */
    long tag;

    int sequence;
    /** An exception whose time is none of its series any more. */
    boolean orphan;

    StoredEvent(String id, long order, Instant created, ObjectNode data) {
        this.id = id;
        this.order = order;
        this.created = created;
        this.updated = created;
        this.data = data;
    }

    @Nullable
    String masterId() {
        return data.has("recurringEventId") ? Json.text(data, "recurringEventId") : null;
    }

    boolean isException() {
        return data.has("recurringEventId");
    }

    boolean isMaster() {
        return data.has("recurrence");
    }

    boolean isCancelled() {
        return Json.text(data, "status").equals("cancelled");
    }

    String etag() {
        return "\"3" + String.format(Locale.ROOT, "%015d", tag) + "\"";
    }
}
