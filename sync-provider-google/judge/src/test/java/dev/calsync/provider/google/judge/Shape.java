package dev.calsync.provider.google.judge;

import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** What JSON may look like: names, and types as a recording calls them. */
sealed interface Shape {

    /** Types of a value that may be any text. */
    Set<String> TEXT = Set.of("string", "string:date", "string:date-time", "string:int64");

    /**
     * An object with known names. The shapes behind them are made when asked for, as some contain each other.
     *
     * @param name what it is called, for messages
     */
    record Known(String name, Map<String, Supplier<Shape>> members) implements Shape {}

    /** An object whose names are free. */
    record Free(Shape values) implements Shape {}

    /** An array. */
    record Many(Shape elements) implements Shape {}

    /** A value of one of these types. */
    record Value(Set<String> types) implements Shape {}

    /** Whatever comes. */
    record Anything() implements Shape {}
}
