package dev.calsync.provider;

import dev.calsync.model.ETag;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.model.RemoteId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A series in the state in which the provider has it. {@link #toString()} shows the id only.
 *
 * @param id the provider's id
 * @param etag the state's entity tag; null when the provider gave none
 * @param series the series
 * @param original the provider's own text of it, kept so that a later write can be laid onto it; null when the provider
 *     needs none
 * @param parts ids and entity tags of the overrides, by the instance they replace, where the provider has them
 */
public record RemoteSeries(
        RemoteId id,
        @Nullable ETag etag,
        EventSeries series,
        @Nullable String original,
        Map<EventTime, Part> parts) {

    /**
     * An override's own identity at the provider.
     *
     * @param id its id
     * @param etag its state's entity tag, if it has one
     */
    public record Part(RemoteId id, @Nullable ETag etag) {}

    /** Copies the parts. */
    public RemoteSeries {
        parts = Map.copyOf(parts);
    }

    /** A series whose overrides have no identity of their own. */
    public static RemoteSeries of(RemoteId id, @Nullable ETag etag, EventSeries series, @Nullable String original) {
        return new RemoteSeries(id, etag, series, original, Map.of());
    }

    @Override
    public String toString() {
        return "RemoteSeries[" + id + "]";
    }
}
