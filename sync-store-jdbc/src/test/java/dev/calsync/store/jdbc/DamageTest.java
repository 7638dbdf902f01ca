package dev.calsync.store.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.calsync.CalendarSync;
import dev.calsync.UserSync;
import dev.calsync.auth.KeyProvider;
import dev.calsync.auth.Sealed;
import dev.calsync.auth.Secret;
import dev.calsync.error.CorruptStateException;
import dev.calsync.job.JobStatus;
import dev.calsync.job.SyncJob;
import dev.calsync.model.Account;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.model.ProviderId;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.RemoteId;
import dev.calsync.model.RunId;
import dev.calsync.model.SeriesId;
import dev.calsync.model.UserId;
import dev.calsync.provider.Checkpoint;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.reconcile.Side;
import dev.calsync.store.DeadLetter;
import dev.calsync.store.FeedRound;
import dev.calsync.store.Intent;
import dev.calsync.store.Link;
import dev.calsync.store.LocalChange;
import dev.calsync.store.Quarantined;
import dev.calsync.store.Revision;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredAccount;
import dev.calsync.store.StoredCalendar;
import dev.calsync.store.StoredFeed;
import dev.calsync.store.SyncStore;
import dev.calsync.store.jdbc.testing.DatabaseKind;
import dev.calsync.store.jdbc.testing.RealServers;
import dev.calsync.store.jdbc.testing.TestDatabase;
import dev.calsync.testing.ManualTime;
import dev.calsync.testing.ScriptedCalendar;
import dev.calsync.testing.ScriptedProvider;
import dev.calsync.testing.VirtualWorld;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that were damaged in the database: they are told, put aside, and what they were is rebuilt. */
class DamageTest {
    private static final UserId ALICE = UserId.of("alice");
    private static final CalendarRef CALENDAR = new CalendarRef(AccountId.of("a1"), "/dav/a/");
    private static final Instant TIME = Instant.parse("2026-03-02T09:00:00Z");
    private static final SeriesId ID = SeriesId.of("s1");
    private static final RemoteId REMOTE = RemoteId.of("r1");
    private static final int OF_A_NEWER_VERSION = 2;

    private static EventSeries series(String uid, String summary) {
        return EventSeries.of(CalendarEvent.builder(uid)
                .summary(summary)
                .start(EventTime.at(TIME))
                .build());
    }

    private static void fill(StoreTransaction tx) {
        Account account = new Account(CALENDAR.account(), ALICE, ProviderId.of("caldav"), "alice", Map.of());
        tx.accounts().put(new StoredAccount(account, Sealed.NOTHING));
        tx.calendars().put(List.of(new StoredCalendar(ALICE, new RemoteCalendar(CALENDAR, "A", true), null)));
        tx.checkpoints().put(CALENDAR, new StoredFeed("p", new Checkpoint("cursor", "print"), 7, null));
        tx.checkpoints().putWorkerCheckpoint(CALENDAR, "worker");
        tx.replica().apply(CALENDAR, List.of(new LocalChange(ID, 0, series("u1", "One"))));
        RemoteSeries base = RemoteSeries.of(REMOTE, null, series("u1", "One"), null);
        tx.links().put(CALENDAR, List.of(new Link(ID, base, "hash", new FeedRound("p", 7))));
        EventWrite write = new EventWrite.Create("key", series("u2", "Two"));
        tx.intents().put(CALENDAR, List.of(new Intent(write, SeriesId.of("s2"), 1, Intent.State.SENT, TIME)));
        tx.quarantine().put(CALENDAR, List.of(new Quarantined("key", Side.REMOTE, null, "malformed", 1, TIME, false)));
        tx.revisions()
                .add(
                        CALENDAR,
                        List.of(new Revision(ID, series("u1", "Lost"), Side.LOCAL, TIME, RunId.of("run"), "older")));
        tx.deadLetters()
                .add(List.of(new DeadLetter(
                        RunId.of("run"),
                        CALENDAR,
                        ALICE,
                        new RandomValues(1).of(dev.calsync.store.WorkDemand.class),
                        8,
                        TIME,
                        "TransientException",
                        "no answer")));
    }

    /** How each table's rows are read. */
    private static Map<String, Function<StoreTransaction, Integer>> readers() {
        Map<String, Function<StoreTransaction, Integer>> readers = new LinkedHashMap<>();
        readers.put("feeds", tx -> tx.checkpoints().feeds(CALENDAR).size());
        readers.put(
                "worker_checkpoints",
                tx -> tx.checkpoints().workerCheckpoint(CALENDAR).isPresent() ? 1 : 0);
        readers.put(
                "links", tx -> tx.links().byRemote(CALENDAR, List.of(REMOTE)).size());
        readers.put("series", tx -> tx.replica().read(CALENDAR, List.of(ID)).size());
        readers.put("intents", tx -> tx.intents().open(CALENDAR, 9).size());
        readers.put("quarantine", tx -> tx.quarantine().ofCalendar(CALENDAR, 9).size());
        readers.put("revisions", tx -> tx.revisions().ofCalendar(CALENDAR, 9).size());
        readers.put("dead_letters", tx -> tx.deadLetters().ofUser(ALICE, 9).size());
        return readers;
    }

    private static SyncStore open(TestDatabase database) {
        SyncStore store = JdbcSyncStore.builder(database.pool(2))
                .schemaMode(SchemaMode.MIGRATE)
                .clock(ManualTime.atNewYear())
                .build();
        store.open();
        return store;
    }

    private static void run(SyncStore store, Function<StoreTransaction, ?> work) {
        store.inTransaction(work);
    }

    /** Changes one bit of each payload of a table. */
    private static int damage(TestDatabase database, String table) throws SQLException {
        return change(database, table, payload -> {
            payload[payload.length / 2] ^= 4;
            return payload;
        });
    }

    private static int change(TestDatabase database, String table, Function<byte[], byte[]> change)
            throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.url());
                PreparedStatement read = connection.prepareStatement("SELECT payload FROM calsync_" + table);
                PreparedStatement write =
                        connection.prepareStatement("UPDATE calsync_" + table + " SET payload = ? WHERE payload = ?");
                ResultSet rows = read.executeQuery()) {
            int changed = 0;
            while (rows.next()) {
                write.setBytes(1, change.apply(rows.getBytes(1)));
                write.setBytes(2, rows.getBytes(1));
                changed += write.executeUpdate();
            }
            return changed;
        }
    }

    private static int count(TestDatabase database, String table) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.url());
                PreparedStatement count = connection.prepareStatement("SELECT COUNT(*) FROM calsync_" + table);
                ResultSet rows = count.executeQuery()) {
            assertTrue(rows.next());
            return rows.getInt(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void damagedRow_isTold_andPutAside(DatabaseKind kind) throws SQLException {
        RealServers.require(kind);
        try (TestDatabase database = TestDatabase.of(kind)) {
            SyncStore store = open(database);
            run(store, tx -> {
                fill(tx);
                return null;
            });
            int aside = 0;
            for (Map.Entry<String, Function<StoreTransaction, Integer>> table :
                    readers().entrySet()) {
                if (table.getKey().equals("series")) {
                    run(store, tx -> {
                        RemoteSeries base = RemoteSeries.of(REMOTE, null, series("u1", "One"), null);
                        tx.links().put(CALENDAR, List.of(new Link(ID, base, "hash", new FeedRound("p", 7))));
                        return null;
                    });
                }
                assertEquals(1, damage(database, table.getKey()), table.getKey());

                CorruptStateException told = assertThrows(
                        CorruptStateException.class,
                        () -> run(store, tx -> table.getValue().apply(tx)));

                assertTrue(told.getMessage().contains("does not match its checksum"), told.getMessage());
                assertEquals(
                        table.getKey().equals("series") ? 1 : 0,
                        store.<Integer>inTransaction(tx -> table.getValue().apply(tx)),
                        table.getKey());
                assertEquals(++aside, count(database, "damaged"));
            }
            assertEquals(1, count(database, "links"), "a series whose state is in its link stays");
            run(store, tx -> {
                tx.calendars().delete(CALENDAR);
                return null;
            });
            assertEquals(0, count(database, "damaged"), "what was put aside goes with its calendar");
        }
    }

    @Test
    void rowOfANewerVersion_isTold_andStays() throws SQLException {
        try (TestDatabase database = TestDatabase.h2()) {
            SyncStore store = open(database);
            run(store, tx -> {
                fill(tx);
                return null;
            });
            change(database, "links", payload -> PayloadTest.signed(payload, OF_A_NEWER_VERSION));

            for (int i = 0; i < 2; i++) {
                CorruptStateException told = assertThrows(
                        CorruptStateException.class,
                        () -> run(store, tx -> tx.links().byRemote(CALENDAR, List.of(REMOTE))));
                assertTrue(told.getMessage().contains("a newer version of Calsync"), told.getMessage());
            }
            assertEquals(0, count(database, "damaged"));
        }
    }

    @Test
    void forgottenCheckpoint_letsTheNextFullRoundFindWhatItDoesNotMention() throws SQLException {
        try (TestDatabase database = TestDatabase.h2()) {
            SyncStore store = open(database);
            run(store, tx -> {
                fill(tx);
                return null;
            });
            damage(database, "feeds");
            assertThrows(
                    CorruptStateException.class,
                    () -> run(store, tx -> tx.checkpoints().feeds(CALENDAR)));

            List<Link> gone =
                    store.inTransaction(tx -> tx.links().gone(CALENDAR, new FeedRound("p", 1), true, null, 9));

            assertEquals(List.of(ID), gone.stream().map(Link::local).toList());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"feeds", "links", "series", "feeds,links,series"})
    void calendar_isRebuilt_nothingDoubledAndNothingLost(String tables) throws Exception {
        VirtualWorld world = VirtualWorld.create(1);
        ScriptedProvider provider = new ScriptedProvider();
        ScriptedCalendar theirs = provider.calendar("team");
        for (int i = 0; i < 5; i++) {
            theirs.put(series("u" + i, "Theirs " + i));
        }
        try (TestDatabase database = TestDatabase.h2();
                CalendarSync sync = CalendarSync.builder()
                        .store(JdbcSyncStore.builder(database.pool(1))
                                .clock(world.time())
                                .build())
                        .encryption(KeyProvider.of(
                                "test", Secret.of(Base64.getEncoder().encodeToString(new byte[32]))))
                        .provider(provider)
                        .environment(world.node())
                        .build()) {
            sync.start();
            UserSync alice = sync.forUser("alice");
            CalendarRef team = alice.calendars(alice.connect(provider.account("alice")))
                    .get(0)
                    .ref();
            assertEquals(JobStatus.COMPLETED, synced(alice, team));
            for (String table : tables.split(",", -1)) {
                assertTrue(damage(database, table) > 0);
            }
            theirs.delete("u4");
            theirs.put(series("u5", "Theirs 5"));

            assertEquals(JobStatus.COMPLETED, synced(alice, team));

            // What the provider deleted while nobody could know what it was tied to comes back, on both sides.
            List<String> expected = tables.equals("links")
                    ? List.of("u0", "u1", "u2", "u3", "u4", "u5")
                    : List.of("u0", "u1", "u2", "u3", "u5");
            assertEquals(expected, here(alice, team));
            assertEquals(expected, theirs.events().keySet().stream().sorted().toList());
        }
    }

    /** A host that reads is told as well; the run that brings things in order comes by itself. */
    private static List<String> here(UserSync user, CalendarRef calendar) throws InterruptedException {
        try {
            user.events(calendar).page(null, 99);
        } catch (CorruptStateException told) {
            assertTrue(told.getMessage().contains("checksum"), told.getMessage());
        }
        assertEquals(JobStatus.COMPLETED, synced(user, calendar));
        return user.events(calendar).page(null, 99).stream()
                .map(stored -> stored.series().uid())
                .sorted()
                .toList();
    }

    private static JobStatus synced(UserSync user, CalendarRef calendar) throws InterruptedException {
        SyncJob job = user.syncNow(calendar);
        return user.await(job.id(), Duration.ofDays(1)).status();
    }
}
