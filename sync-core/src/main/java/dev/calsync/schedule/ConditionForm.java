package dev.calsync.schedule;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** The JSON form and the bounds of {@link Condition}. */
final class ConditionForm extends LogicForm<Condition> {
    static final ConditionForm INSTANCE = new ConditionForm();

    private static final int MAX_VALUES = 100;
    private static final int MAX_NAME_CHARS = 256;
    private static final int MAX_VALUE_CHARS = 1024;

    private ConditionForm() {
        super("conditions", List.of("equals", "in", "matches", "exists"));
    }

    @Override
    Optional<Joint<Condition>> joint(Condition node) {
        if (node instanceof Condition.And and) {
            return Optional.of(new Joint<>("and", and.conditions()));
        }
        if (node instanceof Condition.Or or) {
            return Optional.of(new Joint<>("or", or.conditions()));
        }
        return node instanceof Condition.Not not
                ? Optional.of(new Joint<>("not", List.of(not.condition())))
                : Optional.empty();
    }

    @Override
    Condition join(String word, List<Condition> parts) {
        return switch (word) {
            case "and" -> new Condition.And(parts);
            case "or" -> new Condition.Or(parts);
            default -> new Condition.Not(parts.get(0));
        };
    }

    @Override
    void writeLeaf(Condition leaf, ObjectNode into) {
        if (leaf instanceof Condition.Equals equal) {
            into.put("attribute", equal.attribute()).put("equals", equal.value());
        } else if (leaf instanceof Condition.In in) {
            ArrayNode values = into.put("attribute", in.attribute()).putArray("in");
            in.values().forEach(values::add);
        } else if (leaf instanceof Condition.Matches matches) {
            into.put("attribute", matches.attribute()).put("matches", matches.pattern());
        } else if (leaf instanceof Condition.Exists exists) {
            into.put("attribute", exists.attribute()).put("exists", true);
        }
    }

    @Override
    Optional<Condition> readLeaf(JsonMembers members, String form) {
        members.missing("attribute");
        Optional<String> attribute = members.text("attribute");
        Optional<Condition> leaf = readLeaf(members, form, attribute.orElse(""));
        return attribute.isPresent() ? leaf : Optional.empty();
    }

    private static Optional<Condition> readLeaf(JsonMembers members, String form, String attribute) {
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

    @Override
    void leafFaults(Condition leaf, String path, List<String> faults) {
        String attribute = "";
        if (leaf instanceof Condition.Equals equal) {
            attribute = equal.attribute();
            value(equal.value(), path + ".equals", faults);
        } else if (leaf instanceof Condition.In in) {
            attribute = in.attribute();
            if (in.values().isEmpty() || in.values().size() > MAX_VALUES) {
                faults.add(path + ".in needs 1 to " + MAX_VALUES + " values, has "
                        + in.values().size());
            } else {
                in.values().forEach(value -> value(value, path + ".in", faults));
            }
        } else if (leaf instanceof Condition.Matches matches) {
            attribute = matches.attribute();
            if (matches.pattern().isEmpty() || matches.pattern().length() > MAX_NAME_CHARS) {
                faults.add(path + ".matches needs 1 to " + MAX_NAME_CHARS + " characters");
            }
        } else if (leaf instanceof Condition.Exists exists) {
            attribute = exists.attribute();
        }
        if (attribute.isEmpty() || attribute.length() > MAX_NAME_CHARS) {
            faults.add(path + ".attribute needs 1 to " + MAX_NAME_CHARS + " characters");
        }
    }

    private static void value(String value, String path, List<String> faults) {
        if (value.length() > MAX_VALUE_CHARS) {
            faults.add(path + " has a value of more than " + MAX_VALUE_CHARS + " characters");
        }
    }
}
