package dev.calsync.store.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.calsync.CalendarSync;
import dev.calsync.StateCheck;
import dev.calsync.UserSync;
import dev.calsync.auth.KeyProvider;
import dev.calsync.auth.Secret;
import dev.calsync.error.CorruptStateException;
import dev.calsync.job.JobStatus;
import dev.calsync.listener.SyncEvent;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.provider.EventWrite;
import dev.calsync.store.Intent;
import dev.calsync.store.LocalSeries;
import dev.calsync.store.StateKind;
import dev.calsync.store.SyncStore;
import dev.calsync.store.jdbc.testing.TestDatabase;
import dev.calsync.testing.ScriptedCalendar;
import dev.calsync.testing.ScriptedProvider;
import dev.calsync.testing.VirtualWorld;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an engine makes of damaged rows: what it has a second time it puts back, and what it has not it reads anew. */
class SpareCopyTest {
    private static final Instant TIME = Instant.parse("2026-03-02T09:00:00Z");
    private static final int EVENTS = 5;

    private final VirtualWorld world = VirtualWorld.create(1);
    private final ScriptedProvider provider = new ScriptedProvider();
    private final ScriptedCalendar theirs = provider.calendar("team");
    private final List<SyncEvent.StateDamaged> told = new ArrayList<>();
    private TestDatabase database;
    private SyncStore store;
    private CalendarSync sync;
    private UserSync alice;
    private CalendarRef team;

    @BeforeEach
    void connect() throws Exception {
        for (int i = 0; i < EVENTS; i++) {
            theirs.put(series("u" + i, "Theirs " + i));
        }
        database = TestDatabase.h2();
        store = JdbcSyncStore.builder(database.pool(1)).clock(world.time()).build();
        sync = CalendarSync.builder()
                .store(store)
                .encryption(KeyProvider.of("test", Secret.of(Base64.getEncoder().encodeToString(new byte[32]))))
                .provider(provider)
                .environment(world.node())
                .listener(event -> {
                    if (event instanceof SyncEvent.StateDamaged damaged) {
                        told.add(damaged);
                    }
                })
                .build();
        sync.start();
        alice = sync.forUser("alice");
        team = alice.calendars(alice.connect(provider.account("alice"))).get(0).ref();
        sync();
    }

    @AfterEach
    void close() {
        sync.close();
        database.close();
    }

    private static EventSeries series(String uid, String summary) {
        return EventSeries.of(CalendarEvent.builder(uid)
                .summary(summary)
                .start(EventTime.at(TIME))
                .build());
    }

    private void sync() throws InterruptedException {
        assertEquals(
                JobStatus.COMPLETED,
                alice.await(alice.syncNow(team).id(), Duration.ofDays(1)).status());
    }

    private LocalSeries row(String uid) {
        return store.inTransaction(
                tx -> tx.replica().findByUid(team, List.of(uid)).get(0));
    }

    private int sql(String text, Object... values) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.url());
                PreparedStatement statement = connection.prepareStatement(text)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }

    private void flip(String table, String id) throws SQLException {
        assertEquals(
                1,
                sql("UPDATE calsync_" + table + " SET payload = RAWTOHEX(payload) || X'00' WHERE series_id = ?", id));
    }

    private List<String> here() {
        return alice.events(team).page(null, 99).stream()
                .map(stored -> stored.series().events().get(0).summary())
                .sorted()
                .toList();
    }

    @Test
    void damagedSeries_isPutBackFromItsLink_withoutAWordToTheProvider() throws Exception {
        LocalSeries before = row("u1");
        flip("series", before.id().value());

        assertThrows(CorruptStateException.class, () -> row("u1"));

        assertEquals(before, row("u1"));
    }

    @Test
    void damagedSeriesWithADamagedLink_isReadAnew() throws Exception {
        String id = row("u1").id().value();
        flip("series", id);
        flip("links", id);
        assertThrows(CorruptStateException.class, () -> row("u1"));

        sync();

        assertEquals(List.of("Theirs 0", "Theirs 1", "Theirs 2", "Theirs 3", "Theirs 4"), here());
        assertEquals(EVENTS, theirs.events().size());
    }

    @Test
    void editThatWasAboutToBeSent_isPutBackFromItsIntent() throws Exception {
        EventSeries mine = series("u1", "Mine").withVersion(row("u1").version());
        alice.events(team).put(mine);
        LocalSeries edited = row("u1");
        store.inTransaction(tx -> {
            EventWrite write = new EventWrite.Update(
                    "key", tx.links().byLocal(team, List.of(edited.id())).get(0).base(), edited.series());
            tx.intents()
                    .put(
                            team,
                            List.of(new Intent(write, edited.id(), edited.version(), Intent.State.PLANNED, tx.now())));
            return null;
        });
        flip("series", edited.id().value());

        assertThrows(CorruptStateException.class, () -> row("u1"));
        assertEquals(edited, row("u1"));

        sync();
        assertEquals("Mine", theirs.events().get("u1").events().get(0).summary());
    }

    @Test
    void deletionThatWasNotYetSent_staysOne() throws Exception {
        alice.events(team).delete(alice.events(team).find("u1").orElseThrow());
        String id = row("u1").id().value();
        flip("series", id);
        assertThrows(CorruptStateException.class, () -> row("u1"));

        sync();

        assertEquals(List.of("Theirs 0", "Theirs 2", "Theirs 3", "Theirs 4"), here());
        assertEquals(EVENTS - 1, theirs.events().size());
    }

    @ParameterizedTest
    @CsvSource({"series, SERIES, 5", "links, LINK, 5", "feeds, CHECKPOINT, 1"})
    void verify_findsWhatIsDamaged_andWhatIsMissing(String table, StateKind kind, int rows) throws Exception {
        assertTrue(alice.verify(team).sound());
        alice.events(team).put(series("mine", "Mine"));

        assertEquals(
                rows,
                sql("UPDATE calsync_" + table + " SET payload = X'0102' WHERE 1 = 1"
                        + (table.equals("series") ? " AND pending = FALSE" : "")));
        StateCheck damaged = sync.verify(team);
        assertEquals(Map.of(kind, rows), damaged.damaged());
        sync();
        assertTrue(alice.verify(team).sound());

        assertTrue(sql("DELETE FROM calsync_" + table) >= rows);
        assertEquals(kind, alice.verify(team).damaged().keySet().iterator().next());
        sync();

        assertTrue(alice.verify(team).sound());
        assertEquals(List.of("Mine", "Theirs 0", "Theirs 1", "Theirs 2", "Theirs 3", "Theirs 4"), here());
        assertEquals(EVENTS + 1, theirs.events().size());
        assertEquals(2, told.size());
        assertTrue(told.get(0).what().contains(kind.name()), told.get(0).what());
    }

    @Test
    void rowsOfANewerVersion_areCountedAndStay() throws Exception {
        try (Connection connection = DriverManager.getConnection(database.url());
                Statement read = connection.createStatement();
                java.sql.ResultSet rows = read.executeQuery("SELECT payload FROM calsync_feeds")) {
            assertTrue(rows.next());
            sql("UPDATE calsync_feeds SET payload = ?", (Object) PayloadTest.signed(rows.getBytes(1), 2));
        }

        StateCheck check = alice.verify(team);

        assertEquals(1, check.newer());
        assertEquals(Map.of(), check.damaged());
        assertEquals(1, sql("UPDATE calsync_feeds SET payload = payload"));
    }

    @Test
    void anotherUsersCalendar_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> sync.forUser("bob").verify(team));
        assertThrows(
                IllegalArgumentException.class,
                () -> sync.verify(new CalendarRef(team.account(), "nobody-knows-this-one")));
    }
}
