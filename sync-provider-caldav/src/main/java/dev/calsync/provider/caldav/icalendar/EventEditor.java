package dev.calsync.provider.caldav.icalendar;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.Description;
import dev.calsync.model.EventField;
import dev.calsync.model.EventTime;
import dev.calsync.model.Person;
import dev.calsync.model.Visibility;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Changes one VEVENT from one state of its event to another. Used once.
 *
 * <p>Field by field, by {@link EventField}: a field that is equal in both states leaves its lines alone, whatever they
 * hold. A field that differs changes the value of the line it came from and keeps that line's place and parameters; only
 * ALTREP goes, since it is the old text in another form. A new VEVENT is made the same way, from an event that has
 * nothing but its times.
 *
 * <p>Bookkeeping of an edit: DTSTAMP and LAST-MODIFIED become the time of the edit. SEQUENCE grows by one when the times,
 * the recurrence or the status change (RFC 5546 section 2.1.4) and the edit did not raise it itself.
 */
final class EventEditor {
    private final Component component;
    private final CalendarEvent before;
    private final CalendarEvent after;
    private final ZoneNames zones;
    private final EventListEditor lists;

    private EventEditor(Component component, CalendarEvent before, CalendarEvent after, ZoneNames zones) {
        this.component = component;
        this.before = before;
        this.after = after;
        this.zones = zones;
        this.lists = new EventListEditor(component, before, after, zones);
    }

    /** A new VEVENT. */
    static Component component(CalendarEvent event, ZoneNames zones, Instant now) {
        Component vevent = Component.named("VEVENT");
        vevent.add(ContentLine.of("UID", TextValues.escape(event.uid())));
        vevent.add(ContentLine.of("DTSTAMP", TimeValues.utc("DTSTAMP", now)));
        EventTime instance = event.recurrenceId();
        if (instance != null) {
            vevent.add(ExtraLines.rangedInstance(event)
                    .orElseGet(() -> TimeValues.line("RECURRENCE-ID", instance, zones)));
        }
        vevent.add(TimeValues.line("DTSTART", event.start(), zones));
        CalendarEvent bare = CalendarEvent.builder(event.uid())
                .recurrenceId(instance)
                .start(event.start())
                .build();
        EventEditor editor = new EventEditor(vevent, bare, event, zones);
        editor.applyFields();
        if (event.sequence() > 0) {
            editor.component.set("SEQUENCE", Integer.toString(event.sequence()));
        }
        if (event.created() != null) {
            editor.component.set("CREATED", TimeValues.utc("CREATED", event.created()));
        }
        if (event.updated() != null) {
            editor.component.set("LAST-MODIFIED", TimeValues.utc("LAST-MODIFIED", event.updated()));
        }
        return vevent;
    }

    /** Changes a VEVENT; returns whether there was anything to change. */
    static boolean edit(Component vevent, CalendarEvent before, CalendarEvent after, ZoneNames zones, Instant now) {
        if (!differs(before, after)) {
            return false;
        }
        EventEditor editor = new EventEditor(vevent, before, after, zones);
        List<Node> old = List.copyOf(vevent.nodes());
        editor.applyFields();
        if (saySame(old, vevent.nodes())) {
            // The resource is in the state wanted already, or the difference is one that it cannot hold.
            vevent.nodes().clear();
            vevent.nodes().addAll(old);
            return false;
        }
        editor.stamp(now);
        return true;
    }

    private static boolean saySame(List<Node> one, List<Node> other) {
        boolean same = one.size() == other.size();
        for (int i = 0; same && i < one.size(); i++) {
            same = one.get(i).text().equals(other.get(i).text());
        }
        return same;
    }

    static boolean differs(CalendarEvent one, CalendarEvent other) {
        for (EventField field : EventField.values()) {
            if (field.differs(one, other)) {
                return true;
            }
        }
        return false;
    }

    private boolean changes(EventField field) {
        return field.differs(before, after);
    }

    private void applyFields() {
        if (changes(EventField.START) || changes(EventField.END)) {
            times();
        }
        for (EventField field : EventField.values()) {
            if (changes(field)) {
                apply(field);
            }
        }
        if (!after.description().html()
                && component.line("DESCRIPTION") == null
                && EventReader.htmlLine(component) != null) {
            // Without a plain text, markup kept as an extra would pass for the description.
            component.set("DESCRIPTION", "");
        }
    }

    private void apply(EventField field) {
        switch (field) {
            case START, END -> {
                // Done before, together: one of them may be written as a DURATION.
            }
            case SUMMARY -> text("SUMMARY", after.summary());
            case DESCRIPTION -> description(after.description());
            case LOCATION -> text("LOCATION", after.location());
            case RECURRENCE -> lists.recurrence();
            case STATUS -> component.set("STATUS", after.status().name());
            case TRANSPARENCY -> component.set("TRANSP", after.transparency().name());
            case VISIBILITY ->
                component.set(
                        "CLASS",
                        after.visibility() == Visibility.DEFAULT
                                ? null
                                : after.visibility().name());
            case ORGANIZER -> organizer(after.organizer());
            case ATTENDEES -> lists.attendees();
            case REMINDERS -> lists.reminders();
            case CATEGORIES -> categories();
            case CONFERENCE_LINK -> conference(after.conferenceLink());
            case URL -> component.set("URL", after.url() == null ? null : TextValues.oneLine(after.url()));
            case EXTRAS -> lists.extras();
        }
    }

    private void stamp(Instant now) {
        int stated = EventReader.sequence(component.line("SEQUENCE"));
        boolean raised = after.sequence() > before.sequence();
        boolean significant = changes(EventField.START)
                || changes(EventField.END)
                || changes(EventField.RECURRENCE)
                || changes(EventField.STATUS);
        int sequence = raised ? after.sequence() : significant && stated < Integer.MAX_VALUE ? stated + 1 : stated;
        if (sequence > stated) {
            component.set("SEQUENCE", Integer.toString(sequence));
        }
        component.set("DTSTAMP", TimeValues.utc("DTSTAMP", now));
        component.set("LAST-MODIFIED", TimeValues.utc("LAST-MODIFIED", now));
    }

    private void times() {
        if (changes(EventField.START)) {
            component.replaceOrAdd("DTSTART", TimeValues.onto(component.lineOr("DTSTART"), after.start(), zones));
        }
        EventTime end = after.end();
        boolean byDuration = component.line("DTEND") == null && component.line("DURATION") != null;
        boolean stated = byDuration ? Objects.equals(end, statedEnd()) : !changes(EventField.END);
        if (stated) {
            return;
        }
        component.remove("DURATION");
        if (end == null) {
            component.remove("DTEND");
        } else {
            component.replaceOrAdd("DTEND", TimeValues.onto(component.lineOr("DTEND"), end, zones));
        }
    }

    private @Nullable EventTime statedEnd() {
        try {
            return EventReader.end(component, after.start(), zones);
        } catch (ICalendarSyntaxException beyond) {
            return null;
        }
    }

    private void text(String name, String text) {
        component.set(name, text.isEmpty() ? null : TextValues.escape(text));
    }

    private void description(Description wanted) {
        text("DESCRIPTION", wanted.html() ? HtmlText.plain(wanted.text()) : wanted.text());
        ContentLine old = EventReader.htmlLine(component);
        if (wanted.html()) {
            ContentLine line = old == null ? ContentLine.of("X-ALT-DESC", "").withParam("FMTTYPE", "text/html") : old;
            component.replaceOrAdd(old, line.withValue(TextValues.escape(wanted.text())));
        } else if (old != null && before.description().html()) {
            component.nodes().remove(old);
        }
    }

    private void organizer(@Nullable Person wanted) {
        if (wanted == null) {
            component.remove("ORGANIZER");
        } else {
            component.replaceOrAdd("ORGANIZER", PeopleLines.organizer(component.line("ORGANIZER"), wanted));
        }
    }

    private void conference(@Nullable String wanted) {
        ContentLine old = component.line("CONFERENCE");
        if (wanted == null) {
            // All of them: the next one would pass for the link.
            component.remove("CONFERENCE");
            return;
        }
        ContentLine line = old == null ? ContentLine.of("CONFERENCE", "").withParam("VALUE", "URI") : old;
        component.replaceOrAdd(old, line.withValue(TextValues.oneLine(wanted)));
    }

    private void categories() {
        List<String> wanted = new ArrayList<>();
        for (Node node : component.nodes()) {
            if (node instanceof ContentLine line && line.name().equals("CATEGORIES")) {
                wanted.addAll(TextValues.list(line.value()));
            }
        }
        wanted.retainAll(after.categories());
        TreeSet<String> added = new TreeSet<>(after.categories());
        wanted.forEach(added::remove);
        wanted.addAll(added);
        StringBuilder value = new StringBuilder();
        for (String category : wanted) {
            value.append(value.isEmpty() ? "" : ",").append(TextValues.escape(category));
        }
        component.set("CATEGORIES", wanted.isEmpty() ? null : value.toString());
    }
}
