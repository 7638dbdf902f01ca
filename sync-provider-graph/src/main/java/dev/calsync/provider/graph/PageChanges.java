package dev.calsync.provider.graph;

import dev.calsync.model.ETag;
import dev.calsync.model.RemoteId;
import dev.calsync.provider.ChangeQuery;
import dev.calsync.provider.RemoteChange;
import dev.calsync.provider.graph.PageDigest.Signs;
import dev.calsync.provider.graph.SeenEvents.Got;
import dev.calsync.provider.graph.SeriesFetch.Found;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a page of a delta says into changes.
 *
 * <p>A single event stands in the page as it is. A series is got by its id, because a delta never tells of a cancelled
 * occurrence nor of exceptions outside the tile, and because its tiles each show a part of it: once for all tiles, and not
 * at all if what the page shows of it is of the version that this side has. An exception has a version of its own, so a
 * series that shows one is got unless this very version of it was got in this session.
 *
 * <p>What the delta calls removed may have moved to another tile, out of the window or to another calendar. It is asked
 * about: only what Graph does not find any more, or finds in another calendar, is told as removed. In a round that lists
 * everything the word is passed over; there what is not mentioned is asked about at the end.
 */
final class PageChanges {
    private final SeriesFetch fetch;
    private final SeriesAssembly assembly = new SeriesAssembly();
    private final SeenEvents seen = new SeenEvents();
    private @Nullable String calendar;

    PageChanges(SeriesFetch fetch) {
        this.fetch = fetch;
    }

    /**
     * What became of a page.
     *
     * @param complete false if Graph asked for a pause before all of it was got; what is missing is asked for again
     */
    record Result(List<RemoteChange> changes, boolean complete) {}

    /** The changes of one page. */
    Result of(ChangeQuery query, List<EventItem> items) throws InterruptedException {
        remember(query.calendarId());
        PageDigest digest = new PageDigest(items);
        Set<String> removed = new LinkedHashSet<>(query.full() ? Set.of() : digest.removed());
        removed.removeIf(id -> seen.shownElsewhere(id, query.partition()));
        Map<RemoteId, ETag> known = known(query, digest, removed);
        removed.removeIf(id -> !known.containsKey(RemoteId.of(id)) && seen.isStrangerTo(id, query.partition()));
        List<RemoteChange> changes = new ArrayList<>();
        for (EventItem item : digest.singles().values()) {
            changes.add(unlessKnown(item, known));
            seen.shown(item.id, query.partition());
        }
        Set<String> wanted = new LinkedHashSet<>();
        digest.series().forEach((id, signs) -> {
            seen.shown(id, query.partition());
            RemoteChange settled = settled(id, signs, known.get(RemoteId.of(id)));
            if (settled == null) {
                wanted.add(id);
            } else {
                changes.add(settled);
            }
        });
        wanted.addAll(removed);
        return get(query, wanted, removed, known, changes);
    }

    /** What a session has seen is of one calendar at a time. */
    private void remember(String calendarId) {
        if (!calendarId.equals(calendar)) {
            seen.clear();
            calendar = calendarId;
        }
    }

    private static Map<RemoteId, ETag> known(ChangeQuery query, PageDigest digest, Set<String> removed) {
        Set<RemoteId> ids = new LinkedHashSet<>();
        digest.singles().keySet().forEach(id -> ids.add(RemoteId.of(id)));
        digest.series().keySet().forEach(id -> ids.add(RemoteId.of(id)));
        removed.forEach(id -> ids.add(RemoteId.of(id)));
        return ids.isEmpty() ? Map.of() : query.known().of(ids);
    }

    private RemoteChange unlessKnown(EventItem item, Map<RemoteId, ETag> known) {
        RemoteId id = RemoteId.of(item.id);
        ETag etag = known.get(id);
        return etag != null && etag.value().equals(item.etag) && item.fault == null
                ? new RemoteChange.Unchanged(id)
                : assembly.change(item);
    }

    /** What is to be said of a series without getting it; null if it has to be got. */
    private @Nullable RemoteChange settled(String id, Signs signs, @Nullable ETag known) {
        Got before = seen.got(id);
        RemoteId remote = RemoteId.of(id);
        if (before != null && before.etag() != null && signs.allOf(before.etag()) && shows(before, signs)) {
            String unreadable = before.unreadable();
            return unreadable == null
                    ? new RemoteChange.Unchanged(remote)
                    : new RemoteChange.Unreadable(remote, ETag.of(before.etag()), unreadable);
        }
        return known != null && signs.exceptions().isEmpty() && signs.allOf(known.value())
                ? new RemoteChange.Unchanged(remote)
                : null;
    }

    private static boolean shows(Got before, Signs signs) {
        return signs.exceptions().entrySet().stream()
                .allMatch(
                        exception -> exception.getValue().equals(before.parts().get(exception.getKey())));
    }

    private Result get(
            ChangeQuery query,
            Collection<String> wanted,
            Set<String> removed,
            Map<RemoteId, ETag> known,
            List<RemoteChange> changes)
            throws InterruptedException {
        SeriesFetch.Result got = fetch.fetch(query.calendarId(), wanted);
        if (got.stopped() != null && got.found().isEmpty()) {
            throw got.stopped();
        }
        Set<String> alive = new LinkedHashSet<>();
        Set<RemoteId> masters = new LinkedHashSet<>();
        got.found().forEach((id, found) -> {
            if (!removed.contains(id)) {
                return;
            }
            boolean strange = !known.containsKey(RemoteId.of(id));
            if (strange && !(found instanceof SeriesFetch.Hidden)) {
                seen.stranger(id, query.partition());
            }
            if (found instanceof SeriesFetch.There there) {
                if (!strange) {
                    alive.add(id);
                } else if (there.item().masterId != null
                        && !wanted.contains(there.item().seriesId())) {
                    masters.add(RemoteId.of(there.item().seriesId()));
                }
            }
        });
        Set<String> moved = new LinkedHashSet<>(fetch.elsewhere(query.calendarId(), alive));
        got.found().forEach((id, found) -> {
            // What is not known here and left the tile is none of this side's business.
            if (!removed.contains(id) || known.containsKey(RemoteId.of(id))) {
                changes.add(moved.contains(id) ? new RemoteChange.Removed(RemoteId.of(id)) : change(id, found));
            }
        });
        if (got.stopped() != null || masters.isEmpty()) {
            return new Result(changes, got.stopped() == null);
        }
        // Exceptions that left the tile, of series that are known.
        List<String> touched =
                query.known().of(masters).keySet().stream().map(RemoteId::value).toList();
        return get(query, touched, Set.of(), known, changes);
    }

    private RemoteChange change(String id, Found found) {
        RemoteId remote = RemoteId.of(id);
        if (found instanceof SeriesFetch.There there) {
            RemoteChange change = assembly.change(there.item());
            seen.got(there.item(), change);
            return change;
        }
        seen.forget(id);
        return found instanceof SeriesFetch.Hidden hidden
                ? new RemoteChange.Unreadable(remote, null, hidden.reason())
                : new RemoteChange.Removed(remote);
    }

    /** Ids that a round which listed everything has not mentioned. */
    List<String> unmentioned(ChangeQuery query, @Nullable String after, int limit) {
        return query.known().unmentioned(after == null ? null : RemoteId.of(after), limit).stream()
                .map(RemoteId::value)
                .toList();
    }

    /** What became of events that were not mentioned. */
    Result confirm(ChangeQuery query, List<String> ids) throws InterruptedException {
        remember(query.calendarId());
        SeriesFetch.Result got = fetch.fetch(query.calendarId(), ids);
        if (got.stopped() != null && got.found().isEmpty()) {
            throw got.stopped();
        }
        Set<String> alive = new LinkedHashSet<>();
        got.found().forEach((id, found) -> {
            if (found instanceof SeriesFetch.There) {
                alive.add(id);
            }
        });
        Set<String> moved = new LinkedHashSet<>(fetch.elsewhere(query.calendarId(), alive));
        List<RemoteChange> changes = new ArrayList<>();
        got.found()
                .forEach((id, found) -> changes.add(
                        moved.contains(id) ? new RemoteChange.Removed(RemoteId.of(id)) : change(id, found)));
        return new Result(changes, got.stopped() == null);
    }
}
