package dev.calsync.memory;

import dev.calsync.mirror.Mirror;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.MirrorId;
import dev.calsync.model.SeriesId;
import dev.calsync.model.UserId;
import dev.calsync.store.MirrorStore;
import dev.calsync.store.StoredMirror;
import dev.calsync.store.TouchedSeries;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

final class MemoryMirrorStore extends MemoryDrawer implements MirrorStore {
    MemoryMirrorStore(MemoryTransaction transaction) {
        super(transaction);
    }

    @Override
    public void put(StoredMirror mirror) {
        Mirror terms = mirror.mirror();
        for (CalendarRef calendar : List.of(terms.source(), terms.target())) {
            CalendarShelf shelf = shelfOf(calendar);
            if (shelf == null || !shelf.user.id.equals(mirror.user())) {
                throw new IllegalArgumentException("nothing can be kept for mirror " + terms.id() + ": calendar "
                        + calendar + " is not kept for user " + mirror.user());
            }
        }
        MirrorShelf known = state().mirrors.get(terms.id());
        if (known == null) {
            UserShelf user = shelf(terms.source()).user;
            MirrorShelf created = new MirrorShelf(user, state().nextNumber(), mirror);
            journal().put(state().mirrors, terms.id(), created);
            journal().put(user.mirrors, created.ordinal, created);
            return;
        }
        StoredMirror before = known.stored;
        journal().note(() -> known.stored = before);
        known.stored = mirror;
    }

    @Override
    public List<StoredMirror> ofUsers(Collection<UserId> users) {
        List<StoredMirror> found = new ArrayList<>();
        for (UserId user : new LinkedHashSet<>(users)) {
            UserShelf shelf = state().users.get(user);
            if (shelf != null) {
                shelf.mirrors.values().forEach(mirror -> found.add(mirror.stored));
            }
        }
        return found;
    }

    /** Transactions follow one another anyway. */
    @Override
    public List<StoredMirror> hold(UserId user) {
        return ofUsers(List.of(user));
    }

    @Override
    public void delete(MirrorId mirror) {
        MirrorShelf shelf = state().mirrors.get(mirror);
        if (shelf != null) {
            forget(tx(), shelf);
        }
    }

    /** Forgets the mirrors that a calendar is on. */
    static void forget(MemoryTransaction tx, CalendarShelf calendar) {
        calendar.user.mirrors.values().stream()
                .filter(shelf -> shelf.stored.mirror().has(calendar.ref))
                .toList()
                .forEach(shelf -> forget(tx, shelf));
    }

    private static void forget(MemoryTransaction tx, MirrorShelf shelf) {
        tx.journal.remove(tx.state.mirrors, shelf.stored.mirror().id());
        tx.journal.remove(shelf.user.mirrors, shelf.ordinal);
    }

    @Override
    public void touched(CalendarRef calendar, Collection<SeriesId> series) {
        CalendarShelf shelf = shelf(calendar);
        boolean mirrored = shelf.user.mirrors.values().stream()
                .anyMatch(mirror -> mirror.stored.mirror().has(calendar));
        if (mirrored) {
            for (SeriesId one : series) {
                TouchedSeries note = new TouchedSeries(state().nextNumber(), one);
                journal().put(shelf.touched, note.number(), note);
            }
        }
    }

    @Override
    public List<TouchedSeries> waiting(CalendarRef calendar, int limit) {
        CalendarShelf shelf = shelfOf(calendar);
        return shelf == null
                ? List.of()
                : shelf.touched.values().stream().limit(limit).toList();
    }

    @Override
    public void done(CalendarRef calendar, Collection<Long> numbers) {
        CalendarShelf shelf = shelfOf(calendar);
        if (shelf != null) {
            numbers.forEach(number -> journal().remove(shelf.touched, number));
        }
    }
}
