package dev.calsync.internal.grants;

import dev.calsync.auth.KeyProvider;
import dev.calsync.auth.Secret;
import dev.calsync.system.RandomSource;
import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * A key that nobody wrote down and that goes with the process, like everything in a store that is not durable. Engines
 * that share such a store are in one process and have the same.
 */
public final class ProcessKey {
    private static final KeyProvider KEY = make();

    private ProcessKey() {}

    private static KeyProvider make() {
        RandomSource random = RandomSource.secure();
        ByteBuffer key = ByteBuffer.allocate(32);
        while (key.hasRemaining()) {
            key.putLong(random.nextLong());
        }
        return KeyProvider.of("process", Secret.of(Base64.getEncoder().encodeToString(key.array())));
    }

    /** The key. */
    public static KeyProvider get() {
        return KEY;
    }
}
