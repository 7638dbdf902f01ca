package dev.calsync.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.calsync.job.JobStatus;
import dev.calsync.job.SyncReport;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.RunId;
import dev.calsync.model.UserId;
import dev.calsync.store.DeadLetter;
import dev.calsync.store.RunCost;
import dev.calsync.store.RunQuery;
import dev.calsync.store.RunRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@link dev.calsync.store.RunStore} and {@link dev.calsync.store.DeadLetterStore} promise. */
public abstract class RunStoreContract extends StoreContract {

    private static RunRecord record(UserId user, CalendarRef calendar, String id, Instant endedAt) {
        return new RunRecord(
                RunId.of(id),
                calendar,
                user,
                demand(endedAt.minusSeconds(9)),
                3,
                endedAt.minusSeconds(3),
                endedAt,
                "n1",
                JobStatus.PARTIAL,
                new SyncReport(1, 2, 3, 4, 5, 6, 7, 8),
                new RunCost(1, 2, 3, 4, 5, 6, Duration.ofMillis(7), Duration.ofMillis(8)),
                id.startsWith("d") ? endedAt.plusSeconds(60) : null,
                id.startsWith("d") ? "no answer" : null);
    }

    private RunRecord append(UserId user, CalendarRef calendar, String id) {
        RunRecord run = record(user, calendar, id, now());
        run(tx -> tx.runs().append(List.of(run)));
        time.advance(minutes(1));
        return run;
    }

    private static DeadLetter letter(UserId user, CalendarRef calendar, String run, Instant at) {
        return new DeadLetter(
                RunId.of(run), calendar, user, demand(at), 8, at, "TransientException", "the server answers 500");
    }

    private List<RunRecord> ofCalendar(CalendarRef calendar) {
        return in(tx -> tx.runs().ofCalendar(calendar, 99));
    }

    @Test
    void runs_areFoundAsTheyWereKeptNewestFirst() {
        CalendarRef a = calendar("a");
        CalendarRef b = calendar("b");
        CalendarRef bobs = calendar(BOB, "bob-1", "c");
        RunRecord first = append(ALICE, a, "r9");
        RunRecord second = append(ALICE, b, "r5");
        RunRecord third = append(ALICE, a, "d1");
        RunRecord fourth = append(BOB, bobs, "r7");

        assertEquals(List.of(third, first), ofCalendar(a));
        assertEquals(List.of(third), in(tx -> tx.runs().ofCalendar(a, 1)));
        assertEquals(List.of(third, second, first), in(tx -> tx.runs().ofUser(ALICE, RunQuery.newest(99))));
        assertEquals(List.of(third, second), in(tx -> tx.runs().ofUser(ALICE, RunQuery.newest(2))));
        assertEquals(List.of(fourth), in(tx -> tx.runs().ofUser(BOB, RunQuery.newest(99))));
        assertEquals(List.of(), in(tx -> tx.runs().ofUser(UserId.of("ALICE"), RunQuery.newest(99))));
    }

    @Test
    void runOfACalendarThatIsNotKept_isIgnored() {
        CalendarRef kept = calendar("a");
        CalendarRef gone = new CalendarRef(AccountId.of("nobody"), "x");

        run(tx -> tx.runs().append(List.of(record(ALICE, gone, "r1", now()), record(ALICE, kept, "r2", now()))));

        assertEquals(1, ofCalendar(kept).size(), "the others of the same call are kept");
        assertEquals(List.of(), ofCalendar(gone));
    }

    @Test
    void prune_forgetsByAge() {
        CalendarRef calendar = calendar("a");
        append(ALICE, calendar, "r1");
        append(ALICE, calendar, "r2");
        Instant before = now();
        RunRecord third = append(ALICE, calendar, "r3");

        assertEquals(1, count(tx -> tx.runs().prune(before, 99, 1)), "the limit holds");
        assertEquals(1, count(tx -> tx.runs().prune(before, 99, 9)), "the time is exclusive");

        assertEquals(List.of(third), ofCalendar(calendar));
        assertEquals(List.of(third), in(tx -> tx.runs().ofUser(ALICE, RunQuery.newest(9))));
    }

    @Test
    void prune_keepsTheNewestOfEachCalendar() {
        CalendarRef a = calendar("a");
        CalendarRef b = calendar("b");
        append(ALICE, a, "r1");
        RunRecord onlyOfB = append(ALICE, b, "r2");
        RunRecord second = append(ALICE, a, "r3");
        RunRecord third = append(ALICE, a, "r4");

        assertEquals(1, count(tx -> tx.runs().prune(Instant.EPOCH, 2, 99)));

        assertEquals(List.of(third, second), ofCalendar(a));
        assertEquals(List.of(onlyOfB), ofCalendar(b));
    }

    @Test
    void deadLetters_areTheirUsersAndNewestFirst() {
        CalendarRef calendar = calendar("a");
        CalendarRef bobs = calendar(BOB, "bob-1", "b");
        DeadLetter first = letter(ALICE, calendar, "r1", now());
        DeadLetter second = letter(ALICE, calendar, "r2", in(minutes(1)));
        DeadLetter third = letter(BOB, bobs, "r3", in(minutes(2)));
        DeadLetter orphan = letter(ALICE, new CalendarRef(AccountId.of("nobody"), "x"), "r4", now());

        run(tx -> tx.deadLetters().add(List.of(first, orphan)));
        run(tx -> tx.deadLetters().add(List.of(second, third)));

        assertEquals(List.of(second, first), in(tx -> tx.deadLetters().ofUser(ALICE, 9)));
        assertEquals(List.of(second), in(tx -> tx.deadLetters().ofUser(ALICE, 1)));
        assertEquals(List.of(third), in(tx -> tx.deadLetters().ofUser(BOB, 9)));
    }

    @Test
    void removedDeadLetters_areTheUsersOwn() {
        CalendarRef calendar = calendar("a");
        DeadLetter first = letter(ALICE, calendar, "r1", now());
        DeadLetter second = letter(ALICE, calendar, "r2", now());
        run(tx -> tx.deadLetters().add(List.of(first, second)));
        List<RunId> runs = List.of(first.run(), RunId.of("nobody"), RunId.of("R2"));

        assertEquals(0, count(tx -> tx.deadLetters().remove(BOB, runs)));
        assertEquals(1, count(tx -> tx.deadLetters().remove(ALICE, runs)));

        assertEquals(List.of(second), in(tx -> tx.deadLetters().ofUser(ALICE, 9)));
    }

    @Test
    void deadLetters_arePrunedByAge() {
        CalendarRef calendar = calendar("a");
        DeadLetter kept = letter(ALICE, calendar, "r3", in(minutes(1)));
        run(tx -> tx.deadLetters()
                .add(List.of(letter(ALICE, calendar, "r1", now()), letter(ALICE, calendar, "r2", now()), kept)));

        assertEquals(1, count(tx -> tx.deadLetters().prune(in(minutes(1)), 1)));
        assertEquals(1, count(tx -> tx.deadLetters().prune(in(minutes(1)), 9)));

        assertEquals(List.of(kept), in(tx -> tx.deadLetters().ofUser(ALICE, 9)));
    }
}
