package dev.calsync.model;

/** Checks of short texts that every id shares. */
final class Text {
    private Text() {}

    static void requireId(String what, String value, int maxChars) {
        if (value.isEmpty() || value.length() > maxChars) {
            throw new IllegalArgumentException(
                    what + " must have 1 to " + maxChars + " characters, has " + value.length());
        }
        // A loop and no stream: this is done for every id that is ever read.
        for (int i = 0; i < value.length(); i++) {
            if (Character.isISOControl(value.charAt(i))) {
                throw new IllegalArgumentException(what + " must not contain control characters");
            }
        }
    }
}
