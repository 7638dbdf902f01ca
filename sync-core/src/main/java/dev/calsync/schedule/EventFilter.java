package dev.calsync.schedule;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventSeries;
import dev.calsync.model.Person;
import dev.calsync.model.Transparency;
import dev.calsync.model.Visibility;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which events of a calendar are synchronised. An event that does not match, or does not match any more, is not synced:
 * it is deleted on neither side. Immutable and thread-safe; a pure function of the event.
 *
 * <p>A series is synced or left out as a whole. It is judged on its master, or, where this side knows no master, on the
 * override whose instance comes first: what somebody changed on one instance neither takes a series in nor puts it out.
 *
 * <p>In JSON:
 *
 * <pre>
 * {"category":["work","travel"]}            {"organizer":["boss@example.com"]}
 * {"visibility":["default","public"]}       {"attendee":["*&#64;example.com"]}
 * {"busy":true}                             {"start":{"from":"2026-01-01","until":"2027-01-01"}}
 * {"and":[…]}, {"or":[…]}, {"not":{…}}
 * </pre>
 *
 * <p>A valid schedule nests filters at most 8 deep, holds at most 64 of them and at most 100 texts, of 1 to 256
 * characters each, in one.
 */
public sealed interface EventFilter {

    /** The event has one of these categories. Case is ignored. */
    record Category(SortedSet<String> names) implements EventFilter {
        /** Copies the names, in lower case. */
        public Category {
            names = EventFilter.lowerCase(names);
        }

        @Override
        public boolean matches(CalendarEvent event) {
            return event.categories().stream().anyMatch(name -> names.contains(name.toLowerCase(Locale.ROOT)));
        }

        @Override
        public String toString() {
            return "Category[" + names.size() + "]";
        }
    }

    /** The event has one of these visibilities; {@code DEFAULT} is one of its own. */
    record OfVisibility(Set<Visibility> visibilities) implements EventFilter {
        /** Copies the visibilities. */
        public OfVisibility {
            EnumSet<Visibility> copy = EnumSet.noneOf(Visibility.class);
            copy.addAll(visibilities);
            visibilities = Collections.unmodifiableSet(copy);
        }

        @Override
        public boolean matches(CalendarEvent event) {
            return visibilities.contains(event.visibility());
        }
    }

    /** The event takes up time, or, if {@code busy} is false, does not. */
    record Busy(boolean busy) implements EventFilter {
        @Override
        public boolean matches(CalendarEvent event) {
            return busy == (event.transparency() == Transparency.OPAQUE);
        }
    }

    /**
     * The organizer's address matches one of these patterns of {@code *}, {@code ?} and {@code \}. Case and a leading
     * {@code mailto:} are ignored on both sides. An event without an organizer does not match.
     */
    record Organizer(SortedSet<String> patterns) implements EventFilter {
        /** Copies the patterns, in lower case and without {@code mailto:}. */
        public Organizer {
            patterns = EventFilter.addresses(patterns);
        }

        @Override
        public boolean matches(CalendarEvent event) {
            return event.organizer() != null && EventFilter.matchesAny(patterns, event.organizer());
        }

        @Override
        public String toString() {
            return "Organizer[" + patterns.size() + "]";
        }
    }

    /** The address of one of the attendees matches one of these patterns, which are read as {@link Organizer}'s are. */
    record Attendee(SortedSet<String> patterns) implements EventFilter {
        /** Copies the patterns, in lower case and without {@code mailto:}. */
        public Attendee {
            patterns = EventFilter.addresses(patterns);
        }

        @Override
        public boolean matches(CalendarEvent event) {
            return event.attendees().stream().anyMatch(someone -> EventFilter.matchesAny(patterns, someone.person()));
        }

        @Override
        public String toString() {
            return "Attendee[" + patterns.size() + "]";
        }
    }

    /**
     * The event starts in a range of dates. The date is the one that the event's own start shows, whatever zone it is
     * in. A recurring event that starts before the range matches too, because its instances may go on into it.
     *
     * @param from inclusive; empty for no beginning
     * @param until exclusive; empty for no end
     */
    record StartRange(Optional<LocalDate> from, Optional<LocalDate> until) implements EventFilter {
        @Override
        public boolean matches(CalendarEvent event) {
            LocalDate start = event.start().toLocal().toLocalDate();
            boolean early = from.isPresent() && start.isBefore(from.get()) && !event.isRecurring();
            return !early && (until.isEmpty() || start.isBefore(until.get()));
        }
    }

    /** The event matches every one of these. */
    record And(List<EventFilter> filters) implements EventFilter {
        /** Copies the filters. */
        public And {
            filters = List.copyOf(filters);
        }

        @Override
        public boolean matches(CalendarEvent event) {
            return filters.stream().allMatch(filter -> filter.matches(event));
        }
    }

    /** The event matches at least one of these. */
    record Or(List<EventFilter> filters) implements EventFilter {
        /** Copies the filters. */
        public Or {
            filters = List.copyOf(filters);
        }

        @Override
        public boolean matches(CalendarEvent event) {
            return filters.stream().anyMatch(filter -> filter.matches(event));
        }
    }

    /** The event does not match this. */
    record Not(EventFilter filter) implements EventFilter {
        @Override
        public boolean matches(CalendarEvent event) {
            return !filter.matches(event);
        }
    }

    /** Whether one event by itself matches. Use {@link #matches(EventSeries)} to decide what is synced. */
    boolean matches(CalendarEvent event);

    /** Whether the series is synced: whether its master matches, or its first override if it has no master. */
    default boolean matches(EventSeries series) {
        return matches(series.events().get(0));
    }

    /**
     * A stable text that two filters share exactly if they are written alike, apart from the order and repetition of
     * parts and texts and from collisions of SHA-256. Part of a change feed's query: another fingerprint means that what
     * was read so far no longer says what is missing. Tells nothing of what the filter names.
     */
    default String fingerprint() {
        return EventFilterForm.fingerprint(this);
    }

    /** The filter as JSON, as {@code options.filter} of a schedule has it. */
    default String toJson() {
        return EventFilterForm.write(this);
    }

    /**
     * The filter that a JSON text holds.
     *
     * @throws dev.calsync.error.InvalidConfigurationException if it holds none that is valid; names every fault
     */
    static EventFilter fromJson(String json) {
        return EventFilterForm.read(json);
    }

    /** What is wrong with this filter by the bounds above; empty if nothing is. */
    default List<String> faults() {
        return EventFilterForm.faults(this);
    }

    /** The event has one of these categories. */
    static EventFilter category(String... names) {
        return new Category(new TreeSet<>(List.of(names)));
    }

    /** The event has one of these visibilities. */
    static EventFilter visibility(Visibility... visibilities) {
        return new OfVisibility(Set.of(visibilities));
    }

    /** The event takes up time. */
    static EventFilter busy() {
        return new Busy(true);
    }

    /** The event takes up no time. */
    static EventFilter free() {
        return new Busy(false);
    }

    /** The organizer's address matches one of these patterns. */
    static EventFilter organizer(String... patterns) {
        return new Organizer(new TreeSet<>(List.of(patterns)));
    }

    /** The address of one of the attendees matches one of these patterns. */
    static EventFilter attendee(String... patterns) {
        return new Attendee(new TreeSet<>(List.of(patterns)));
    }

    /** The event starts on this day or later. */
    static EventFilter startsFrom(LocalDate from) {
        return new StartRange(Optional.of(from), Optional.empty());
    }

    /** The event starts before this day. */
    static EventFilter startsBefore(LocalDate until) {
        return new StartRange(Optional.empty(), Optional.of(until));
    }

    /** The event matches every one of these. */
    static EventFilter and(EventFilter... filters) {
        return new And(List.of(filters));
    }

    /** The event matches at least one of these. */
    static EventFilter or(EventFilter... filters) {
        return new Or(List.of(filters));
    }

    /** The event does not match this. */
    static EventFilter not(EventFilter filter) {
        return new Not(filter);
    }

    private static SortedSet<String> lowerCase(Collection<String> texts) {
        TreeSet<String> lower = new TreeSet<>();
        texts.forEach(text -> lower.add(text.toLowerCase(Locale.ROOT)));
        return Collections.unmodifiableSortedSet(lower);
    }

    private static SortedSet<String> addresses(Collection<String> patterns) {
        return lowerCase(patterns.stream().map(EventFilter::address).toList());
    }

    private static boolean matchesAny(Collection<String> patterns, Person person) {
        String address = address(person.address());
        return patterns.stream().anyMatch(pattern -> Glob.matches(pattern, address));
    }

    private static String address(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.startsWith("mailto:") ? lower.substring("mailto:".length()) : lower;
    }
}
