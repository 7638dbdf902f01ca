package dev.calsync.memory;

import dev.calsync.model.SeriesId;
import dev.calsync.store.MirrorTie;
import dev.calsync.store.StoredMirror;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A mirror and its ties. */
final class MirrorShelf {
    final UserShelf user;
    final long ordinal;
    StoredMirror stored;
    final NavigableMap<String, MirrorTie> bySource = new TreeMap<>();
    final Map<SeriesId, MirrorTie> byTarget = new HashMap<>();

    MirrorShelf(UserShelf user, long ordinal, StoredMirror stored) {
        this.user = user;
        this.ordinal = ordinal;
        this.stored = stored;
    }
}
