package dev.calsync.examples.synconce;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import dev.calsync.auth.KeyProvider;
import dev.calsync.store.SyncStore;
import dev.calsync.store.jdbc.JdbcSyncStore;
import dev.calsync.store.jdbc.SchemaMode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/** The state between calls: a database, and the key that the password in it is encrypted with. */
final class KeptState implements AutoCloseable {
    private static final int KEY_BYTES = 32;
    private static final int POOL_SIZE = 4;

    private final HikariDataSource pool;
    private final SyncStore store;
    private final KeyProvider keys;

    private KeptState(HikariDataSource pool, KeyProvider keys) {
        this.pool = pool;
        this.store = JdbcSyncStore.builder(pool).schemaMode(SchemaMode.MIGRATE).build();
        this.keys = keys;
    }

    /**
     * Opens the database, and makes a key if there is none yet.
     *
     * @throws SyncOnceException if the database cannot be reached, or the key neither read nor made
     */
    static KeptState open(StateAddress address, Path keyFile) {
        KeyProvider keys = keys(keyFile);
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(address.jdbcUrl());
        config.setMaximumPoolSize(POOL_SIZE);
        config.setPoolName("sync-once");
        try {
            return new KeptState(new HikariDataSource(config), keys);
        } catch (HikariPool.PoolInitializationException unreachable) {
            // Drivers put the URL into some of their messages, and the password may be in it.
            throw new SyncOnceException("--store: there is no way into this database", unreachable);
        }
    }

    /** One key for all that this program keeps. */
    static Path usualKeyFile() {
        return Path.of(System.getProperty("user.home"), ".calsync", "sync-once.key");
    }

    private static KeyProvider keys(Path file) {
        try {
            if (!Files.exists(file)) {
                make(file);
            }
        } catch (IOException failure) {
            throw new SyncOnceException("no key can be made at " + file + "; name another file with --key", failure);
        }
        return KeyProvider.ofFile(file);
    }

    /** Readable by its owner alone, from its first byte on. */
    private static void make(Path file) throws IOException {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        String line = "sync-once:" + Base64.getEncoder().encodeToString(key) + "\n";
        if (file.toAbsolutePath().getParent() != null) {
            Files.createDirectories(file.toAbsolutePath().getParent());
        }
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] ownersOnly = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        try (var channel = Files.newByteChannel(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownersOnly)) {
            channel.write(StandardCharsets.US_ASCII.encode(line));
        }
    }

    SyncStore store() {
        return store;
    }

    KeyProvider keys() {
        return keys;
    }

    @Override
    public void close() {
        store.close();
        pool.close();
    }
}
