package dev.calsync.store;

import dev.calsync.mirror.MirrorEnd;
import dev.calsync.model.MirrorId;
import dev.calsync.model.SeriesId;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What binds series at the two ends of a mirror. A series has one tie in a mirror at most. */
public interface MirrorTieStore {

    /** The ties of series at an end; those without one are left out. */
    List<MirrorTie> find(MirrorId mirror, MirrorEnd end, Collection<SeriesId> series);

    /**
     * Keeps ties, new or changed. Another tie of the same series at either end goes. Ignored if the mirror is not kept.
     */
    void put(MirrorId mirror, List<MirrorTie> ties);

    /** Forgets ties by their ids at the source. */
    void delete(MirrorId mirror, Collection<SeriesId> sources);

    /**
     * All ties, in the order of their ids at the source.
     *
     * @param after only those with greater ids; null to begin
     * @param limit at most so many
     */
    List<MirrorTie> page(MirrorId mirror, @Nullable SeriesId after, int limit);
}
