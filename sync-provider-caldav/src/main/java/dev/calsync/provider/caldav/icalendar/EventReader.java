package dev.calsync.provider.caldav.icalendar;

import dev.calsync.model.Attendee;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.Description;
import dev.calsync.model.EventBuilder;
import dev.calsync.model.EventStatus;
import dev.calsync.model.EventTime;
import dev.calsync.model.Extras;
import dev.calsync.model.Reminder;
import dev.calsync.model.Transparency;
import dev.calsync.model.Visibility;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link CalendarEvent} of one VEVENT. Used once.
 *
 * <p>Of a property that may stand once only, the first counts. What has no field becomes an extra, word for word. A value
 * that an event can do without (a status, a number, a time stamp) counts as missing when it is malformed; without its UID
 * or its times there is no event.
 */
final class EventReader {
    private final Component component;
    private final ZoneNames zones;
    private final Set<String> seen = new HashSet<>();
    private final TreeMap<String, List<String>> extras = new TreeMap<>();
    private final List<Attendee> attendees = new ArrayList<>();
    private final List<Reminder> reminders = new ArrayList<>();
    private final List<String> recurrence = new ArrayList<>();
    private final TreeSet<String> categories = new TreeSet<>();
    private @Nullable ContentLine description;
    private @Nullable ContentLine html;

    private EventReader(Component component, ZoneNames zones) {
        this.component = component;
        this.zones = zones;
    }

    static CalendarEvent read(Component vevent, ZoneNames zones) throws ICalendarSyntaxException {
        return new EventReader(vevent, zones).event();
    }

    private CalendarEvent event() throws ICalendarSyntaxException {
        ContentLine uid = component.line("UID");
        if (uid == null || uid.value().isBlank()) {
            throw new ICalendarSyntaxException(
                    "an event has no UID", component.begin().number());
        }
        EventBuilder event =
                CalendarEvent.builder(TextValues.unescape(uid.value().strip()));
        times(event);
        for (Node node : component.nodes()) {
            if (node instanceof ContentLine line) {
                property(line, event);
            } else {
                component((Component) node);
            }
        }
        event.description(description());
        return event.attendees(attendees)
                .reminders(reminders)
                .categories(categories)
                .recurrence(component.line("RECURRENCE-ID") == null ? recurrence : List.of())
                .extras(Extras.of(extras))
                .build();
    }

    private void times(EventBuilder event) throws ICalendarSyntaxException {
        ContentLine startLine = component.line("DTSTART");
        if (startLine == null) {
            throw new ICalendarSyntaxException(
                    "an event has no DTSTART", component.begin().number());
        }
        EventTime start = TimeValues.read(startLine, zones);
        EventTime end = end(component, start, zones);
        if (end != null && end.isDate() != start.isDate()) {
            throw new ICalendarSyntaxException("DTSTART and DTEND are not both days or both times", startLine.number());
        }
        event.start(start).end(end);
        ContentLine instance = component.line("RECURRENCE-ID");
        if (instance != null) {
            event.recurrenceId(TimeValues.read(instance, zones));
            if (instance.param("RANGE") != null) {
                // The model replaces single instances; who reads the extras sees that more was meant.
                extra(instance);
            }
        }
    }

    /** The end that a component states, by DTEND or else by DURATION; null when by neither. */
    static @Nullable EventTime end(Component vevent, EventTime start, ZoneNames zones) throws ICalendarSyntaxException {
        ContentLine end = vevent.line("DTEND");
        if (end != null) {
            return TimeValues.read(end, zones);
        }
        ContentLine line = vevent.line("DURATION");
        if (line == null) {
            return null;
        }
        NominalDuration duration = NominalDuration.parse(line.value());
        if (duration == null) {
            throw new ICalendarSyntaxException("DURATION is no duration", line.number());
        }
        try {
            return duration.after(start);
        } catch (DateTimeException | ArithmeticException beyond) {
            throw new ICalendarSyntaxException("DURATION leads beyond the year 9999", line.number());
        }
    }

    private void property(ContentLine line, EventBuilder event) {
        switch (line.name()) {
            case "UID", "DTSTAMP", "DTSTART", "DTEND", "DURATION", "RECURRENCE-ID" -> {
                // Read before, or, like DTSTAMP, about the text and not about the event.
            }
            case "RRULE", "RDATE", "EXDATE", "EXRULE" -> recurrence.add(recurrenceText(line, zones));
            case "ATTENDEE" -> attendees.add(PeopleLines.attendee(line));
            case "CATEGORIES" -> categories.addAll(TextValues.list(line.value()));
            case "CONFERENCE" -> {
                if (seen.add("CONFERENCE")) {
                    event.conferenceLink(line.value());
                } else {
                    extra(line);
                }
            }
            case "X-ALT-DESC" -> {
                if (html == null && isHtml(line)) {
                    html = line;
                } else {
                    extra(line);
                }
            }
            default -> {
                if (!EventProperties.isSingle(line.name())) {
                    extra(line);
                } else if (seen.add(line.name())) {
                    single(line, event);
                }
            }
        }
    }

    private void single(ContentLine line, EventBuilder event) {
        switch (line.name()) {
            case "SUMMARY" -> event.summary(TextValues.unescape(line.value()));
            case "DESCRIPTION" -> description = line;
            case "LOCATION" -> event.location(TextValues.unescape(line.value()));
            case "STATUS" -> event.status(status(line));
            case "TRANSP" ->
                event.transparency(line.valueIs("TRANSPARENT") ? Transparency.TRANSPARENT : Transparency.OPAQUE);
            case "CLASS" -> event.visibility(visibility(line));
            case "ORGANIZER" -> event.organizer(PeopleLines.person(line));
            case "URL" -> event.url(line.value());
            case "SEQUENCE" -> event.sequence(sequence(line));
            case "CREATED" -> event.created(TimeValues.instant(line));
            case "LAST-MODIFIED" -> event.updated(TimeValues.instant(line));
            default -> throw new IllegalStateException("no reader for " + line.name());
        }
    }

    private void component(Component inner) {
        Reminder reminder = Alarms.reminder(inner);
        if (reminder != null) {
            reminders.add(reminder);
        } else {
            extra(inner);
        }
    }

    private void extra(Node node) {
        extras.computeIfAbsent(node.name(), name -> new ArrayList<>(1)).add(node.text());
    }

    /**
     * The markup counts while it says the same as the plain text. A client that knows only DESCRIPTION edits that one
     * and leaves the markup stale; then the plain text counts and the markup is an extra.
     */
    private Description description() {
        String plain = description == null ? "" : TextValues.unescape(description.value());
        if (html == null) {
            return plain.isEmpty() ? Description.NONE : Description.plain(plain);
        }
        String markup = TextValues.unescape(html.value());
        if (description == null || HtmlText.sameWords(plain, HtmlText.plain(markup))) {
            return Description.html(markup);
        }
        extra(html);
        return Description.plain(plain);
    }

    private static boolean isHtml(ContentLine line) {
        return line.paramIs("FMTTYPE", "text/html");
    }

    /** The line that holds a component's description as markup. */
    static @Nullable ContentLine htmlLine(Component vevent) {
        for (Node node : vevent.nodes()) {
            if (node instanceof ContentLine line && line.name().equals("X-ALT-DESC") && isHtml(line)) {
                return line;
            }
        }
        return null;
    }

    private static EventStatus status(ContentLine line) {
        return line.valueIs("CANCELLED")
                ? EventStatus.CANCELLED
                : line.valueIs("TENTATIVE") ? EventStatus.TENTATIVE : EventStatus.CONFIRMED;
    }

    /** What is neither of the known words counts as private (RFC 5545 section 3.8.1.3). */
    private static Visibility visibility(ContentLine line) {
        return line.valueIs("PUBLIC")
                ? Visibility.PUBLIC
                : line.valueIs("CONFIDENTIAL") ? Visibility.CONFIDENTIAL : Visibility.PRIVATE;
    }

    static int sequence(@Nullable ContentLine line) {
        if (line == null) {
            return 0;
        }
        try {
            long number = Long.parseLong(line.value().strip());
            return (int) Math.max(0, Math.min(Integer.MAX_VALUE, number));
        } catch (NumberFormatException malformed) {
            return 0;
        }
    }

    /** The line as the model has it: as it is, but for a TZID that the model knows by another name. */
    static String recurrenceText(ContentLine line, ZoneNames zones) {
        String tzid = line.hasParams() ? line.param("TZID") : null;
        if (tzid == null) {
            return line.text();
        }
        String model = zones.toModel(tzid);
        return model.equals(tzid) ? line.text() : line.withParam("TZID", model).text();
    }
}
