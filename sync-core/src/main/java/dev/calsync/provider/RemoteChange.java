package dev.calsync.provider;

import dev.calsync.model.ETag;
import dev.calsync.model.RemoteId;
import org.jspecify.annotations.Nullable;

/** What a change feed says about one series. The same series may be mentioned more than once; the last mention counts. */
public sealed interface RemoteChange {

    /** Which series. */
    RemoteId id();

    /** The series is there, in this state: it is new, was changed, or is listed in full. */
    record Upserted(RemoteSeries remote) implements RemoteChange {
        @Override
        public RemoteId id() {
            return remote.id();
        }
    }

    /** The series is there in the state that {@link KnownVersions} named. */
    record Unchanged(RemoteId id) implements RemoteChange {}

    /** The series is gone. */
    record Removed(RemoteId id) implements RemoteChange {}

    /**
     * The series is there but cannot be read. It goes into quarantine and never stops its calendar.
     *
     * @param etag the entity tag of the state that cannot be read, if there is one
     * @param reason what is wrong, without the event's content
     * @param original the provider's own text, kept with the quarantine and never written back; null when there is none
     */
    record Unreadable(
            RemoteId id,
            @Nullable ETag etag,
            String reason,
            @Nullable String original) implements RemoteChange {

        /** One without a text. */
        public Unreadable(RemoteId id, @Nullable ETag etag, String reason) {
            this(id, etag, reason, null);
        }

        /** Without the text. */
        @Override
        public String toString() {
            return "Unreadable[" + id + ", " + reason + "]";
        }
    }
}
