package dev.calsync.auth;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A secret as a store keeps it: encrypted bytes that mean nothing without the host's key, and the name of that key.
 * Immutable.
 */
public final class Sealed {
    /** The most bytes that an envelope may have. */
    public static final int MAX_BYTES = 32_768;

    /** No secret is kept, because there is none. */
    public static final Sealed NOTHING = new Sealed("", new byte[0]);

    private static final int MAX_KEY_ID = 64;

    private final String keyId;
    private final byte[] envelope;

    private Sealed(String keyId, byte[] envelope) {
        this.keyId = keyId;
        this.envelope = envelope;
    }

    /**
     * Wraps what was read back from where it was kept; the bytes are copied.
     *
     * @param keyId which key it was sealed with; at most 64 characters, empty exactly if the envelope is
     * @param envelope at most {@value #MAX_BYTES} bytes
     * @throws IllegalArgumentException if it is not like that
     */
    public static Sealed of(String keyId, byte[] envelope) {
        if (keyId.length() > MAX_KEY_ID || envelope.length > MAX_BYTES) {
            throw new IllegalArgumentException("a sealed secret has at most " + MAX_BYTES
                    + " bytes, and the name of its key at most " + MAX_KEY_ID + " characters");
        }
        if (keyId.isEmpty() != (envelope.length == 0)) {
            throw new IllegalArgumentException("a sealed secret has both a key's name and bytes, or neither");
        }
        return envelope.length == 0 ? NOTHING : new Sealed(keyId, envelope.clone());
    }

    /** Which key it was sealed with; empty if there is no secret. */
    public String keyId() {
        return keyId;
    }

    /** The encrypted bytes, a copy; none if there is no secret. */
    public byte[] envelope() {
        return envelope.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Sealed sealed && keyId.equals(sealed.keyId) && Arrays.equals(envelope, sealed.envelope);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(envelope);
    }

    @Override
    public String toString() {
        return "Sealed[" + keyId + ", " + envelope.length + " bytes]";
    }
}
