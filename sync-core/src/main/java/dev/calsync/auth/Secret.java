package dev.calsync.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** A text that must never be shown: a password, a token. Immutable; {@link #toString()} does not show it. */
public final class Secret {
    private final String text;

    private Secret(String text) {
        this.text = text;
    }

    /** Wraps a secret text. */
    public static Secret of(String text) {
        return new Secret(text);
    }

    /** The text itself, to be sent where it belongs and nowhere else. */
    public String reveal() {
        return text;
    }

    /** Compares in constant time. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret secret
                && MessageDigest.isEqual(
                        text.getBytes(StandardCharsets.UTF_8), secret.text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return "Secret[…]";
    }
}
