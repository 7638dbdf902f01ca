package dev.calsync.auth;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Gives the keys that secrets are encrypted with before a store sees them: AES-256, so 32 bytes each. One is current,
 * older ones stay readable, so that a key can be replaced while everything goes on.
 *
 * <p>Implementations are thread-safe. They are asked for every secret that is sealed or opened, so they should not block;
 * a key from a service is best fetched once and remembered.
 */
public interface KeyProvider {

    /** The name of the key that secrets are sealed with from now on; 1 to 64 characters of {@code [A-Za-z0-9._-]}. */
    String currentKeyId();

    /**
     * The key of this name.
     *
     * @return 32 bytes, a copy that the caller may overwrite; empty if there is no such key (any more)
     */
    Optional<byte[]> key(String keyId);

    /**
     * One key.
     *
     * @param keyId its name, which is kept beside every secret
     * @param base64 the key in Base64, as {@code openssl rand -base64 32} prints it
     * @throws dev.calsync.error.InvalidConfigurationException if the name or the key is not like that; the message says how
     *     to make one
     */
    static KeyProvider of(String keyId, Secret base64) {
        return KeyRing.of(keyId, base64);
    }

    /**
     * The keys of a file, read once: one in each line, its name, a colon and the key in Base64; the first is current.
     * Empty lines and those that begin with {@code #} are passed over.
     *
     * @throws dev.calsync.error.InvalidConfigurationException if the file cannot be read or a line is not like that, naming
     *     every one
     */
    static KeyProvider ofFile(Path file) {
        return KeyRing.ofFile(file);
    }

    /**
     * The keys of an environment variable, read once: like a file, with commas or line ends between the keys.
     *
     * @throws dev.calsync.error.InvalidConfigurationException if the variable is not set or a key is not like that
     */
    static KeyProvider ofEnvironment(String variable) {
        return KeyRing.ofEnvironment(variable, System.getenv(variable));
    }

    /** These keys, and one more that older secrets may be sealed with. The current one stays current. */
    default KeyProvider alsoOpening(String keyId, Secret base64) {
        return KeyRing.joined(this, KeyRing.of(keyId, base64));
    }
}
