package dev.calsync.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The JSON form of conditions. Reading is bounded by the depth to which JSON may be nested. */
final class ConditionJson {
    private static final List<String> FORMS = List.of("equals", "in", "matches", "exists", "and", "or", "not");

    private ConditionJson() {}

    static void write(Condition condition, ObjectNode into) {
        if (condition instanceof Condition.Equals equal) {
            into.put("attribute", equal.attribute()).put("equals", equal.value());
        } else if (condition instanceof Condition.In in) {
            ArrayNode values = into.put("attribute", in.attribute()).putArray("in");
            in.values().forEach(values::add);
        } else if (condition instanceof Condition.Matches matches) {
            into.put("attribute", matches.attribute()).put("matches", matches.pattern());
        } else if (condition instanceof Condition.Exists exists) {
            into.put("attribute", exists.attribute()).put("exists", true);
        } else if (condition instanceof Condition.And and) {
            writeAll(and.conditions(), into.putArray("and"));
        } else if (condition instanceof Condition.Or or) {
            writeAll(or.conditions(), into.putArray("or"));
        } else if (condition instanceof Condition.Not not) {
            write(not.condition(), into.putObject("not"));
        }
    }

    static void writeAll(List<Condition> conditions, ArrayNode into) {
        conditions.forEach(condition -> write(condition, into.addObject()));
    }

    static List<Condition> readAll(List<JsonNode> elements, String path, List<String> faults) {
        List<Condition> conditions = new ArrayList<>();
        for (int i = 0; i < elements.size(); i++) {
            read(elements.get(i), path + "[" + i + "]", faults).ifPresent(conditions::add);
        }
        return conditions;
    }

    private static Optional<Condition> read(JsonNode node, String path, List<String> faults) {
        if (!node.isObject()) {
            faults.add(path + ": must be an object, is " + JsonMembers.typeOf(node));
            return Optional.empty();
        }
        JsonMembers members = new JsonMembers(node, path, faults);
        List<String> forms = FORMS.stream().filter(members::has).toList();
        Optional<Condition> condition = Optional.empty();
        if (forms.size() == 1) {
            condition = read(members, forms.get(0), faults);
        } else {
            faults.add(path + ": must have exactly one of the members " + String.join(", ", FORMS));
            members.has("attribute");
        }
        members.refuseOthers();
        return condition;
    }

    private static Optional<Condition> read(JsonMembers members, String form, List<String> faults) {
        return switch (form) {
            case "and" -> group(members, form, faults).map(Condition.And::new);
            case "or" -> group(members, form, faults).map(Condition.Or::new);
            case "not" ->
                members.typed(form, JsonNodeType.OBJECT)
                        .flatMap(inner -> read(inner, members.pathOf(form), faults))
                        .map(Condition.Not::new);
            default -> {
                members.missing("attribute");
                Optional<String> attribute = members.text("attribute");
                Optional<Condition> condition = leaf(members, form, attribute.orElse(""));
                yield attribute.isPresent() ? condition : Optional.empty();
            }
        };
    }

    private static Optional<Condition> leaf(JsonMembers members, String form, String attribute) {
        return switch (form) {
            case "equals" -> members.text(form).map(value -> new Condition.Equals(attribute, value));
            case "in" -> members.texts(form).map(values -> new Condition.In(attribute, values));
            case "matches" -> members.text(form).map(pattern -> new Condition.Matches(attribute, pattern));
            default ->
                members.bool(form).map(exists -> {
                    Condition there = new Condition.Exists(attribute);
                    return exists ? there : new Condition.Not(there);
                });
        };
    }

    private static Optional<List<Condition>> group(JsonMembers members, String form, List<String> faults) {
        return members.list(form).map(elements -> readAll(elements, members.pathOf(form), faults));
    }
}
