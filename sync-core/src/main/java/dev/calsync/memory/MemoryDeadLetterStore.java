package dev.calsync.memory;

import dev.calsync.model.RunId;
import dev.calsync.model.UserId;
import dev.calsync.store.DeadLetter;
import dev.calsync.store.DeadLetterStore;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

final class MemoryDeadLetterStore extends MemoryDrawer implements DeadLetterStore {
    MemoryDeadLetterStore(MemoryTransaction transaction) {
        super(transaction);
    }

    @Override
    public void add(List<DeadLetter> letters) {
        for (DeadLetter letter : letters) {
            CalendarShelf calendar = shelfOf(letter.calendar());
            if (calendar != null) {
                Moment given = new Moment(letter.at(), state().nextNumber());
                journal().put(calendar.user.deadLetters, given, letter);
                journal().put(state().deadLetters, given, calendar.user);
            }
        }
    }

    @Override
    public List<DeadLetter> ofUser(UserId user, int limit) {
        UserShelf shelf = state().users.get(user);
        return shelf == null
                ? List.of()
                : shelf.deadLetters.descendingMap().values().stream()
                        .limit(limit)
                        .toList();
    }

    @Override
    public Optional<DeadLetter> find(UserId user, RunId run) {
        UserShelf shelf = state().users.get(user);
        return shelf == null
                ? Optional.empty()
                : shelf.deadLetters.values().stream()
                        .filter(letter -> letter.run().equals(run))
                        .findFirst();
    }

    @Override
    public int remove(UserId user, Collection<RunId> runs) {
        UserShelf shelf = state().users.get(user);
        Set<RunId> wanted = Set.copyOf(runs);
        return shelf == null ? 0 : remove(tx(), shelf, letter -> wanted.contains(letter.run()));
    }

    @Override
    public int prune(Instant before, int limit) {
        int pruned = 0;
        Moment end = new Moment(before, Long.MIN_VALUE);
        while (pruned < limit
                && !state().deadLetters.isEmpty()
                && state().deadLetters.firstKey().compareTo(end) < 0) {
            Map.Entry<Moment, UserShelf> oldest = state().deadLetters.firstEntry();
            journal().remove(oldest.getValue().deadLetters, oldest.getKey());
            journal().remove(state().deadLetters, oldest.getKey());
            pruned++;
        }
        return pruned;
    }

    /** Forgets a calendar's letters. */
    static void forget(MemoryTransaction tx, CalendarShelf calendar) {
        remove(tx, calendar.user, letter -> letter.calendar().equals(calendar.ref));
    }

    private static int remove(MemoryTransaction tx, UserShelf user, Predicate<DeadLetter> which) {
        List<Moment> found = user.deadLetters.entrySet().stream()
                .filter(entry -> which.test(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        found.forEach(moment -> {
            tx.journal.remove(user.deadLetters, moment);
            tx.journal.remove(tx.state.deadLetters, moment);
        });
        return found.size();
    }
}
