package dev.calsync.store.jdbc;

import dev.calsync.store.SyncStore;
import dev.calsync.store.jdbc.testing.DatabaseKind;
import dev.calsync.store.jdbc.testing.RealServers;
import dev.calsync.store.jdbc.testing.TestDatabase;
import dev.calsync.system.TimeSource;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A database of one test class, emptied for each of its tests: making tables takes longer than a test. */
final class StoreOn implements AutoCloseable {
    private final DatabaseKind kind;
    private @Nullable TestDatabase database;
    private @Nullable DataSource pool;

    StoreOn(DatabaseKind kind) {
        this.kind = kind;
    }

    /** An empty store that goes by this time. Skips the test where the database is missing and may be. */
    SyncStore open(TimeSource time) {
        RealServers.requireForLong(kind);
        if (database == null) {
            database = TestDatabase.of(kind);
            pool = database.pool();
        } else {
            database.clear("schema_history");
        }
        return JdbcSyncStore.builder(pool)
                .schemaMode(SchemaMode.MIGRATE)
                .clock(time)
                .build();
    }

    @Override
    public void close() {
        if (database != null) {
            database.close();
        }
    }
}
