package dev.calsync.reconcile;

import dev.calsync.model.Attendee;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.Description;
import dev.calsync.model.EventField;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventStatus;
import dev.calsync.model.Extras;
import dev.calsync.model.Person;
import dev.calsync.model.Reminder;
import dev.calsync.model.Transparency;
import dev.calsync.model.Visibility;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an event means, apart from how it is written: the one canonical form that hash, diff and merge share, so that
 * they never disagree on what a change is. An absent and an empty value have the same, empty form.
 *
 * <p>Equal times count as equal in the same form only. A zone time and a UTC time of one instant differ: people see the
 * zone, and a series follows it through daylight saving time. What a round trip through a provider does change without
 * changing the meaning is levelled: names of UTC, vendor prefixes of a zone's name, a missing end against the default
 * one, line ends, the case of mail addresses, the order of people, reminders and rule parts, and the form in which an
 * instance is named by an override or an exclusion.
 */
final class Meaning {
    static final List<EventField> FIELDS = List.of(EventField.values());

    /** Bookkeeping that servers and clients change without anybody editing; names in upper case. */
    private static final Set<String> IGNORED = Set.of(
            "PRODID",
            "METHOD",
            "VERSION",
            "CALSCALE",
            "LAST-MODIFIED",
            "CREATED",
            "DTSTAMP",
            "SEQUENCE",
            "UID",
            "REV",
            "ACKNOWLEDGED",
            "VTIMEZONE",
            "X-MOZ-LASTACK",
            "X-MOZ-GENERATION",
            "X-RADICALE-NAME",
            "X-WR-CALNAME",
            "ETAG",
            "@ODATA.ETAG",
            "@ODATA.CONTEXT",
            "CHANGEKEY",
            "CREATEDDATETIME",
            "LASTMODIFIEDDATETIME",
            "UPDATED");

    private Meaning() {}

    /** Whether two series mean the same, whatever their UIDs. */
    static boolean same(EventSeries one, EventSeries other) {
        if (one.overrides().size() != other.overrides().size() || !same(one.master(), other.master())) {
            return false;
        }
        if (one.overrides().isEmpty()) {
            return true;
        }
        Map<String, CalendarEvent> ours = InstanceKey.parts(one);
        Map<String, CalendarEvent> theirs = InstanceKey.parts(other);
        return ours.keySet().equals(theirs.keySet())
                && ours.entrySet().stream().allMatch(part -> same(part.getValue(), theirs.get(part.getKey())));
    }

    /** Whether two parts mean the same; two absent ones do. */
    static boolean same(@Nullable CalendarEvent one, @Nullable CalendarEvent other) {
        if (one == null || other == null) {
            return one == null && other == null;
        }
        for (EventField field : FIELDS) {
            if (!same(field, one, other)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a field means the same in two events. */
    static boolean same(EventField field, CalendarEvent one, CalendarEvent other) {
        // An absent end depends on the start, so equal values do not settle it.
        if (field != EventField.END && !field.differs(one, other)) {
            return true;
        }
        return of(field, one).equals(of(field, other));
    }

    /** A field's canonical form; empty for an absent, empty or default value. */
    static List<String> of(EventField field, CalendarEvent event) {
        return switch (field) {
            case SUMMARY -> text(event.summary());
            case DESCRIPTION -> description(event.description());
            case LOCATION -> text(event.location());
            case START -> List.of(InstanceKey.form(event.start()));
            case END -> List.of(InstanceKey.form(event.effectiveEnd()));
            case RECURRENCE ->
                event.isOverride() || event.recurrence().isEmpty()
                        ? List.of()
                        : RecurrenceLines.of(event.recurrence()).canonical();
            case STATUS -> word(event.status(), EventStatus.CONFIRMED);
            case TRANSPARENCY -> word(event.transparency(), Transparency.OPAQUE);
            case VISIBILITY -> word(event.visibility(), Visibility.DEFAULT);
            case ORGANIZER -> person(event.organizer());
            case ATTENDEES -> attendees(event.attendees());
            case REMINDERS -> reminders(event.reminders());
            case CATEGORIES -> List.copyOf(event.categories());
            case CONFERENCE_LINK -> text(event.conferenceLink());
            case URL -> text(event.url());
            case EXTRAS -> extras(event.extras());
        };
    }

    /** A calendar address in one spelling. */
    static String address(String written) {
        String lower = written.strip().toLowerCase(Locale.ROOT);
        if (lower.startsWith("mailto:")) {
            return lower;
        }
        if (lower.indexOf(':') < 0 && lower.indexOf('@') > 0) {
            return "mailto:" + lower;
        }
        return written.strip();
    }

    /** Whether an extra is bookkeeping. */
    static boolean ignored(String extraName) {
        return IGNORED.contains(extraName.toUpperCase(Locale.ROOT));
    }

    /** An extra's texts without the bookkeeping inside of components. */
    static List<String> extra(List<String> texts) {
        return texts.stream().map(Meaning::withoutBookkeeping).toList();
    }

    /** Appends a text such that no two sequences of texts run together. */
    static StringBuilder append(StringBuilder to, String text) {
        return to.append(text.length()).append(':').append(text);
    }

    private static List<String> text(@Nullable String text) {
        return text == null || text.isEmpty() ? List.of() : List.of(lineEnds(text));
    }

    private static String lineEnds(String text) {
        return text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n").replace('\r', '\n');
    }

    private static List<String> description(Description description) {
        return description.text().isEmpty()
                ? List.of()
                : List.of(description.html() ? "html" : "plain", lineEnds(description.text()));
    }

    private static List<String> word(Enum<?> value, Enum<?> standard) {
        return value == standard ? List.of() : List.of(value.name());
    }

    private static List<String> person(@Nullable Person person) {
        if (person == null) {
            return List.of();
        }
        String name = person.name() == null ? "" : person.name();
        return person.address().isEmpty() && name.isEmpty() ? List.of() : List.of(address(person.address()), name);
    }

    private static List<String> attendees(List<Attendee> attendees) {
        if (attendees.isEmpty()) {
            return List.of();
        }
        List<String> sorted = new ArrayList<>(attendees.size());
        for (Attendee attendee : attendees) {
            String name = attendee.person().name();
            StringBuilder form = new StringBuilder(80);
            append(form, address(attendee.person().address()));
            append(form, name == null ? "" : name);
            form.append(attendee.role()).append(' ').append(attendee.status());
            sorted.add(form.append(attendee.rsvp() ? " rsvp" : "").toString());
        }
        Collections.sort(sorted);
        return sorted;
    }

    private static List<String> reminders(List<Reminder> reminders) {
        return reminders.isEmpty()
                ? List.of()
                : List.copyOf(reminders.stream().map(Meaning::reminder).collect(Collectors.toCollection(TreeSet::new)));
    }

    static String reminder(Reminder reminder) {
        return reminder.method() + " " + reminder.beforeStart();
    }

    private static List<String> extras(Extras extras) {
        if (extras.values().isEmpty()) {
            return List.of();
        }
        List<String> kept = new ArrayList<>();
        extras.values().forEach((name, texts) -> {
            if (!texts.isEmpty() && !ignored(name)) {
                StringBuilder form = new StringBuilder(80);
                append(form, name);
                extra(texts).forEach(text -> append(form, text));
                kept.add(form.toString());
            }
        });
        return kept;
    }

    private static String withoutBookkeeping(String text) {
        if (!text.regionMatches(true, 0, "BEGIN:", 0, 6)) {
            return text;
        }
        return lineEnds(text)
                .lines()
                .filter(line -> !ignored(line.substring(0, nameLength(line))))
                .collect(Collectors.joining("\n"));
    }

    private static int nameLength(String line) {
        int end = 0;
        while (end < line.length() && line.charAt(end) != ':' && line.charAt(end) != ';') {
            end++;
        }
        return end;
    }
}
