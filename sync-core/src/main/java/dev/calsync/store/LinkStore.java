package dev.calsync.store;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.RemoteId;
import dev.calsync.model.SeriesId;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What ties local series to remote ones, and which of the remote ones a round found gone: those deletions are staged
 * until the round's end.
 */
public interface LinkStore {

    /** Links by remote id; remote series that are not linked are left out. */
    List<Link> byRemote(CalendarRef calendar, Collection<RemoteId> ids);

    /** Links by local id; local series that are not linked are left out. */
    List<Link> byLocal(CalendarRef calendar, Collection<SeriesId> ids);

    /**
     * Keeps links, new or changed. A link that was staged as gone is no longer. A remote series has one link at most:
     * another local series that was tied to it is untied.
     */
    void put(CalendarRef calendar, List<Link> links);

    /** Forgets links. */
    void delete(CalendarRef calendar, Collection<SeriesId> ids);

    /**
     * Notes that a round mentioned these remote series as being there: they are no longer staged as gone. Those not
     * linked are ignored.
     */
    void seen(CalendarRef calendar, FeedRound round, Collection<RemoteId> ids);

    /** Notes that this very round found these remote series gone. Those not linked are ignored. */
    void gone(CalendarRef calendar, FeedRound round, Collection<RemoteId> ids);

    /**
     * The links whose remote series are gone as of a round, in the order of their local ids: those that this round, and
     * not an earlier one, found gone and did not mention since; of a full round also those that were last mentioned in an
     * earlier round of its partition.
     *
     * @param round which round
     * @param full whether it listed everything, so that what it did not mention is gone too
     * @param after only those with greater local ids; null to begin
     * @param limit at most so many
     */
    List<Link> gone(CalendarRef calendar, FeedRound round, boolean full, @Nullable SeriesId after, int limit);
}
