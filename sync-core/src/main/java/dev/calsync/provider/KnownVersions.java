package dev.calsync.provider;

import dev.calsync.model.ETag;
import dev.calsync.model.RemoteId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells a session which state of each series this side already has, so that it need not be fetched again: echoes of our
 * own writes, and what a round that died had already brought. May block on the store.
 */
@FunctionalInterface
public interface KnownVersions {

    /** Nothing is known. */
    KnownVersions NONE = ids -> Map.of();

    /** The entity tags of those of the series that this side has in sync; the others are missing from the map. */
    Map<RemoteId, ETag> of(Collection<RemoteId> ids);

    /**
     * Of a round that lists everything: series that an earlier round of this partition was the last to mention, and that
     * no page of this one has mentioned so far, as far as its pages were handed over. At the round's end they count as
     * gone. A provider for which not being listed does not prove that, because a series may have moved to another
     * partition or out of the window, asks its service about each before it ends the round, and says what it found.
     *
     * @param after the last series of the answer before; null to begin
     * @param limit at most so many
     * @return in an order of its own; empty when there are no more
     */
    default List<RemoteId> unmentioned(@Nullable RemoteId after, int limit) {
        return List.of();
    }
}
