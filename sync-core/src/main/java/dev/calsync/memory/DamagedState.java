package dev.calsync.memory;

import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.memory.CalendarShelf.Held;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.SeriesId;
import dev.calsync.provider.EventWrite;
import dev.calsync.store.FeedRound;
import dev.calsync.store.Intent;
import dev.calsync.store.Link;
import dev.calsync.store.LocalSeries;
import dev.calsync.store.StateKind;
import dev.calsync.store.WorkCause;
import dev.calsync.store.WorkRequest;
import java.util.Collection;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Rows that cannot be read any more. Memory does not damage rows, but a reference has to say what a store does about them:
 * whoever reads one is told; it is put aside, and what depends on it is made such that a full round, which is asked for at
 * the same time, rebuilds it as a diff that deletes nothing and doubles nothing.
 */
final class DamagedState {
    private DamagedState() {}

    /** A row by its kind and what tells it from others of its calendar. */
    record Row(StateKind kind, Object key) {}

    /** Damages a row, or takes it away. */
    static boolean damage(
            MemoryTransaction tx, CalendarRef calendar, StateKind kind, @Nullable SeriesId series, boolean missing) {
        CalendarShelf shelf = tx.state.calendars.get(calendar);
        Object key = shelf == null ? null : key(shelf, kind, series);
        if (shelf == null || key == null) {
            return false;
        }
        if (missing) {
            drop(tx, shelf, kind, key);
            tx.journal.remove(shelf.damaged, new Row(kind, key));
        } else {
            tx.journal.add(shelf.damaged, new Row(kind, key));
        }
        return true;
    }

    private static @Nullable Object key(CalendarShelf shelf, StateKind kind, @Nullable SeriesId series) {
        if (series != null && kind == StateKind.INTENT) {
            return shelf.intentOrdinals.get(series);
        }
        Collection<?> keys = keys(shelf, kind);
        if (series == null) {
            return keys.isEmpty() ? null : keys.iterator().next();
        }
        return keys.contains(series.value()) ? series.value() : null;
    }

    private static Collection<?> keys(CalendarShelf shelf, StateKind kind) {
        return switch (kind) {
            case CHECKPOINT -> shelf.feeds.keySet();
            case SERIES -> shelf.replica.keySet();
            case LINK -> shelf.links.keySet();
            case INTENT -> shelf.intents.keySet();
            case QUARANTINED -> shelf.quarantine.keySet();
            case REVISION -> shelf.revisions.keySet();
            case WORKER_CHECKPOINT, JOURNAL, DEAD_LETTER -> List.of();
        };
    }

    /** How many rows of a calendar there are. */
    static int count(CalendarShelf shelf) {
        int rows = 0;
        for (StateKind kind : StateKind.values()) {
            rows += keys(shelf, kind).size();
        }
        return rows;
    }

    /** Takes a row away, with what finds it, and nothing else. */
    private static void drop(MemoryTransaction tx, CalendarShelf shelf, StateKind kind, Object key) {
        switch (kind) {
            case CHECKPOINT -> tx.journal.remove(shelf.feeds, (String) key);
            case SERIES -> new MemoryReplicaStore(tx).drop(shelf, (String) key);
            case LINK -> new MemoryLinkStore(tx).delete(shelf.ref, List.of(SeriesId.of((String) key)));
            case INTENT -> {
                Intent intent = tx.journal.remove(shelf.intents, (Long) key);
                if (intent != null) {
                    tx.journal.remove(shelf.intentOrdinals, intent.series());
                }
            }
            case QUARANTINED -> {
                tx.journal.remove(shelf.quarantine, (Long) key);
                shelf.quarantineOrdinals.entrySet().stream()
                        .filter(entry -> entry.getValue().equals(key))
                        .findFirst()
                        .ifPresent(entry -> tx.journal.remove(shelf.quarantineOrdinals, entry.getKey()));
            }
            case REVISION -> MemoryRevisionStore.remove(tx, shelf, (Moment) key);
            case WORKER_CHECKPOINT, JOURNAL, DEAD_LETTER -> {}
        }
    }

    /** Puts aside what is damaged of a calendar. */
    static void putAside(MemoryTransaction tx, CalendarShelf shelf) {
        boolean rebuilt = false;
        for (Row row : List.copyOf(shelf.damaged)) {
            if (row.kind != StateKind.SERIES || !restored(tx, shelf, (String) row.key)) {
                drop(tx, shelf, row.kind, row.key);
                switch (row.kind) {
                    case CHECKPOINT -> forgetRounds(tx, shelf, (all, link) -> true);
                    case SERIES -> {
                        new MemoryLinkStore(tx).delete(shelf.ref, List.of(SeriesId.of((String) row.key)));
                        new MemoryQuarantineStore(tx).release(shelf.ref, List.of((String) row.key));
                    }
                    case LINK -> tiedToNothing(tx, shelf, (String) row.key);
                    default -> {}
                }
            }
            tx.journal.remove(shelf.damaged, row);
            rebuilt |= row.kind != StateKind.QUARANTINED && row.kind != StateKind.REVISION;
        }
        if (rebuilt) {
            askForAll(tx, shelf);
        }
    }

    /** An edit that was about to be sent is in its intent, and the state that both sides agreed on in the link. */
    private static boolean restored(MemoryTransaction tx, CalendarShelf shelf, String id) {
        Held held = shelf.replica.get(id);
        if (held == null) {
            return false;
        }
        LocalSeries row = held.series();
        EventSeries spare = row.pending() && !row.deleted() ? sent(shelf, row.id()) : null;
        Link link = shelf.links.get(id);
        if (spare == null && link != null && !shelf.damaged.contains(new Row(StateKind.LINK, id))) {
            spare = link.base().series();
        }
        if (spare == null) {
            return false;
        }
        EventSeries series = spare.withVersion(row.version());
        put(tx, shelf, new LocalSeries(row.id(), series, row.version(), row.deleted(), row.pending(), row.changedAt()));
        return true;
    }

    private static @Nullable EventSeries sent(CalendarShelf shelf, SeriesId id) {
        Long ordinal = shelf.intentOrdinals.get(id);
        Intent intent = ordinal == null || shelf.damaged.contains(new Row(StateKind.INTENT, ordinal))
                ? null
                : shelf.intents.get(ordinal);
        if (intent != null && intent.write() instanceof EventWrite.Create create) {
            return create.series();
        }
        return intent != null && intent.write() instanceof EventWrite.Update update ? update.target() : null;
    }

    /** Rounds count from 1 again: nothing was seen in a later one. */
    static boolean forgetRounds(MemoryTransaction tx, CalendarShelf shelf, BiPredicate<CalendarShelf, Link> which) {
        List<Link> found = shelf.links.values().stream()
                .filter(link -> link.seen().number() > 0 && which.test(shelf, link))
                .toList();
        found.forEach(link -> tx.journal.put(
                shelf.links,
                link.local().value(),
                link.seenIn(new FeedRound(link.seen().partition(), 0))));
        return !found.isEmpty();
    }

    /** A series without its link counts as edited: should the provider have deleted it, it is made there again. */
    static void tiedToNothing(MemoryTransaction tx, CalendarShelf shelf, String id) {
        Held held = shelf.replica.get(id);
        if (held != null && !held.series().pending()) {
            LocalSeries row = held.series();
            put(tx, shelf, new LocalSeries(row.id(), row.series(), row.version(), false, true, row.changedAt()));
        }
    }

    private static void put(MemoryTransaction tx, CalendarShelf shelf, LocalSeries series) {
        new MemoryReplicaStore(tx).replace(shelf, series);
    }

    static void askForAll(MemoryTransaction tx, CalendarShelf shelf) {
        WorkRequest request =
                new WorkRequest(shelf.ref, shelf.user.id, SyncType.FULL, Priority.NORMAL, tx.now(), WorkCause.RESYNC);
        tx.work().request(List.of(request));
    }
}
