package dev.calsync.schedule;

import java.util.List;
import java.util.Map;

/**
 * What must hold of an event's attributes so that the event starts a sync. Texts are compared case-sensitively; an
 * attribute that is missing meets only a negated condition. Immutable.
 *
 * <p>In JSON: {@code {"attribute":"a","equals":"x"}}, {@code {"attribute":"a","in":["x","y"]}},
 * {@code {"attribute":"a","matches":"room-*"}}, {@code {"attribute":"a","exists":true}}, {@code {"and":[…]}},
 * {@code {"or":[…]}}, {@code {"not":{…}}}.
 *
 * <p>A valid schedule nests conditions at most 8 deep, holds at most 64 of them and at most 100 values in one
 * {@code in}; attribute names and patterns have 1 to 256 characters, values at most 1024.
 */
public sealed interface Condition {

    /** The attribute has this value. */
    record Equals(String attribute, String value) implements Condition {
        @Override
        public boolean holds(Map<String, String> attributes) {
            return value.equals(attributes.get(attribute));
        }
    }

    /** The attribute has one of these values. */
    record In(String attribute, List<String> values) implements Condition {
        /** Copies the values. */
        public In {
            values = List.copyOf(values);
        }

        @Override
        public boolean holds(Map<String, String> attributes) {
            String value = attributes.get(attribute);
            return value != null && values.contains(value);
        }
    }

    /**
     * The attribute's whole value matches a pattern: {@code *} stands for any run of characters, {@code ?} for one,
     * and {@code \} takes the next character as it is. Patterns are not regular expressions, so that matching takes
     * at most (length of pattern) × (length of value) steps whatever they hold.
     */
    record Matches(String attribute, String pattern) implements Condition {
        @Override
        public boolean holds(Map<String, String> attributes) {
            String value = attributes.get(attribute);
            return value != null && Glob.matches(pattern, value);
        }
    }

    /** The event has the attribute. */
    record Exists(String attribute) implements Condition {
        @Override
        public boolean holds(Map<String, String> attributes) {
            return attributes.containsKey(attribute);
        }
    }

    /** Every one of these holds. */
    record And(List<Condition> conditions) implements Condition {
        /** Copies the conditions. */
        public And {
            conditions = List.copyOf(conditions);
        }

        @Override
        public boolean holds(Map<String, String> attributes) {
            return conditions.stream().allMatch(condition -> condition.holds(attributes));
        }
    }

    /** At least one of these holds. */
    record Or(List<Condition> conditions) implements Condition {
        /** Copies the conditions. */
        public Or {
            conditions = List.copyOf(conditions);
        }

        @Override
        public boolean holds(Map<String, String> attributes) {
            return conditions.stream().anyMatch(condition -> condition.holds(attributes));
        }
    }

    /** The condition does not hold. */
    record Not(Condition condition) implements Condition {
        @Override
        public boolean holds(Map<String, String> attributes) {
            return !condition.holds(attributes);
        }
    }

    /** Whether the condition holds of an event with these attributes. */
    boolean holds(Map<String, String> attributes);

    /** The attribute has this value. */
    static Condition equalTo(String attribute, String value) {
        return new Equals(attribute, value);
    }

    /** The attribute has one of these values. */
    static Condition in(String attribute, String... values) {
        return new In(attribute, List.of(values));
    }

    /** The attribute's whole value matches a pattern of {@code *}, {@code ?} and {@code \}. */
    static Condition matches(String attribute, String pattern) {
        return new Matches(attribute, pattern);
    }

    /** The event has the attribute. */
    static Condition exists(String attribute) {
        return new Exists(attribute);
    }

    /** Every one of these holds. */
    static Condition and(Condition... conditions) {
        return new And(List.of(conditions));
    }

    /** At least one of these holds. */
    static Condition or(Condition... conditions) {
        return new Or(List.of(conditions));
    }

    /** The condition does not hold. */
    static Condition not(Condition condition) {
        return new Not(condition);
    }
}
