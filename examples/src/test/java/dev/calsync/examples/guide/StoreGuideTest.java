package dev.calsync.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.calsync.CalendarSync;
import dev.calsync.UserSync;
import dev.calsync.auth.KeyProvider;
import dev.calsync.auth.Secret;
import dev.calsync.error.StoreUnavailableException;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.model.UserId;
import dev.calsync.provider.CalendarProvider;
import dev.calsync.store.SyncStore;
import dev.calsync.store.jdbc.JdbcSyncStore;
import dev.calsync.store.jdbc.SchemaMode;
import dev.calsync.testing.ScriptedProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Base64;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The code of the guide about stores. */
@Timeout(60)
class StoreGuideTest {
    @TempDir
    private Path directory;

    private Path keyFile() throws Exception {
        String key = Base64.getEncoder().encodeToString(new byte[32]);
        return Files.writeString(directory.resolve("calsync.keys"), "k1:" + key + "\n");
    }

    // region file
    /** One process, one file. */
    static HikariDataSource file(Path directory) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:h2:retry:" + directory.resolve("calsync") + ";QUERY_CACHE_SIZE=200");
        config.setMaximumPoolSize(4);
        return new HikariDataSource(config);
    }
    // endregion file

    // region fleet
    /** Many processes, one PostgreSQL. */
    static SyncStore fleet(DataSource pool) {
        return JdbcSyncStore.builder(pool)
                .schema("calsync") // the connection's own unless told
                .tablePrefix("cs_") // calsync_ unless told
                .schemaMode(SchemaMode.VALIDATE) // somebody else makes the tables
                .statementTimeout(Duration.ofSeconds(5))
                .build();
    }
    // endregion fleet

    @Test
    void stateInAFile_outlivesTheEngine() throws Exception {
        ScriptedProvider provider = new ScriptedProvider();
        provider.calendar("team")
                .put(EventSeries.of(CalendarEvent.builder("uid-1")
                        .summary("Offsite")
                        .start(EventTime.on(LocalDate.of(2026, 3, 2)))
                        .build()));
        try (HikariDataSource pool = file(directory);
                CalendarSync sync = engine(pool, provider)) {
            sync.start();
            UserSync alice = sync.forUser("alice");
            CalendarRef team = alice.calendars(alice.connect(provider.account("alice")))
                    .get(0)
                    .ref();
            alice.await(alice.syncNow(team).id(), Duration.ofSeconds(30));
        }
        try (HikariDataSource pool = file(directory);
                CalendarSync sync = engine(pool, provider)) {
            UserSync alice = sync.forUser("alice");
            CalendarRef team = alice.calendars(alice.accounts().get(0)).get(0).ref();
            assertThat(alice.events(team).find("uid-1")).isPresent();
        }
    }

    private CalendarSync engine(DataSource pool, CalendarProvider provider) throws Exception {
        Path keys = keyFile();
        // region engine
        CalendarSync sync = CalendarSync.builder()
                .store(JdbcSyncStore.of(pool))
                .encryption(KeyProvider.ofFile(keys)) // required: a store on disk must not hold passwords in the clear
                .provider(provider)
                .build();
        // endregion engine
        return sync;
    }

    @Test
    void tablesThatAreMissing_areNamed() {
        try (HikariDataSource pool = file(directory)) {
            // region open
            SyncStore store =
                    JdbcSyncStore.builder(pool).schemaMode(SchemaMode.VALIDATE).build();
            try {
                store.open();
            } catch (StoreUnavailableException missing) {
                System.out.println(missing.getMessage()); // which tables, and which files make them
            }
            // endregion open
            assertThat(fleet(pool).durable()).isTrue();
        }
    }

    // region request
    /** The order and the sync that it asks for come about together, or not at all. */
    static void order(DataSource pool, JdbcSyncStore store, CalendarRef team) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement order = connection.createStatement()) {
                order.executeUpdate("INSERT INTO orders VALUES ('projector')");
            }
            store.requestSync(connection, UserId.of("alice"), List.of(team), SyncType.INCREMENTAL, Priority.HIGH);
            connection.commit();
        }
    }
    // endregion request

    @Test
    void syncAskedForWithAnOrder_isRunAfterItsCommit() throws Exception {
        ScriptedProvider provider = new ScriptedProvider();
        provider.calendar("team");
        try (HikariDataSource pool = file(directory);
                CalendarSync sync = engine(pool, provider)) {
            sync.start();
            UserSync alice = sync.forUser("alice");
            CalendarRef team = alice.calendars(alice.connect(provider.account("alice")))
                    .get(0)
                    .ref();
            try (Connection connection = pool.getConnection();
                    Statement orders = connection.createStatement()) {
                orders.execute("CREATE TABLE orders (item VARCHAR(100))");
            }
            order(pool, JdbcSyncStore.of(pool), team);
            while (alice.history(team, 1).isEmpty()) {
                Thread.onSpinWait();
            }
            assertThat(alice.history(team, 1).get(0).priority()).isEqualTo(Priority.HIGH);
        }
    }

    @Test
    void newKey_canStandBesideTheOld() {
        String old = Base64.getEncoder().encodeToString(new byte[32]);
        String fresh = Base64.getEncoder().encodeToString(new byte[] {
            1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29,
            30, 31, 32
        });
        // region keys
        KeyProvider keys = KeyProvider.of("2026-11", Secret.of(fresh)) // seals from now on
                .alsoOpening("2025-11", Secret.of(old)); // still opens what it sealed
        // endregion keys
        assertThat(keys.currentKeyId()).isEqualTo("2026-11");
        assertThat(keys.key("2025-11")).isPresent();
    }
}
