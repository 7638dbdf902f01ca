package dev.calsync.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The JSON form and the bounds of a small language of leaves joined by and, or and not. Reading is bounded by the depth
 * to which JSON may be nested, everything else by the bounds that {@link #faults} checks.
 *
 * @param <T> the language's sealed type
 */
abstract class LogicForm<T> {
    static final int MAX_DEPTH = 8;
    static final int MAX_NODES = 64;

    private static final List<String> JOINTS = List.of("and", "or", "not");

    private final String noun;
    private final List<String> leafForms;
    private final List<String> forms;

    /**
     * @param noun what the nodes are called, in the plural
     * @param leafForms the members by which leaves are recognised; one of them exactly
     */
    LogicForm(String noun, List<String> leafForms) {
        this.noun = noun;
        this.leafForms = leafForms;
        this.forms = Stream.concat(leafForms.stream(), JOINTS.stream()).toList();
    }

    /**
     * How a node is joined.
     *
     * @param word and, or, not
     * @param parts what it joins; one for not
     */
    record Joint<T>(String word, List<T> parts) {}

    /** Empty for a leaf. */
    abstract Optional<Joint<T>> joint(T node);

    /** The node that joins these parts; {@code not} has one. */
    abstract T join(String word, List<T> parts);

    abstract void writeLeaf(T leaf, ObjectNode into);

    /** The leaf of a form, or empty with the fault noted. */
    abstract Optional<T> readLeaf(JsonMembers members, String form);

    /** Notes what is wrong with a leaf's own values. */
    abstract void leafFaults(T leaf, String path, List<String> faults);

    final void write(T node, ObjectNode into) {
        Optional<Joint<T>> joint = joint(node);
        if (joint.isEmpty()) {
            writeLeaf(node, into);
        } else if (joint.get().word().equals("not")) {
            write(joint.get().parts().get(0), into.putObject("not"));
        } else {
            writeAll(joint.get().parts(), into.putArray(joint.get().word()));
        }
    }

    final void writeAll(List<T> nodes, ArrayNode into) {
        nodes.forEach(node -> write(node, into.addObject()));
    }

    final List<T> readAll(List<JsonNode> elements, String path, List<String> faults) {
        List<T> nodes = new ArrayList<>();
        for (int i = 0; i < elements.size(); i++) {
            read(elements.get(i), path + "[" + i + "]", faults).ifPresent(nodes::add);
        }
        return nodes;
    }

    final Optional<T> read(JsonNode node, String path, List<String> faults) {
        if (!node.isObject()) {
            faults.add(path + ": must be an object, is " + JsonMembers.typeOf(node));
            return Optional.empty();
        }
        JsonMembers members = new JsonMembers(node, path, faults);
        List<String> found = forms.stream().filter(members::has).toList();
        if (found.size() != 1) {
            faults.add(path + ": must have exactly one of the members " + String.join(", ", forms));
            return Optional.empty();
        }
        String form = found.get(0);
        Optional<T> read = leafForms.contains(form) ? readLeaf(members, form) : readJoint(members, form, faults);
        members.refuseOthers();
        return read;
    }

    private Optional<T> readJoint(JsonMembers members, String word, List<String> faults) {
        String path = members.pathOf(word);
        if (word.equals("not")) {
            return members.typed(word, JsonNodeType.OBJECT)
                    .flatMap(inner -> read(inner, path, faults))
                    .map(inner -> join(word, List.of(inner)));
        }
        return members.list(word).map(elements -> join(word, readAll(elements, path, faults)));
    }

    /** Notes whatever is wrong with a list of nodes, each named by its place in it. */
    final void faults(List<T> nodes, String path, List<String> faults) {
        Check check = new Check(faults);
        check.all(nodes, path, 1);
        check.count(path);
    }

    /** Notes whatever is wrong with one node. */
    final void faults(T node, String path, List<String> faults) {
        Check check = new Check(faults);
        check.one(node, path, 1);
        check.count(path);
    }

    /** One walk; it ends soon after the last node that is allowed, whatever it is given. */
    private final class Check {
        private final List<String> faults;
        private int seen;

        private Check(List<String> faults) {
            this.faults = faults;
        }

        private void count(String path) {
            if (seen > MAX_NODES) {
                faults.add(path + ": at most " + MAX_NODES + " " + noun + " are allowed");
            }
        }

        private void all(List<T> nodes, String path, int depth) {
            for (int i = 0; i < nodes.size() && seen <= MAX_NODES; i++) {
                one(nodes.get(i), path + "[" + i + "]", depth);
            }
        }

        private void one(T node, String path, int depth) {
            seen++;
            Optional<Joint<T>> joint = joint(node);
            if (depth > MAX_DEPTH) {
                faults.add(path + ": " + noun + " may be nested " + MAX_DEPTH + " deep at most");
            } else if (joint.isEmpty()) {
                leafFaults(node, path, faults);
            } else if (joint.get().word().equals("not")) {
                one(joint.get().parts().get(0), path + ".not", depth + 1);
            } else {
                String inner = path + "." + joint.get().word();
                if (joint.get().parts().isEmpty()) {
                    faults.add(inner + " needs at least one of the " + noun);
                }
                all(joint.get().parts(), inner, depth + 1);
            }
        }
    }
}
