package dev.calsync.schedule;

import java.util.List;

/** Checks an event trigger's conditions against their bounds. */
final class ConditionFaults {
    private static final int MAX_DEPTH = 8;
    private static final int MAX_CONDITIONS = 64;
    private static final int MAX_VALUES = 100;
    private static final int MAX_NAME_CHARS = 256;
    private static final int MAX_VALUE_CHARS = 1024;

    private final List<String> faults;
    private int seen;

    private ConditionFaults(List<String> faults) {
        this.faults = faults;
    }

    static void collect(List<Condition> conditions, List<String> faults) {
        ConditionFaults check = new ConditionFaults(faults);
        check.all(conditions, "conditions", 1);
        if (check.seen > MAX_CONDITIONS) {
            faults.add("conditions: at most " + MAX_CONDITIONS + " are allowed");
        }
    }

    private void all(List<Condition> conditions, String path, int depth) {
        for (int i = 0; i < conditions.size() && seen <= MAX_CONDITIONS; i++) {
            one(conditions.get(i), path + "[" + i + "]", depth);
        }
    }

    private void one(Condition condition, String path, int depth) {
        seen++;
        if (depth > MAX_DEPTH) {
            faults.add(path + ": conditions may be nested " + MAX_DEPTH + " deep at most");
        } else if (condition instanceof Condition.Equals equal) {
            name(equal.attribute(), path);
            value(equal.value(), path + ".equals");
        } else if (condition instanceof Condition.In in) {
            name(in.attribute(), path);
            if (in.values().isEmpty() || in.values().size() > MAX_VALUES) {
                faults.add(path + ".in needs 1 to " + MAX_VALUES + " values, has "
                        + in.values().size());
            } else {
                in.values().forEach(value -> value(value, path + ".in"));
            }
        } else if (condition instanceof Condition.Matches matches) {
            name(matches.attribute(), path);
            if (matches.pattern().isEmpty() || matches.pattern().length() > MAX_NAME_CHARS) {
                faults.add(path + ".matches needs 1 to " + MAX_NAME_CHARS + " characters");
            }
        } else if (condition instanceof Condition.Exists exists) {
            name(exists.attribute(), path);
        } else if (condition instanceof Condition.And and) {
            group(and.conditions(), path + ".and", depth);
        } else if (condition instanceof Condition.Or or) {
            group(or.conditions(), path + ".or", depth);
        } else if (condition instanceof Condition.Not not) {
            one(not.condition(), path + ".not", depth + 1);
        }
    }

    private void group(List<Condition> conditions, String path, int depth) {
        if (conditions.isEmpty()) {
            faults.add(path + " needs at least one condition");
        }
        all(conditions, path, depth + 1);
    }

    private void name(String attribute, String path) {
        if (attribute.isEmpty() || attribute.length() > MAX_NAME_CHARS) {
            faults.add(path + ".attribute needs 1 to " + MAX_NAME_CHARS + " characters");
        }
    }

    private void value(String value, String path) {
        if (value.length() > MAX_VALUE_CHARS) {
            faults.add(path + " has a value of more than " + MAX_VALUE_CHARS + " characters");
        }
    }
}
