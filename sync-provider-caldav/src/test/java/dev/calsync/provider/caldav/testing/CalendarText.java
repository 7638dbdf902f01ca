package dev.calsync.provider.caldav.testing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads iCalendar (RFC 5545) just far enough to judge a body the way a strict server would, and to answer filters. It
 * is no codec and must stay independent of the provider's.
 */
final class CalendarText {

    /** What is wrong with a text, and whether it is the syntax or the rules of RFC 4791 section 4.1. */
    static final class Invalid extends Exception {
        private static final long serialVersionUID = 1L;
        final boolean syntax;

        private Invalid(boolean syntax, String message) {
            super(message, null, false, false);
            this.syntax = syntax;
        }
    }

    record Property(String name, Map<String, String> parameters, String value) {}

    record Component(String name, List<Property> properties, List<Component> children) {
        List<Property> all(String property) {
            return properties.stream().filter(p -> p.name.equals(property)).toList();
        }

        Optional<Property> first(String property) {
            return all(property).stream().findFirst();
        }
    }

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-]+");
    private static final Pattern PARAMETER =
            Pattern.compile(";([A-Za-z0-9-]+)=((?:\"[^\"]*\"|[^\";:,]*)(?:,(?:\"[^\"]*\"|[^\";:,]*))*)");

    private CalendarText() {}

    /** The root component of a text that obeys the syntax and the rules for calendar object resources. */
    static Component judged(String text) throws Invalid {
        Component root = parsed(text);
        judgeRoot(root);
        List<Component> objects = objects(root);
        Set<String> uids = new HashSet<>();
        Set<String> instances = new HashSet<>();
        for (Component object : objects) {
            rule(object.name.equals(objects.get(0).name), "One resource holds one type of component");
            uids.add(uid(object));
            for (String once : List.of("UID", "DTSTAMP", "DTSTART", "DTEND", "RECURRENCE-ID", "RRULE", "SEQUENCE")) {
                rule(object.all(once).size() <= 1, once + " may come once in " + object.name);
            }
            rule(object.first("DTSTAMP").isPresent(), object.name + " lacks DTSTAMP");
            rule(!object.name.equals("VEVENT") || object.first("DTSTART").isPresent(), "VEVENT lacks DTSTART");
            rule(
                    object.first("DTEND").isEmpty() || object.first("DURATION").isEmpty(),
                    "DTEND and DURATION exclude each other");
            String instance = object.first("RECURRENCE-ID").map(Property::value).orElse("master");
            rule(instances.add(instance), "Two components are the same instance");
        }
        rule(uids.size() == 1, "All components of a resource share one UID");
        return root;
    }

    /** The components that are no time zones. */
    static List<Component> objects(Component root) {
        return root.children.stream().filter(c -> !c.name.equals("VTIMEZONE")).toList();
    }

    /** Checks the syntax alone. */
    static Component parsed(String text) throws Invalid {
        Deque<Component> open = new ArrayDeque<>();
        Component root = null;
        for (String line : unfolded(text)) {
            Property property = contentLine(line);
            syntax(root == null || !open.isEmpty(), "Text after END:VCALENDAR");
            if (property.name.equals("BEGIN")) {
                Component begun =
                        new Component(property.value.toUpperCase(Locale.ROOT), new ArrayList<>(), new ArrayList<>());
                if (root == null) {
                    root = begun;
                } else {
                    open.element().children.add(begun);
                }
                open.push(begun);
            } else if (property.name.equals("END")) {
                syntax(
                        !open.isEmpty() && open.pop().name.equalsIgnoreCase(property.value),
                        "END:" + property.value + " closes nothing");
            } else {
                syntax(!open.isEmpty(), "Text before BEGIN:VCALENDAR");
                open.element().properties.add(property);
            }
        }
        if (root == null || !root.name.equals("VCALENDAR") || !open.isEmpty()) {
            throw new Invalid(true, "Not one complete VCALENDAR");
        }
        return root;
    }

    private static void judgeRoot(Component root) throws Invalid {
        syntax(root.all("VERSION").size() == 1, "VERSION must come once");
        syntax(root.all("VERSION").get(0).value.equals("2.0"), "VERSION must be 2.0");
        syntax(root.all("PRODID").size() == 1, "PRODID must come once");
        rule(root.first("METHOD").isEmpty(), "A stored resource has no METHOD");
        rule(!objects(root).isEmpty(), "No component but time zones");
    }

    private static String uid(Component object) throws Invalid {
        String uid = object.first("UID").map(Property::value).orElse("");
        rule(!uid.isEmpty(), object.name + " lacks its UID");
        return uid;
    }

    private static List<String> unfolded(String text) throws Invalid {
        List<String> lines = new ArrayList<>();
        for (String line : text.split("\r?\n", -1)) {
            syntax(line.chars().noneMatch(c -> (c < 0x20 && c != '\t') || c == 0x7F), "Control character");
            if (!line.isEmpty() && (line.charAt(0) == ' ' || line.charAt(0) == '\t')) {
                syntax(!lines.isEmpty(), "The first line is a continuation");
                lines.set(lines.size() - 1, lines.get(lines.size() - 1) + line.substring(1));
            } else if (!line.isEmpty()) {
                lines.add(line);
            }
        }
        return lines;
    }

    private static Property contentLine(String line) throws Invalid {
        Matcher name = NAME.matcher(line);
        syntax(name.lookingAt(), "A line has no property name");
        Map<String, String> parameters = new LinkedHashMap<>();
        Matcher parameter = PARAMETER.matcher(line);
        int at = name.end();
        while (at < line.length() && line.charAt(at) == ';') {
            parameter.region(at, line.length());
            syntax(parameter.lookingAt(), "A parameter of " + name.group() + " is malformed");
            parameters.put(
                    parameter.group(1).toUpperCase(Locale.ROOT),
                    parameter.group(2).replace("\"", ""));
            at = parameter.end();
        }
        syntax(at < line.length() && line.charAt(at) == ':', "A line has no colon after " + name.group());
        return new Property(name.group().toUpperCase(Locale.ROOT), parameters, line.substring(at + 1));
    }

    private static void syntax(boolean holds, String message) throws Invalid {
        if (!holds) {
            throw new Invalid(true, message);
        }
    }

    private static void rule(boolean holds, String message) throws Invalid {
        if (!holds) {
            throw new Invalid(false, message);
        }
    }
}
