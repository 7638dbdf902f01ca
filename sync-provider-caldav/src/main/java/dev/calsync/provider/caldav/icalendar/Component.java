package dev.calsync.provider.caldav.icalendar;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A component with its lines and its inner components in the order they came. Mutable; belongs to one call. */
final class Component implements Node {
    private final String name;
    private final ContentLine begin;
    private final List<Node> nodes = new ArrayList<>();
    private ContentLine end;

    /** A component as read; its end follows. */
    Component(String name, ContentLine begin) {
        this.name = name;
        this.begin = begin;
        this.end = begin;
    }

    /** A new, empty component. */
    static Component named(String name) {
        Component component = new Component(name, ContentLine.of("BEGIN", name));
        component.close(ContentLine.of("END", name));
        return component;
    }

    void close(ContentLine line) {
        end = line;
    }

    @Override
    public String name() {
        return name;
    }

    ContentLine begin() {
        return begin;
    }

    ContentLine end() {
        return end;
    }

    /** The content itself, to read and to change. */
    List<Node> nodes() {
        return nodes;
    }

    void add(Node node) {
        nodes.add(node);
    }

    /** The first line of that name. */
    @Nullable
    ContentLine line(String wanted) {
        for (Node node : nodes) {
            if (node instanceof ContentLine line && line.name().equals(wanted)) {
                return line;
            }
        }
        return null;
    }

    /** The inner components of that name. */
    List<Component> components(String wanted) {
        List<Component> found = new ArrayList<>();
        for (Node node : nodes) {
            if (node instanceof Component component && component.name.equals(wanted)) {
                found.add(component);
            }
        }
        return found;
    }

    /** The first line of that name, or a new, empty one that is not yet here. */
    ContentLine lineOr(String wanted) {
        ContentLine line = line(wanted);
        return line == null ? ContentLine.of(wanted, "") : line;
    }

    /** Gives a property one raw value, or none. ALTREP goes: it is the old text in another form. */
    void set(String property, @Nullable String rawValue) {
        if (rawValue == null) {
            remove(property);
        } else {
            replaceOrAdd(property, lineOr(property).withParam("ALTREP", null).withValue(rawValue));
        }
    }

    /** Puts a line in the place of the first of its name; further ones go, since they would mean nothing. */
    void replaceOrAdd(String property, ContentLine line) {
        ContentLine old = line(property);
        nodes.removeIf(node ->
                node != old && node instanceof ContentLine && node.name().equals(property));
        replaceOrAdd(old, line);
    }

    /** Puts a line in the place of another, or behind the lines. */
    void replaceOrAdd(@Nullable ContentLine old, ContentLine line) {
        if (old == null) {
            nodes.add(lineSlot(), line);
        } else {
            nodes.replaceAll(node -> node == old ? line : node);
        }
    }

    /** Removes all lines of that name. */
    void remove(String property) {
        nodes.removeIf(node -> node instanceof ContentLine && node.name().equals(property));
    }

    /** Where a new line goes: behind the lines, before the first inner component. */
    int lineSlot() {
        int at = 0;
        while (at < nodes.size() && nodes.get(at) instanceof ContentLine) {
            at++;
        }
        return at;
    }

    @Override
    public String text() {
        StringBuilder out = new StringBuilder(begin.text());
        for (Node node : nodes) {
            out.append('\n').append(node.text());
        }
        return out.append('\n').append(end.text()).toString();
    }

    @Override
    public String toString() {
        return "Component[" + name + ", " + nodes.size() + " nodes]";
    }
}
