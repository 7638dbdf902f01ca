package dev.calsync.internal.engine;

import dev.calsync.model.EventSeries;
import dev.calsync.schedule.EventFilter;
import dev.calsync.store.Link;
import dev.calsync.store.StoredSchedule;
import java.util.List;
import java.util.Optional;

/**
 * Which events of a calendar are synchronised.
 *
 * <p>Nothing crosses that the filter does not select, in either direction: neither a state of the provider's that is
 * outside comes here, nor one of this side's goes there, not even the one with which a series leaves. A linked series
 * that leaves keeps its link, marked with the side that left ({@link Link#left}), for three reasons: its base merges both
 * sides when it comes back, an edit made here meanwhile is not taken for a new event, and a deletion on one side is known
 * to be none on the other.
 *
 * <p>The provider's state left: the series comes back when the provider mentions it inside again. An edit here left: it
 * comes back with an edit that is inside again, or with a change at the provider that, merged with the edit, is inside.
 * Until then such a change is not applied, and only noted by taking the entity tag from the base. Where an edit comes
 * back and the tag is gone, everything is listed once more, because the feed will not mention the change again.
 *
 * <p>The filter belongs to the feed's query ({@link dev.calsync.store.StoredFeed#filter}): with another one the next
 * round lists everything, and each series that is mentioned stays, leaves or comes.
 */
record EventSelection(Optional<EventFilter> filter) {

    /** What the oldest of these schedules says that names a filter; every event if none does. */
    static EventSelection of(List<StoredSchedule> deciding) {
        return new EventSelection(deciding.stream()
                .flatMap(stored -> stored.schedule().filter().stream())
                .findFirst());
    }

    boolean everything() {
        return filter.isEmpty();
    }

    boolean includes(EventSeries series) {
        return filter.isEmpty() || filter.get().matches(series);
    }

    /** Whether a linked series is synchronised no more. */
    boolean left(Link link) {
        return link.left() != null || !includes(link.base().series());
    }

    /** As {@link dev.calsync.store.StoredFeed#filter} keeps it. */
    String fingerprint() {
        return filter.map(EventFilter::fingerprint).orElse("");
    }
}
