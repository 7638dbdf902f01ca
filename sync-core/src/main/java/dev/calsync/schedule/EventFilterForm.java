package dev.calsync.schedule;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.model.Visibility;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** The JSON form, the bounds and the fingerprint of {@link EventFilter}. */
final class EventFilterForm extends LogicForm<EventFilter> {
    static final EventFilterForm INSTANCE = new EventFilterForm();

    /** Named in every fingerprint: another encoding makes another one, and then the calendar is compared once. */
    private static final String VERSION = "1.";

    private static final int MAX_CHARS = 65_536;
    private static final int MAX_TEXTS = 100;
    private static final int MAX_TEXT_CHARS = 256;

    private EventFilterForm() {
        super("filters", List.of("category", "visibility", "busy", "organizer", "attendee", "start"));
    }

    static String write(EventFilter filter) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        INSTANCE.write(filter, root);
        return root.toString();
    }

    static EventFilter read(String json) {
        List<String> faults = new ArrayList<>();
        Optional<EventFilter> read =
                JsonMembers.parseObject(json, MAX_CHARS, faults).flatMap(root -> INSTANCE.read(root, "$", faults));
        read.ifPresent(filter -> INSTANCE.faults(filter, "$", faults));
        if (read.isEmpty() || !faults.isEmpty()) {
            throw new InvalidConfigurationException("EventFilter", faults);
        }
        return read.get();
    }

    static List<String> faults(EventFilter filter) {
        List<String> faults = new ArrayList<>();
        INSTANCE.faults(filter, "filter", faults);
        return faults;
    }

    static String fingerprint(EventFilter filter) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(INSTANCE.canonical(filter).getBytes(StandardCharsets.UTF_8));
            return VERSION + Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /** The leaves' texts are sorted as they are made; here the parts of a joint are too. */
    private String canonical(EventFilter filter) {
        Optional<Joint<EventFilter>> joint = joint(filter);
        if (joint.isPresent()) {
            TreeSet<String> parts = new TreeSet<>();
            joint.get().parts().forEach(part -> parts.add(canonical(part)));
            return joint.get().word() + parts;
        }
        ObjectNode leaf = JsonNodeFactory.instance.objectNode();
        writeLeaf(filter, leaf);
        return leaf.toString();
    }

    @Override
    Optional<Joint<EventFilter>> joint(EventFilter node) {
        if (node instanceof EventFilter.And and) {
            return Optional.of(new Joint<>("and", and.filters()));
        }
        if (node instanceof EventFilter.Or or) {
            return Optional.of(new Joint<>("or", or.filters()));
        }
        return node instanceof EventFilter.Not not
                ? Optional.of(new Joint<>("not", List.of(not.filter())))
                : Optional.empty();
    }

    @Override
    EventFilter join(String word, List<EventFilter> parts) {
        return switch (word) {
            case "and" -> new EventFilter.And(parts);
            case "or" -> new EventFilter.Or(parts);
            default -> new EventFilter.Not(parts.get(0));
        };
    }

    @Override
    void writeLeaf(EventFilter leaf, ObjectNode into) {
        if (leaf instanceof EventFilter.Category category) {
            category.names().forEach(into.putArray("category")::add);
        } else if (leaf instanceof EventFilter.OfVisibility of) {
            ArrayNode words = into.putArray("visibility");
            of.visibilities().forEach(visibility -> words.add(EnumWords.of(visibility)));
        } else if (leaf instanceof EventFilter.Busy busy) {
            into.put("busy", busy.busy());
        } else if (leaf instanceof EventFilter.Organizer organizer) {
            organizer.patterns().forEach(into.putArray("organizer")::add);
        } else if (leaf instanceof EventFilter.Attendee attendee) {
            attendee.patterns().forEach(into.putArray("attendee")::add);
        } else if (leaf instanceof EventFilter.StartRange range) {
            ObjectNode start = into.putObject("start");
            range.from().ifPresent(from -> start.put("from", from.toString()));
            range.until().ifPresent(until -> start.put("until", until.toString()));
        }
    }

    @Override
    Optional<EventFilter> readLeaf(JsonMembers members, String form) {
        return switch (form) {
            case "category" -> texts(members, form).map(EventFilter.Category::new);
            case "visibility" -> members.words(form, Visibility.class).map(EventFilter.OfVisibility::new);
            case "busy" -> members.bool(form).map(EventFilter.Busy::new);
            case "organizer" -> texts(members, form).map(EventFilter.Organizer::new);
            case "attendee" -> texts(members, form).map(EventFilter.Attendee::new);
            default -> members.object(form).map(EventFilterForm::start);
        };
    }

    private static Optional<SortedSet<String>> texts(JsonMembers members, String form) {
        return members.texts(form).map(TreeSet::new);
    }

    private static EventFilter start(JsonMembers range) {
        Optional<LocalDate> from = range.date("from");
        Optional<LocalDate> until = range.date("until");
        range.refuseOthers();
        return new EventFilter.StartRange(from, until);
    }

    @Override
    void leafFaults(EventFilter leaf, String path, List<String> faults) {
        if (leaf instanceof EventFilter.Category category) {
            textFaults(category.names(), path + ".category", faults);
        } else if (leaf instanceof EventFilter.OfVisibility of
                && of.visibilities().isEmpty()) {
            faults.add(path + ".visibility needs at least one of " + EnumWords.choices(Visibility.class));
        } else if (leaf instanceof EventFilter.Organizer organizer) {
            textFaults(organizer.patterns(), path + ".organizer", faults);
        } else if (leaf instanceof EventFilter.Attendee attendee) {
            textFaults(attendee.patterns(), path + ".attendee", faults);
        } else if (leaf instanceof EventFilter.StartRange range) {
            if (range.from().isEmpty() && range.until().isEmpty()) {
                faults.add(path + ".start needs from, until or both");
            } else if (range.from().isPresent()
                    && range.until().isPresent()
                    && !range.from().get().isBefore(range.until().get())) {
                faults.add(path + ".start: from must be before until");
            }
        }
    }

    private static void textFaults(SortedSet<String> texts, String path, List<String> faults) {
        if (texts.isEmpty() || texts.size() > MAX_TEXTS) {
            faults.add(path + " needs 1 to " + MAX_TEXTS + " texts, has " + texts.size());
        } else if (texts.stream().anyMatch(text -> text.isEmpty() || text.length() > MAX_TEXT_CHARS)) {
            faults.add(path + " has a text that is empty or longer than " + MAX_TEXT_CHARS + " characters");
        }
    }
}
