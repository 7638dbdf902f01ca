package dev.calsync.store.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.calsync.system.TimeSource;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DatabaseClockTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private Instant database = START;
    private Instant wall = START.plusSeconds(3_600);
    private long nanos = 5_000;
    private Duration roundTrip = Duration.ZERO;
    private int asked;

    private final DatabaseClock clock = new DatabaseClock(new TimeSource() {
        @Override
        public Instant now() {
            return wall;
        }

        @Override
        public long nanoTime() {
            return nanos;
        }
    });

    private Instant now() {
        return clock.now(() -> {
            asked++;
            pass(roundTrip.dividedBy(2));
            long answer = Micros.of(database);
            pass(roundTrip.dividedBy(2));
            return answer;
        });
    }

    private void pass(Duration time) {
        database = database.plus(time);
        wall = wall.plus(time);
        nanos += time.toNanos();
    }

    @Test
    void time_isTheDatabasesWhateverThisMachineShows() {
        assertEquals(START, now());
        pass(Duration.ofMillis(999));
        assertEquals(database, now());
        assertEquals(1, asked, "known without asking");
        pass(Duration.ofMillis(1));
        assertEquals(database, now());
        assertEquals(2, asked, "asked once a second");
    }

    @Test
    void roundTrip_isAllowedFor() {
        roundTrip = Duration.ofMillis(80);
        assertEquals(START.plusMillis(80), now());
        pass(Duration.ofMillis(900));
        assertEquals(database, now());
        assertEquals(1, asked, "a long round trip is no disagreement of clocks");
    }

    @Test
    void machineThatSlept_asksAtOnce() {
        now();
        database = database.plusSeconds(600);
        wall = wall.plusSeconds(600);

        assertEquals(database, now());
        assertEquals(2, asked);
    }

    @Test
    void smallDifferences_neverTurnTimeBack() {
        now();
        pass(Duration.ofSeconds(2));
        database = database.minusMillis(300);

        assertEquals(START.plusMillis(1_700), now(), "what was never told may be earlier");
        pass(Duration.ofSeconds(1));
        database = database.minusMillis(1_900);
        assertEquals(START.plusMillis(1_700), now(), "waits until the database has caught up");
        pass(Duration.ofMillis(1_000));
        assertEquals(database, now());
    }

    @Test
    void databaseThatWasSetBack_isFollowed() {
        now();
        pass(Duration.ofSeconds(2));
        database = START.minusSeconds(60);

        assertEquals(database, now());
        pass(Duration.ofSeconds(1));
        assertEquals(database, now());
    }
}
