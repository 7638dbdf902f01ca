package dev.calsync.memory;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.RemoteId;
import dev.calsync.model.SeriesId;
import dev.calsync.store.FeedRound;
import dev.calsync.store.Link;
import dev.calsync.store.LinkStore;
import dev.calsync.store.StateKind;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

final class MemoryLinkStore extends MemoryDrawer implements LinkStore {
    MemoryLinkStore(MemoryTransaction transaction) {
        super(transaction);
    }

    @Override
    public List<Link> byRemote(CalendarRef calendar, Collection<RemoteId> ids) {
        CalendarShelf shelf = shelfOf(calendar);
        return shelf == null
                ? List.of()
                : linked(shelf, ids).peek(link -> readable(shelf, link)).toList();
    }

    private void readable(CalendarShelf shelf, Link link) {
        readable(shelf, StateKind.LINK, link.local().value());
    }

    @Override
    public List<Link> byLocal(CalendarRef calendar, Collection<SeriesId> ids) {
        CalendarShelf shelf = shelfOf(calendar);
        return shelf == null
                ? List.of()
                : ids.stream()
                        .distinct()
                        .map(id -> shelf.links.get(id.value()))
                        .filter(Objects::nonNull)
                        .peek(link -> readable(shelf, link))
                        .toList();
    }

    @Override
    public void put(CalendarRef calendar, List<Link> links) {
        CalendarShelf shelf = shelf(calendar);
        for (Link link : links) {
            SeriesId tiedTo = shelf.byRemote.get(link.base().id());
            if (tiedTo != null && !tiedTo.equals(link.local())) {
                delete(shelf, tiedTo);
            }
            written(shelf, StateKind.LINK, link.local().value());
            Link before = journal().put(shelf.links, link.local().value(), link);
            if (before != null && !before.base().id().equals(link.base().id())) {
                journal().remove(shelf.byRemote, before.base().id());
            }
            journal().put(shelf.byRemote, link.base().id(), link.local());
            journal().remove(shelf.goneInRound, link.local().value());
        }
    }

    @Override
    public void delete(CalendarRef calendar, Collection<SeriesId> ids) {
        CalendarShelf shelf = shelfOf(calendar);
        if (shelf != null) {
            ids.forEach(id -> delete(shelf, id));
        }
    }

    private void delete(CalendarShelf shelf, SeriesId id) {
        written(shelf, StateKind.LINK, id.value());
        Link before = journal().remove(shelf.links, id.value());
        if (before != null) {
            journal().remove(shelf.byRemote, before.base().id());
            journal().remove(shelf.goneInRound, id.value());
        }
    }

    @Override
    public void seen(CalendarRef calendar, FeedRound round, Collection<RemoteId> ids) {
        CalendarShelf shelf = shelf(calendar);
        for (Link link : linked(shelf, ids).toList()) {
            String id = link.local().value();
            journal().put(shelf.links, id, link.seenIn(round));
            journal().remove(shelf.goneInRound, id);
        }
    }

    @Override
    public void gone(CalendarRef calendar, FeedRound round, Collection<RemoteId> ids) {
        CalendarShelf shelf = shelf(calendar);
        linked(shelf, ids)
                .toList()
                .forEach(link -> journal().put(shelf.goneInRound, link.local().value(), round));
    }

    @Override
    public List<Link> gone(CalendarRef calendar, FeedRound round, boolean full, @Nullable SeriesId after, int limit) {
        CalendarShelf shelf = shelfOf(calendar);
        if (shelf == null) {
            return List.of();
        }
        String from = after == null ? "" : after.value();
        // An incremental round looks only at what was staged; a full one has to ask every link.
        Stream<Link> candidates = full
                ? shelf.links.tailMap(from, false).values().stream()
                : shelf.goneInRound.tailMap(from, false).keySet().stream()
                        .map(shelf.links::get)
                        .filter(Objects::nonNull);
        return candidates
                .filter(link -> isGone(shelf, link, round, full))
                .limit(limit)
                .peek(link -> readable(shelf, link))
                .toList();
    }

    private static boolean isGone(CalendarShelf shelf, Link link, FeedRound round, boolean full) {
        return round.equals(shelf.goneInRound.get(link.local().value()))
                || (full && link.seen().before(round));
    }

    private static Stream<Link> linked(CalendarShelf shelf, Collection<RemoteId> ids) {
        return ids.stream()
                .distinct()
                .map(shelf.byRemote::get)
                .filter(Objects::nonNull)
                .map(local -> shelf.links.get(local.value()))
                .filter(Objects::nonNull);
    }
}
