package dev.calsync.model;

import org.jspecify.annotations.Nullable;

/**
 * Somebody who takes part: a calendar address and perhaps a name. {@link #toString()} shows neither.
 *
 * @param address the calendar address as the provider wrote it, usually {@code mailto:…}
 * @param name the name to show, if there is one
 */
public record Person(String address, @Nullable String name) {
    @Override
    public String toString() {
        return "Person[…]";
    }
}
