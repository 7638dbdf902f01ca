package dev.calsync.store.jdbc;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.error.StoreUnavailableException;
import dev.calsync.model.UserId;
import dev.calsync.store.StoredUser;
import dev.calsync.store.jdbc.testing.DatabaseKind;
import dev.calsync.store.jdbc.testing.RealServers;
import dev.calsync.store.jdbc.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SchemaRunnerTest {
    private TestDatabase database;
    private DataSource pool;

    private void on(DatabaseKind kind) {
        RealServers.require(kind);
        database = TestDatabase.of(kind);
        pool = database.pool(8);
    }

    @AfterEach
    void dropDatabase() {
        if (database != null) {
            database.close();
        }
    }

    private JdbcSyncStore store(SchemaMode mode) {
        return JdbcSyncStore.builder(pool).schemaMode(mode).build();
    }

    private void execute(String... statements) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException error) {
            throw new IllegalStateException(error);
        }
    }

    private static boolean works(JdbcSyncStore store) {
        UserId user = UserId.of("alice");
        store.inTransaction(tx -> {
            tx.users().put(new StoredUser(user));
            return true;
        });
        return store.inTransaction(tx -> tx.users().find(user)).isPresent();
    }

    private static String refused(JdbcSyncStore store) {
        return assertThrows(StoreUnavailableException.class, store::open).getMessage();
    }

    private static void assertTells(String told, String... parts) {
        for (String part : parts) {
            assertTrue(told.contains(part), told);
        }
    }

    @ParameterizedTest
    @EnumSource(DatabaseKind.class)
    void processesThatMigrateAtOnce_doItOnce(DatabaseKind kind) throws Exception {
        on(kind);
        int processes = 4;
        CyclicBarrier together = new CyclicBarrier(processes);
        ExecutorService threads = Executors.newFixedThreadPool(processes);
        try {
            List<Future<Boolean>> opened = new ArrayList<>();
            for (int i = 0; i < processes; i++) {
                opened.add(threads.submit(() -> {
                    JdbcSyncStore store = store(SchemaMode.MIGRATE);
                    together.await();
                    store.open();
                    return true;
                }));
            }
            for (Future<Boolean> one : opened) {
                assertTrue(one.get());
            }
        } finally {
            threads.shutdownNow();
        }

        assertTrue(works(store(SchemaMode.VALIDATE)));
        assertDoesNotThrow(store(SchemaMode.VALIDATE)::open);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM calsync_schema_history")) {
            assertTrue(rows.next());
            assertEquals(3, rows.getInt(1));
        }
    }

    @ParameterizedTest
    @EnumSource(DatabaseKind.class)
    void schemaThatIsMissing_isTold(DatabaseKind kind) {
        on(kind);

        assertTells(
                refused(store(SchemaMode.VALIDATE)),
                "calsync_schema_history",
                "SchemaMode.MIGRATE",
                "V0001__identities.sql",
                "V0003__calendars.sql");
    }

    @Test
    void schemaThatIsOlder_isToldAndBroughtUpToDate() {
        on(DatabaseKind.H2);
        store(SchemaMode.MIGRATE).open();
        execute("DELETE FROM calsync_schema_history WHERE version = 3");

        String told = refused(store(SchemaMode.VALIDATE));

        assertTells(told, "older", "V0003__calendars.sql", "SchemaMode.MIGRATE");
        assertTrue(!told.contains("V0002"), told);
        store(SchemaMode.MIGRATE).open();
        store(SchemaMode.VALIDATE).open();
    }

    @Test
    void schemaOfTheNextRelease_isGoodEnoughAndOfALaterOneNot() {
        on(DatabaseKind.H2);
        store(SchemaMode.MIGRATE).open();
        execute("INSERT INTO calsync_schema_history VALUES (4, 'V0004__next.sql', 'x', 0)");
        for (SchemaMode mode : SchemaMode.values()) {
            assertDoesNotThrow(store(mode)::open);
        }

        execute("INSERT INTO calsync_schema_history VALUES (5, 'V0005__later.sql', 'x', 0)");

        assertTells(refused(store(SchemaMode.VALIDATE)), "newer", "update the library");
        assertTells(refused(store(SchemaMode.MIGRATE)), "newer", "update the library");
        assertDoesNotThrow(store(SchemaMode.NONE)::open);
    }

    @Test
    void schemaOfOtherFiles_isRefused() {
        on(DatabaseKind.H2);
        store(SchemaMode.MIGRATE).open();
        execute("UPDATE calsync_schema_history SET checksum = 'other' WHERE version = 2");

        assertTells(refused(store(SchemaMode.VALIDATE)), "another V0002__queue.sql");
        assertTells(refused(store(SchemaMode.MIGRATE)), "another V0002__queue.sql");
    }

    @Test
    void crashBetweenTwoStatements_isMadeUpForWhereTheyAreNoTransaction() {
        on(DatabaseKind.H2);
        store(SchemaMode.MIGRATE).open();
        execute("DELETE FROM calsync_schema_history", "DROP TABLE calsync_budgets");

        store(SchemaMode.MIGRATE).open();

        assertTrue(works(store(SchemaMode.VALIDATE)));
        execute("SELECT * FROM calsync_budgets");
    }

    @ParameterizedTest
    @EnumSource(DatabaseKind.class)
    void prefixAndSchema_keepStoresApart(DatabaseKind kind) {
        on(kind);
        String schema = kind == DatabaseKind.MARIADB ? null : "Team_1";
        if (schema != null) {
            execute("CREATE SCHEMA " + schema);
        }
        List<JdbcSyncStore> stores = new ArrayList<>();
        for (String prefix : List.of("", "a_", "B2_")) {
            JdbcSyncStore.Builder builder =
                    JdbcSyncStore.builder(pool).schemaMode(SchemaMode.MIGRATE).tablePrefix(prefix);
            stores.add((schema == null ? builder : builder.schema(schema)).build());
        }

        stores.forEach(JdbcSyncStore::open);

        assertTrue(works(stores.get(1)));
        UserId user = UserId.of("alice");
        assertTrue(stores.get(0).inTransaction(tx -> tx.users().find(user)).isEmpty());
        assertTrue(stores.get(2).inTransaction(tx -> tx.users().find(user)).isEmpty());
        if (schema != null) {
            execute("SELECT * FROM " + schema + ".B2_users");
        }
    }

    @Test
    void defaults_migrateOnH2AndValidateElsewhere() {
        on(DatabaseKind.H2);
        JdbcSyncStore.of(pool).open();
        assertTrue(works(JdbcSyncStore.of(pool)));
        database.close();

        on(DatabaseKind.POSTGRESQL);
        assertTells(refused(JdbcSyncStore.of(pool)), "are missing");
    }

    @Test
    void namesAndTimesThatCannotBe_areToldTogether() {
        JdbcSyncStore.Builder builder = JdbcSyncStore.builder(new FaultyDataSource(null))
                .schema("a b")
                .tablePrefix("x;y")
                .statementTimeout(Duration.ofSeconds(9));

        String told = assertThrows(InvalidConfigurationException.class, builder::build)
                .getMessage();

        assertTells(told, "'a b'", "'x;y'", "PT9S");
    }
}
