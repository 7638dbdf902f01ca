package dev.calsync.reconcile;

import dev.calsync.model.Attendee;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventField;
import dev.calsync.model.Extras;
import dev.calsync.model.Person;
import dev.calsync.model.Reminder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Merges the collections of one part of a series element by element. */
final class ElementMerge {
    private final @Nullable CalendarEvent base;
    private final CalendarEvent local;
    private final CalendarEvent remote;
    private final Side winner;
    private final MergeLedger ledger;

    ElementMerge(
            @Nullable CalendarEvent base, CalendarEvent local, CalendarEvent remote, Side winner, MergeLedger ledger) {
        this.base = base;
        this.local = local;
        this.remote = remote;
        this.winner = winner;
        this.ledger = ledger;
    }

    List<Attendee> attendees() {
        return merge(
                CalendarEvent::attendees, each -> Meaning.address(each.person().address()), new People());
    }

    List<Reminder> reminders() {
        return merge(CalendarEvent::reminders, Meaning::reminder, new Plain<Reminder>());
    }

    Collection<String> categories() {
        return merge(CalendarEvent::categories, Function.identity(), new Plain<String>());
    }

    Extras extras() {
        if (local.extras().equals(remote.extras())) {
            return remote.extras();
        }
        Map<String, List<String>> merged = extras(local, true);
        merged.putAll(extras(remote, true));
        Map<String, List<String>> before = base == null ? Map.of() : extras(base, false);
        merged.putAll(new Texts().merge(before, extras(local, false), extras(remote, false)));
        return Extras.of(merged);
    }

    private <T> List<T> merge(
            Function<CalendarEvent, Collection<T>> field, Function<T, String> key, KeyedMerge<T> merge) {
        Collection<T> ours = field.apply(local);
        Collection<T> theirs = field.apply(remote);
        if (ours.isEmpty() && theirs.isEmpty()) {
            return List.of();
        }
        Map<String, T> before = base == null ? Map.of() : keyed(field.apply(base), key);
        return new ArrayList<>(
                merge.merge(before, keyed(ours, key), keyed(theirs, key)).values());
    }

    /** By key; somebody invited twice stays twice. */
    private static <T> Map<String, T> keyed(Collection<T> elements, Function<T, String> key) {
        Map<String, T> keyed = new LinkedHashMap<>();
        Map<String, Integer> seen = new HashMap<>();
        for (T element : elements) {
            String name = key.apply(element);
            int count = seen.merge(name, 1, Integer::sum);
            keyed.put(count == 1 ? name : name + "\n" + count, element);
        }
        return keyed;
    }

    private static Map<String, List<String>> extras(CalendarEvent event, boolean bookkeeping) {
        Map<String, List<String>> named = new TreeMap<>();
        event.extras().values().forEach((name, texts) -> {
            if (Meaning.ignored(name) == bookkeeping && !texts.isEmpty()) {
                named.put(name, texts);
            }
        });
        return named;
    }

    private void conflict(EventField field, Side loser) {
        ledger.conflict(FieldChange.changed(remote.recurrenceId(), field), loser);
    }

    /** Elements that are their own key: they come and go but never change. */
    private static final class Plain<T> implements KeyedMerge<T> {
        @Override
        public boolean same(T one, T other) {
            return true;
        }

        @Override
        public T both(String key, @Nullable T base, T local, T remote) {
            return remote;
        }

        @Override
        public void kept(String key, T edited, Side remover) {
            throw new IllegalStateException("an element that is its own key was edited");
        }
    }

    /** People by address: the organiser's change of a role and the guest's answer both stay. */
    private final class People implements KeyedMerge<Attendee> {
        @Override
        public boolean same(Attendee one, Attendee other) {
            return name(one).equals(name(other))
                    && one.role() == other.role()
                    && one.status() == other.status()
                    && one.rsvp() == other.rsvp();
        }

        @Override
        public Attendee both(String key, @Nullable Attendee base, Attendee local, Attendee remote) {
            String name = pick(base, local, remote, People::name);
            return new Attendee(
                    new Person(remote.person().address(), name.isEmpty() ? null : name),
                    pick(base, local, remote, Attendee::role),
                    pick(base, local, remote, Attendee::status),
                    pick(base, local, remote, Attendee::rsvp));
        }

        @Override
        public void kept(String key, Attendee edited, Side remover) {
            conflict(EventField.ATTENDEES, remover);
        }

        private <V> V pick(@Nullable Attendee base, Attendee local, Attendee remote, Function<Attendee, V> part) {
            V ours = part.apply(local);
            V theirs = part.apply(remote);
            if (ours.equals(theirs) || (base != null && ours.equals(part.apply(base)))) {
                return theirs;
            }
            if (base != null && theirs.equals(part.apply(base))) {
                return ours;
            }
            conflict(EventField.ATTENDEES, winner.other());
            return winner == Side.LOCAL ? ours : theirs;
        }

        private static String name(Attendee attendee) {
            String name = attendee.person().name();
            return name == null ? "" : name;
        }
    }

    /** Extras by name. */
    private final class Texts implements KeyedMerge<List<String>> {
        @Override
        public boolean same(List<String> one, List<String> other) {
            return one.equals(other) || Meaning.extra(one).equals(Meaning.extra(other));
        }

        @Override
        public List<String> both(String key, @Nullable List<String> base, List<String> local, List<String> remote) {
            conflict(EventField.EXTRAS, winner.other());
            return winner == Side.LOCAL ? local : remote;
        }

        @Override
        public void kept(String key, List<String> edited, Side remover) {
            conflict(EventField.EXTRAS, remover);
        }
    }
}
