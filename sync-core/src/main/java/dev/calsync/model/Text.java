package dev.calsync.model;

/** Checks of short texts that every id shares. */
final class Text {
    private Text() {}

    static void requireId(String what, String value, int maxChars) {
        if (value.isEmpty() || value.length() > maxChars) {
            throw new IllegalArgumentException(
                    what + " must have 1 to " + maxChars + " characters, has " + value.length());
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(what + " must not contain control characters");
        }
    }
}
