package dev.calsync.provider.caldav;

import dev.calsync.model.Attendee;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.Description;
import dev.calsync.model.EventField;
import dev.calsync.model.EventTime;
import dev.calsync.model.Person;
import dev.calsync.model.Reminder;
import dev.calsync.model.Visibility;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
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

    private EventEditor(Component component, CalendarEvent before, CalendarEvent after, ZoneNames zones) {
        this.component = component;
        this.before = before;
        this.after = after;
        this.zones = zones;
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
            editor.set("SEQUENCE", Integer.toString(event.sequence()));
        }
        if (event.created() != null) {
            editor.set("CREATED", TimeValues.utc("CREATED", event.created()));
        }
        if (event.updated() != null) {
            editor.set("LAST-MODIFIED", TimeValues.utc("LAST-MODIFIED", event.updated()));
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
        if (!after.description().html() && component.line("DESCRIPTION") == null && htmlLine() != null) {
            // Without a plain text, markup kept as an extra would pass for the description.
            set("DESCRIPTION", "");
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
            case RECURRENCE -> recurrence();
            case STATUS -> set("STATUS", after.status().name());
            case TRANSPARENCY -> set("TRANSP", after.transparency().name());
            case VISIBILITY ->
                set(
                        "CLASS",
                        after.visibility() == Visibility.DEFAULT
                                ? null
                                : after.visibility().name());
            case ORGANIZER -> organizer(after.organizer());
            case ATTENDEES -> attendees();
            case REMINDERS -> reminders();
            case CATEGORIES -> categories();
            case CONFERENCE_LINK -> conference(after.conferenceLink());
            case URL -> set("URL", after.url() == null ? null : TextValues.oneLine(after.url()));
            case EXTRAS -> extras();
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
            set("SEQUENCE", Integer.toString(sequence));
        }
        set("DTSTAMP", TimeValues.utc("DTSTAMP", now));
        set("LAST-MODIFIED", TimeValues.utc("LAST-MODIFIED", now));
    }

    private void times() {
        if (changes(EventField.START)) {
            replaceOrAdd("DTSTART", TimeValues.onto(lineOr("DTSTART"), after.start(), zones));
        }
        EventTime end = after.end();
        boolean byDuration = component.line("DTEND") == null && component.line("DURATION") != null;
        boolean stated = byDuration ? Objects.equals(end, statedEnd()) : !changes(EventField.END);
        if (stated) {
            return;
        }
        remove("DURATION");
        if (end == null) {
            remove("DTEND");
        } else {
            replaceOrAdd("DTEND", TimeValues.onto(lineOr("DTEND"), end, zones));
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
        set(name, text.isEmpty() ? null : TextValues.escape(text));
    }

    private void description(Description wanted) {
        text("DESCRIPTION", wanted.html() ? HtmlText.plain(wanted.text()) : wanted.text());
        ContentLine old = htmlLine();
        if (wanted.html()) {
            ContentLine line = old == null ? ContentLine.of("X-ALT-DESC", "").withParam("FMTTYPE", "text/html") : old;
            replaceOrAdd(old, line.withValue(TextValues.escape(wanted.text())));
        } else if (old != null && before.description().html()) {
            component.nodes().remove(old);
        }
    }

    private @Nullable ContentLine htmlLine() {
        for (Node node : component.nodes()) {
            if (node instanceof ContentLine line
                    && line.name().equals("X-ALT-DESC")
                    && line.paramIs("FMTTYPE", "text/html")) {
                return line;
            }
        }
        return null;
    }

    private void organizer(@Nullable Person wanted) {
        if (wanted == null) {
            remove("ORGANIZER");
        } else {
            replaceOrAdd("ORGANIZER", PeopleLines.organizer(component.line("ORGANIZER"), wanted));
        }
    }

    private void conference(@Nullable String wanted) {
        ContentLine old = component.line("CONFERENCE");
        if (wanted == null) {
            // All of them: the next one would pass for the link.
            remove("CONFERENCE");
            return;
        }
        ContentLine line = old == null ? ContentLine.of("CONFERENCE", "").withParam("VALUE", "URI") : old;
        replaceOrAdd(old, line.withValue(TextValues.oneLine(wanted)));
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
        set("CATEGORIES", wanted.isEmpty() ? null : value.toString());
    }

    private void recurrence() {
        arrange(
                nodes(node -> node instanceof ContentLine && EventProperties.isRecurrence(node.name())),
                node -> EventReader.recurrenceText((ContentLine) node, zones),
                after.recurrence(),
                Function.identity(),
                (old, text) -> old != null ? old : ExtraLines.recurrence(text, zones));
    }

    private void attendees() {
        arrange(
                nodes(node -> node instanceof ContentLine && node.name().equals("ATTENDEE")),
                node -> ((ContentLine) node).value(),
                after.attendees(),
                attendee -> attendee.person().address(),
                (Node old, Attendee attendee) -> old instanceof ContentLine line
                        ? PeopleLines.attendee(line, attendee)
                        : PeopleLines.attendee(attendee));
    }

    private void reminders() {
        Person organizer = after.organizer();
        String mailTo = organizer == null ? null : organizer.address();
        arrange(
                nodes(node -> node instanceof Component inner && Alarms.reminder(inner) != null),
                node -> Alarms.reminder((Component) node),
                after.reminders(),
                Function.identity(),
                (Node old, Reminder reminder) ->
                        old != null ? old : Alarms.component(reminder, after.summary(), mailTo));
    }

    private void extras() {
        TreeSet<String> names = new TreeSet<>(before.extras().values().keySet());
        names.addAll(after.extras().values().keySet());
        ContentLine conference = component.line("CONFERENCE");
        ContentLine markup = after.description().html() ? htmlLine() : null;
        for (String name : names) {
            if (before.extras().get(name).equals(after.extras().get(name)) || !ExtraLines.isOurs(name, after)) {
                continue;
            }
            List<Node> wanted = new ArrayList<>();
            for (String raw : after.extras().get(name)) {
                ExtraLines.node(name, raw).ifPresent(wanted::add);
            }
            arrange(
                    nodes(node -> node.name().equals(name)
                            && node != conference
                            && node != markup
                            && !(node instanceof Component inner && Alarms.reminder(inner) != null)),
                    Node::text,
                    wanted,
                    Node::text,
                    (old, fresh) -> old != null ? old : fresh);
        }
    }

    /** Makes the old nodes into the wanted ones; an old node with the same key is used again. */
    private <T> void arrange(
            List<Node> old,
            Function<Node, @Nullable Object> oldKey,
            List<T> wanted,
            Function<? super T, Object> wantedKey,
            BiFunction<@Nullable Node, T, Node> make) {
        Map<Object, Deque<Node>> free = new HashMap<>();
        for (Node node : old) {
            free.computeIfAbsent(Objects.requireNonNull(oldKey.apply(node)), key -> new ArrayDeque<>(1))
                    .add(node);
        }
        NodeArrangement arrangement = new NodeArrangement(component, old);
        for (T next : wanted) {
            Deque<Node> same = free.get(wantedKey.apply(next));
            Node reused = same == null ? null : same.poll();
            arrangement.want(make.apply(reused, next), reused);
        }
        arrangement.apply();
    }

    private List<Node> nodes(Predicate<Node> which) {
        return component.nodes().stream().filter(which).toList();
    }

    private ContentLine lineOr(String name) {
        ContentLine line = component.line(name);
        return line == null ? ContentLine.of(name, "") : line;
    }

    /** Gives a property this one raw value, or none. */
    private void set(String name, @Nullable String rawValue) {
        if (rawValue == null) {
            remove(name);
        } else {
            replaceOrAdd(name, lineOr(name).withParam("ALTREP", null).withValue(rawValue));
        }
    }

    /** Puts a line in the place of the first of its name; further ones go, since they would mean nothing. */
    private void replaceOrAdd(String name, ContentLine line) {
        ContentLine old = component.line(name);
        component
                .nodes()
                .removeIf(node -> node != old
                        && node instanceof ContentLine
                        && node.name().equals(name));
        replaceOrAdd(old, line);
    }

    private void replaceOrAdd(@Nullable ContentLine old, ContentLine line) {
        if (old == null) {
            component.nodes().add(component.lineSlot(), line);
        } else {
            component.nodes().replaceAll(node -> node == old ? line : node);
        }
    }

    private void remove(String name) {
        component
                .nodes()
                .removeIf(node -> node instanceof ContentLine && node.name().equals(name));
    }
}
