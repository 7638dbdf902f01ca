package dev.calsync.model;

import java.util.regex.Pattern;

/**
 * A label that says where a user's work may run: a node serves the regions it is given, and nothing else. What it means,
 * a country or a data centre, is the host's business. Immutable.
 *
 * @param name empty for {@link #DEFAULT}; else 1 to 32 of {@code a-z}, {@code 0-9} and {@code -}, beginning with a letter
 */
public record Region(String name) {
    private static final Pattern NAME = Pattern.compile("(?:[a-z][a-z0-9-]{0,31})?");

    /** Where users belong of whom nobody said anything else. */
    public static final Region DEFAULT = new Region("");

    /** @throws IllegalArgumentException if the name has another form */
    public Region {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a region's name has 1 to 32 of a-z, 0-9 and -, and begins with a letter; was '" + name + "'");
        }
    }

    /** The region of this name. */
    public static Region of(String name) {
        return name.isEmpty() ? DEFAULT : new Region(name);
    }

    @Override
    public String toString() {
        return name.isEmpty() ? "the default region" : name;
    }
}
