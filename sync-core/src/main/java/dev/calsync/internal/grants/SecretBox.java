package dev.calsync.internal.grants;

import dev.calsync.auth.KeyProvider;
import dev.calsync.auth.Sealed;
import dev.calsync.error.CorruptStateException;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.system.RandomSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals secrets with AES-256-GCM (NIST SP 800-38D) and opens them again. Thread-safe.
 *
 * <p>An envelope is a version byte, the length of the key's name and the name, a nonce of 96 random bits, and the
 * ciphertext with its tag of 128 bits. What stands before the nonce, what the secret is for and whose it is are associated
 * data: an envelope that was changed in any bit, or moved to another account or purpose, does not open.
 *
 * <p>Each owner's secrets have a key of their own, derived from the host's key by HMAC-SHA-256 over purpose and owner (the
 * expansion of HKDF, RFC 5869). Random nonces are safe for 2^32 messages under one key; tokens of a large fleet, renewed
 * every hour for years, come near that, those of one account never do. A derived key needs no place to be kept, as a
 * wrapped random one would.
 */
public final class SecretBox {
    private static final byte VERSION = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int MARK_BYTES = 8;

    private final KeyProvider keys;
    private final RandomSource random;

    /** A box that uses these keys; its nonces come from {@code random}, which must be unguessable outside tests. */
    public SecretBox(KeyProvider keys, RandomSource random) {
        this.keys = keys;
        this.random = random;
    }

    /** What a secret is for: one that was sealed for one purpose does not open for another. */
    public enum Purpose {
        /** What an account proves itself with; the owner is the account. */
        CREDENTIALS,
        /** What calls to a push channel prove themselves with; the owner is the channel. */
        CHANNEL
    }

    /**
     * Seals bytes with the current key.
     *
     * @param owner the id of whose it is
     * @throws IllegalStateException if the host's current key is missing or has another length than 32 bytes
     */
    public Sealed seal(Purpose purpose, String owner, byte[] secret) {
        String keyId = keys.currentKeyId();
        byte[] key = keys.key(keyId)
                .filter(found -> found.length == 32)
                .orElseThrow(() -> new IllegalStateException(
                        "the KeyProvider has no key of 32 bytes under the name that it calls current"));
        byte[] head = head(keyId);
        byte[] nonce = ByteBuffer.allocate(16)
                .putLong(random.nextLong())
                .putLong(random.nextLong())
                .array();
        nonce = Arrays.copyOf(nonce, NONCE_BYTES);
        byte[] sealed;
        try {
            sealed = cipher(Cipher.ENCRYPT_MODE, key, nonce, purpose, owner, head)
                    .doFinal(secret);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES/GCM", e);
        }
        byte[] envelope = ByteBuffer.allocate(head.length + NONCE_BYTES + sealed.length)
                .put(head)
                .put(nonce)
                .put(sealed)
                .array();
        return Sealed.of(keyId, envelope);
    }

    /**
     * Opens what was sealed for this purpose and owner.
     *
     * @throws UnrecoverableException if the host's keys lack the one it was sealed with
     * @throws CorruptStateException if the envelope was changed or is another's
     */
    public byte[] open(Purpose purpose, String owner, Sealed sealed) {
        String keyId = sealed.keyId();
        byte[] envelope = sealed.envelope();
        byte[] head = head(keyId);
        byte[] key = keys.key(keyId)
                .orElseThrow(() -> new UnrecoverableException("a secret of " + owner + " is sealed with the key '"
                        + keyId + "', which the KeyProvider does not have; hand that key in as well, see alsoOpening"));
        if (envelope.length < head.length + NONCE_BYTES + TAG_BITS / 8
                || !Arrays.equals(head, Arrays.copyOf(envelope, head.length))) {
            throw unreadable(owner, keyId);
        }
        byte[] nonce = Arrays.copyOfRange(envelope, head.length, head.length + NONCE_BYTES);
        int from = head.length + NONCE_BYTES;
        try {
            return cipher(Cipher.DECRYPT_MODE, key, nonce, purpose, owner, head)
                    .doFinal(envelope, from, envelope.length - from);
        } catch (GeneralSecurityException e) {
            throw unreadable(owner, keyId);
        }
    }

    private static CorruptStateException unreadable(String owner, String keyId) {
        return new CorruptStateException("a secret of " + owner + " cannot be opened with the key '" + keyId
                + "': it was changed where it is kept, or the key is another one than it was sealed with");
    }

    /** Whether what was sealed with this key is to be sealed anew; nothing is if there was no secret. */
    public boolean outdated(String keyId) {
        return !keyId.isEmpty() && !keyId.equals(keys.currentKeyId());
    }

    /** The name of the key that secrets are sealed with from now on. */
    public String currentKeyId() {
        return keys.currentKeyId();
    }

    /**
     * A mark that whoever holds the current key can make, and nobody else: 64 bits, as 11 characters of {@code
     * [A-Za-z0-9_-]}. Empty if the current key is missing.
     */
    public String mark(Purpose purpose, String text) {
        return mark(keys.currentKeyId(), purpose, text);
    }

    /** Whether a mark was made with this key. Compares in constant time. */
    public boolean isMark(String keyId, Purpose purpose, String text, String mark) {
        byte[] right = mark(keyId, purpose, text).getBytes(StandardCharsets.UTF_8);
        return right.length > 0 && MessageDigest.isEqual(right, mark.getBytes(StandardCharsets.UTF_8));
    }

    private String mark(String keyId, Purpose purpose, String text) {
        byte[] key = keys.key(keyId).orElse(new byte[0]);
        if (key.length == 0) {
            return "";
        }
        try {
            byte[] whole = derived(key, ("MARK\n" + purpose.name() + "\n" + text).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(whole, MARK_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
        }
    }

    private static byte[] head(String keyId) {
        byte[] name = keyId.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(2 + name.length)
                .put(VERSION)
                .put((byte) name.length)
                .put(name)
                .array();
    }

    private static Cipher cipher(int mode, byte[] key, byte[] nonce, Purpose purpose, String owner, byte[] head)
            throws GeneralSecurityException {
        byte[] context = (purpose.name() + "\n" + owner).getBytes(StandardCharsets.UTF_8);
        byte[] derived = derived(key, context);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(derived, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(head);
        cipher.updateAAD(context);
        return cipher;
    }

    private static byte[] derived(byte[] key, byte[] context) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        mac.update("calsync 1\n".getBytes(StandardCharsets.UTF_8));
        mac.update(context);
        // The counter that HKDF's expansion ends its first block with.
        return mac.doFinal(new byte[] {1});
    }
}
