package dev.calsync.provider;

import dev.calsync.model.ETag;
import dev.calsync.model.RemoteId;
import java.util.Collection;
import java.util.Map;

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
}
