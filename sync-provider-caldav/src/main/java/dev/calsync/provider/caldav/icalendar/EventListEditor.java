package dev.calsync.provider.caldav.icalendar;

import dev.calsync.model.Attendee;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.Person;
import dev.calsync.model.Reminder;
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

/** The fields of a VEVENT that are lists of lines or components. What stays in a list keeps its text. */
final class EventListEditor {
    private final Component component;
    private final CalendarEvent before;
    private final CalendarEvent after;
    private final ZoneNames zones;

    EventListEditor(Component component, CalendarEvent before, CalendarEvent after, ZoneNames zones) {
        this.component = component;
        this.before = before;
        this.after = after;
        this.zones = zones;
    }

    void recurrence() {
        arrange(
                nodes(node -> node instanceof ContentLine && EventProperties.isRecurrence(node.name())),
                node -> EventReader.recurrenceText((ContentLine) node, zones),
                after.recurrence(),
                Function.identity(),
                (old, text) -> old != null ? old : ExtraLines.recurrence(text, zones));
    }

    void attendees() {
        arrange(
                nodes(node -> node instanceof ContentLine && node.name().equals("ATTENDEE")),
                node -> ((ContentLine) node).value(),
                after.attendees(),
                attendee -> attendee.person().address(),
                (Node old, Attendee attendee) -> old instanceof ContentLine line
                        ? PeopleLines.attendee(line, attendee)
                        : PeopleLines.attendee(attendee));
    }

    void reminders() {
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

    void extras() {
        TreeSet<String> names = new TreeSet<>(before.extras().values().keySet());
        names.addAll(after.extras().values().keySet());
        ContentLine conference = component.line("CONFERENCE");
        ContentLine markup = after.description().html() ? EventReader.htmlLine(component) : null;
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
}
