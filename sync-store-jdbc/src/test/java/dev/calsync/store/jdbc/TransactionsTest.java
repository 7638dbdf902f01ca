package dev.calsync.store.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.calsync.error.StoreUnavailableException;
import dev.calsync.model.UserId;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredUser;
import dev.calsync.store.jdbc.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a transaction when the database does not do as it should. */
class TransactionsTest {
    private static final UserId ALICE = UserId.of("alice");
    private static TestDatabase database;
    private static DataSource pool;

    private FaultyDataSource faulty;
    private JdbcSyncStore store;

    @BeforeAll
    static void makeDatabase() {
        database = TestDatabase.h2();
        pool = database.pool(2);
        JdbcSyncStore.of(pool).open();
    }

    @AfterAll
    static void dropDatabase() {
        database.close();
    }

    @BeforeEach
    void reachTheDatabase() {
        database.clear("schema_history");
        faulty = new FaultyDataSource(pool);
        store = JdbcSyncStore.of(faulty);
        store.open();
        store.now();
        faulty.done.clear();
    }

    private static boolean put(StoreTransaction tx) {
        tx.users().put(new StoredUser(ALICE));
        return true;
    }

    private static boolean kept() {
        return JdbcSyncStore.of(pool)
                .inTransaction(tx -> tx.users().find(ALICE))
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource({"40001, 40001", "HYT00, 50200", "90131, 90131", "23505, 23505"})
    void whatWasInTheWayOfOthers_isTriedAgain(String state, int code) {
        AtomicInteger tries = new AtomicInteger();
        faulty.failing("executeQuery", state, code).failing("executeUpdate", state, code);

        boolean done = store.inTransaction(tx -> tries.incrementAndGet() > 0 && put(tx));

        assertTrue(done);
        assertEquals(3, tries.get());
        assertEquals(2, store.contended());
        assertTrue(kept());
    }

    @Test
    void commitThatWasInTheWayOfOthers_isTriedAgain() {
        faulty.failing("commit", "40001", 40001);

        assertTrue(store.inTransaction(TransactionsTest::put));

        assertTrue(kept());
    }

    @Test
    void whatStaysInTheWay_isToldInTheEnd() {
        AtomicInteger tries = new AtomicInteger();
        for (int i = 0; i < 20; i++) {
            faulty.failing("executeQuery", "40001", 40001);
        }

        StoreUnavailableException told = assertThrows(
                StoreUnavailableException.class,
                () -> store.inTransaction(tx -> tries.incrementAndGet() > 0 && put(tx)));

        assertEquals(12, tries.get());
        assertTrue(told.getMessage().contains("12 times"), told.getMessage());
        assertFalse(kept());
    }

    @Test
    void commitWhoseAnswerWasLost_isToldAsBeingEither() {
        faulty.failingAfterwards("commit", "08006");

        StoreUnavailableException told =
                assertThrows(StoreUnavailableException.class, () -> store.inTransaction(TransactionsTest::put));

        assertTrue(told.getMessage().contains("either everything was changed, or nothing"), told.getMessage());
        assertTrue(kept());
    }

    @Test
    void lostConnection_isTold() {
        faulty.failing("executeQuery", "08006", 0);

        StoreUnavailableException told =
                assertThrows(StoreUnavailableException.class, () -> store.inTransaction(TransactionsTest::put));

        assertTrue(told.getMessage().contains("Nothing was changed"), told.getMessage());
        assertFalse(kept());
    }

    @Test
    void poolWithoutAConnection_isTold() {
        faulty.failing("getConnection", "08001", 0);

        assertThrows(StoreUnavailableException.class, () -> store.inTransaction(TransactionsTest::put));
    }

    @Test
    void statementThatIsRefused_isAFaultOfThisCode() {
        faulty.failing("executeQuery", "42S02", 42102);

        IllegalStateException told =
                assertThrows(IllegalStateException.class, () -> store.inTransaction(TransactionsTest::put));

        assertInstanceOf(SQLException.class, told.getCause());
    }

    @Test
    void errorThatTheWorkSwallows_isNotCommitted() {
        faulty.failing("executeUpdate", "42S02", 42102);

        assertThrows(
                IllegalStateException.class,
                () -> store.inTransaction(tx -> {
                    try {
                        return put(tx);
                    } catch (RuntimeException swallowed) {
                        return false;
                    }
                }));

        assertFalse(kept());
        assertFalse(faulty.done.contains("commit"));
    }

    @Test
    void workThatFails_isUndoneAndItsErrorTold() {
        IllegalArgumentException failure = new IllegalArgumentException("no");

        assertSame(
                failure,
                assertThrows(
                        IllegalArgumentException.class,
                        () -> store.inTransaction(tx -> {
                            put(tx);
                            throw failure;
                        })));

        assertFalse(kept());
    }

    @Test
    void interruptedThread_finishesItsTransactionAndStaysInterrupted() {
        Thread.currentThread().interrupt();

        assertTrue(store.inTransaction(TransactionsTest::put));

        assertTrue(Thread.interrupted());
        assertTrue(kept());
    }

    @Test
    void connection_isGivenBackAsItWas() throws SQLException {
        try (Connection connection = pool.getConnection()) {
            assertTrue(connection.getAutoCommit());
            connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            for (boolean autoCommit : new boolean[] {true, false}) {
                connection.setAutoCommit(autoCommit);
                JdbcSyncStore over = JdbcSyncStore.of(FaultyDataSource.always(connection));

                assertTrue(over.inTransaction(TransactionsTest::put));
                assertThrows(
                        IllegalArgumentException.class,
                        () -> over.inTransaction(tx -> {
                            throw new IllegalArgumentException("no");
                        }));

                assertEquals(autoCommit, connection.getAutoCommit());
                assertEquals(Connection.TRANSACTION_SERIALIZABLE, connection.getTransactionIsolation());
            }
            connection.setAutoCommit(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        }
        assertTrue(kept());
    }
}
