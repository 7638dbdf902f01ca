package dev.calsync.auth;

import dev.calsync.error.Faults;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Keys in memory, by their names; the first is current. */
final class KeyRing implements KeyProvider {
    private static final int KEY_BYTES = 32;
    private static final long FILE_BYTES_MAX = 65_536;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final String HOW =
            "make one with: openssl rand -base64 32, and keep it where the database's backups are not";

    private final String current;
    private final Map<String, byte[]> keys;

    private KeyRing(String current, Map<String, byte[]> keys) {
        this.current = current;
        this.keys = keys;
    }

    static KeyRing of(String keyId, Secret base64) {
        Faults faults = new Faults("KeyProvider");
        Map<String, byte[]> keys = new LinkedHashMap<>();
        add(keys, faults, "the key", keyId, base64.reveal());
        faults.throwIfAny();
        return new KeyRing(keyId, keys);
    }

    static KeyRing ofFile(Path file) {
        Faults faults = new Faults("KeyProvider");
        try {
            faults.require(
                    Files.size(file) <= FILE_BYTES_MAX,
                    file + " is longer than " + FILE_BYTES_MAX + " bytes: that is no file of keys");
            faults.throwIfAny();
            return ofLines(
                    file.toString(),
                    Arrays.asList(Files.readString(file, StandardCharsets.UTF_8).split("\\R")));
        } catch (IOException e) {
            faults.add(file + " cannot be read (" + e.getClass().getSimpleName()
                    + "): it should hold a line with a name, a colon and a key; " + HOW);
            faults.throwIfAny();
            throw new IllegalStateException(e);
        }
    }

    static KeyRing ofEnvironment(String variable, @Nullable String value) {
        if (value == null) {
            Faults faults = new Faults("KeyProvider");
            faults.add("the environment variable " + variable
                    + " is not set: it should hold a name, a colon and a key; " + HOW);
            faults.throwIfAny();
            throw new IllegalStateException(variable);
        }
        return ofLines(variable, Arrays.asList(value.split("[,\\r\\n]+")));
    }

    private static KeyRing ofLines(String source, List<String> lines) {
        Faults faults = new Faults("KeyProvider");
        Map<String, byte[]> keys = new LinkedHashMap<>();
        int number = 0;
        for (String line : lines) {
            number++;
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            String where = source + ", entry " + number;
            int colon = text.indexOf(':');
            if (colon < 0) {
                faults.add(where + " has no colon between a name and a key");
            } else {
                add(
                        keys,
                        faults,
                        where,
                        text.substring(0, colon).strip(),
                        text.substring(colon + 1).strip());
            }
        }
        faults.require(!keys.isEmpty() || !faults.none(), source + " holds no key; " + HOW);
        faults.throwIfAny();
        return new KeyRing(keys.keySet().iterator().next(), keys);
    }

    private static void add(Map<String, byte[]> keys, Faults faults, String where, String name, String base64) {
        boolean named = NAME.matcher(name).matches();
        faults.require(named, where + ": a key's name has 1 to 64 characters of A-Z, a-z, 0-9, dot, dash, underscore");
        byte[] key;
        try {
            key = Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException e) {
            faults.add(where + " is not Base64; " + HOW);
            return;
        }
        faults.require(
                key.length == KEY_BYTES, where + " has " + key.length + " bytes and not " + KEY_BYTES + "; " + HOW);
        if (named && key.length == KEY_BYTES) {
            faults.require(keys.putIfAbsent(name, key) == null, where + " repeats the name '" + name + "'");
        }
    }

    /** Asked in this order; what the first calls current is current. */
    static KeyProvider joined(KeyProvider first, KeyProvider second) {
        return new KeyProvider() {
            @Override
            public String currentKeyId() {
                return first.currentKeyId();
            }

            @Override
            public Optional<byte[]> key(String keyId) {
                return first.key(keyId).or(() -> second.key(keyId));
            }
        };
    }

    @Override
    public String currentKeyId() {
        return current;
    }

    @Override
    public Optional<byte[]> key(String keyId) {
        return Optional.ofNullable(keys.get(keyId)).map(byte[]::clone);
    }

    /** Shows the names only. */
    @Override
    public String toString() {
        return "KeyProvider" + keys.keySet();
    }
}
