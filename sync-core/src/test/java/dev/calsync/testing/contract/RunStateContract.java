package dev.calsync.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.ETag;
import dev.calsync.model.RemoteId;
import dev.calsync.model.RunId;
import dev.calsync.model.SeriesId;
import dev.calsync.provider.Checkpoint;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.provider.ResumePoint;
import dev.calsync.reconcile.Resolution;
import dev.calsync.reconcile.Side;
import dev.calsync.store.FeedRound;
import dev.calsync.store.Intent;
import dev.calsync.store.JournalEntry;
import dev.calsync.store.Link;
import dev.calsync.store.Quarantined;
import dev.calsync.store.Revision;
import dev.calsync.store.StoredFeed;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What the drawers promise that a run works with: {@link dev.calsync.store.CheckpointStore}, {@link
 * dev.calsync.store.IntentStore}, {@link dev.calsync.store.QuarantineStore} and {@link dev.calsync.store.RevisionStore}.
 */
public abstract class RunStateContract extends StoreContract {
    private static final Instant START = Instant.parse("2026-03-02T09:00:00Z");
    private static final RemoteSeries REMOTE = SeriesFixtures.remote("r1", SeriesFixtures.once("uid-1", START));

    private static Intent create(String series, String key) {
        EventWrite write = new EventWrite.Create(key, SeriesFixtures.once("uid-" + series, START));
        return new Intent(write, SeriesId.of(series), 4, Intent.State.PLANNED, START);
    }

    private void put(CalendarRef calendar, Intent... intents) {
        run(tx -> tx.intents().put(calendar, List.of(intents)));
    }

    private List<Intent> open(CalendarRef calendar) {
        return in(tx -> tx.intents().open(calendar, 99));
    }

    private static Quarantined quarantined(Side side, String key, int attempts) {
        return new Quarantined(
                key, side, attempts == 1 ? null : "\"etag\"", "malformed", attempts, START, attempts == 2);
    }

    private void put(CalendarRef calendar, Quarantined... series) {
        run(tx -> tx.quarantine().put(calendar, List.of(series)));
    }

    private static Revision revision(String series, Side side, Instant at) {
        return new Revision(
                SeriesId.of(series),
                SeriesFixtures.once("uid-" + series, START),
                side,
                at,
                RunId.of("run-1"),
                "the other side is newer");
    }

    private void add(CalendarRef calendar, Revision... revisions) {
        run(tx -> tx.revisions().add(calendar, List.of(revisions)));
    }

    @Test
    void feed_isFoundAsItWasKept() {
        CalendarRef calendar = calendar("a");
        CalendarRef stranger = calendar("b");
        Checkpoint checkpoint = new Checkpoint("cursor ü", "fingerprint");
        StoredFeed begun = new StoredFeed("p1", null, 1, new StoredFeed.Round(null, null));
        StoredFeed inside = new StoredFeed(
                "p1",
                checkpoint,
                2,
                new StoredFeed.Round(checkpoint, new ResumePoint("page 2")),
                "1.filter",
                RunId.of("failed"));
        StoredFeed other = new StoredFeed("P1", checkpoint, 7, null);
        run(tx -> tx.checkpoints().put(calendar, begun));
        assertEquals(List.of(begun), in(tx -> tx.checkpoints().feeds(calendar)));

        run(tx -> tx.checkpoints().put(calendar, inside));
        run(tx -> tx.checkpoints().put(calendar, other));

        assertEquals(Set.of(inside, other), Set.copyOf(in(tx -> tx.checkpoints().feeds(calendar))));
        assertEquals(List.of(), in(tx -> tx.checkpoints().feeds(stranger)));
        run(tx -> tx.checkpoints().delete(calendar, "p1"));
        run(tx -> tx.checkpoints().delete(calendar, "nobody's"));
        assertEquals(List.of(other), in(tx -> tx.checkpoints().feeds(calendar)));
    }

    @Test
    void workersCheckpoint_isFoundAsItWasKept() {
        CalendarRef calendar = calendar("a");
        CalendarRef other = calendar("b");
        assertEquals(Optional.empty(), in(tx -> tx.checkpoints().workerCheckpoint(calendar)));
        run(tx -> tx.checkpoints().putWorkerCheckpoint(calendar, "1"));

        run(tx -> tx.checkpoints().putWorkerCheckpoint(calendar, "2 ü"));

        assertEquals(Optional.of("2 ü"), in(tx -> tx.checkpoints().workerCheckpoint(calendar)));
        assertEquals(Optional.empty(), in(tx -> tx.checkpoints().workerCheckpoint(other)));
    }

    @Test
    void intents_areFoundAsTheyWereKeptOldestFirst() {
        CalendarRef calendar = calendar("a");
        Intent first = create("z", "key-1");
        Intent update = new Intent(
                new EventWrite.Update("key-2", REMOTE, SeriesFixtures.titled(REMOTE.series(), "New")),
                SeriesId.of("b"),
                7,
                Intent.State.UNKNOWN,
                START);
        Intent delete = new Intent(
                new EventWrite.Delete("key-3", REMOTE), SeriesId.of("a"), 9, Intent.State.SENT, START.minusSeconds(1));

        put(calendar, first);
        put(calendar, update, delete);

        assertEquals(List.of(first, update, delete), open(calendar));
        assertEquals(List.of(first), in(tx -> tx.intents().open(calendar, 1)));
        assertEquals(List.of(), open(calendar("b")));
    }

    @Test
    void series_hasOneIntentAtMost() {
        CalendarRef calendar = calendar("a");
        Intent first = create("s1", "key-1");
        Intent second = create("s2", "key-2");
        put(calendar, first, second);

        Intent further = first.to(Intent.State.SENT, START.plusSeconds(9));
        put(calendar, further);
        assertEquals(List.of(further, second), open(calendar), "it keeps its place");
        Intent other = create("s1", "key-9");
        put(calendar, other);

        assertEquals(List.of(other, second), open(calendar));
    }

    @Test
    void settledIntent_isForgotten() {
        CalendarRef calendar = calendar("a");
        Intent first = create("s1", "key-1");
        Intent second = create("s2", "key-2");
        put(calendar, first, second);

        run(tx -> tx.intents().settle(calendar, List.of(SeriesId.of("s1"), SeriesId.of("S2"))));

        assertEquals(List.of(second), open(calendar));
        put(calendar, first);
        assertEquals(List.of(second, first), open(calendar), "a new one goes to the end");
    }

    @Test
    void quarantine_isKeptOnceForEachSideAndKey() {
        CalendarRef calendar = calendar("a");
        CalendarRef stranger = calendar("b");
        Quarantined remote = quarantined(Side.REMOTE, "x", 1);
        Quarantined local = quarantined(Side.LOCAL, "x", 1);
        Quarantined other = quarantined(Side.REMOTE, "a", 1);
        Quarantined again = quarantined(Side.REMOTE, "x", 2);
        put(calendar, remote, local);
        put(calendar, other);

        put(calendar, again);

        assertEquals(List.of(again, local, other), in(tx -> tx.quarantine().ofCalendar(calendar, 99)));
        assertEquals(List.of(again), in(tx -> tx.quarantine().ofCalendar(calendar, 1)));
        assertEquals(
                Set.of(again, local),
                Set.copyOf(in(tx -> tx.quarantine().find(calendar, List.of("x", "X", "nobody")))));
        assertEquals(List.of(), in(tx -> tx.quarantine().ofCalendar(stranger, 99)));
    }

    private static Quarantined conflict(Resolution answer) {
        RemoteSeries theirs =
                RemoteSeries.of(RemoteId.of("/x"), ETag.of("\"7\""), SeriesFixtures.once("uid-x", START), "its text");
        Quarantined open = new Quarantined(
                "x", Side.LOCAL, "3", "both changed it", 2, START, true, null, theirs, null, START.plusSeconds(60));
        return answer == null ? open : open.answered(answer);
    }

    @Test
    void conflict_isKeptWithWhatTheProviderHas_andWithEveryKindOfAnswer() {
        CalendarRef calendar = calendar("a");
        List<Resolution> answers = List.of(
                new Resolution.KeepLocal(),
                new Resolution.KeepRemote(),
                new Resolution.Merge(SeriesFixtures.once("uid-x", START)),
                new Resolution.Escalate("later"));
        for (Resolution answer : answers) {
            put(calendar, conflict(null));
            assertEquals(List.of(conflict(null)), in(tx -> tx.quarantine().ofCalendar(calendar, 99)));

            boolean kept = in(tx -> tx.quarantine().answer(calendar, conflict(null), answer));

            assertEquals(true, kept);
            assertEquals(List.of(conflict(answer)), in(tx -> tx.quarantine().ofCalendar(calendar, 99)));
        }
    }

    @Test
    void answerToAConflictThatIsAnotherByNow_changesNothing() {
        CalendarRef calendar = calendar("a");
        CalendarRef other = calendar("b");
        put(calendar, conflict(null), quarantined(Side.REMOTE, "x", 1));
        Quarantined moved = conflict(null).attempts(3);

        boolean wrong = in(tx -> tx.quarantine().answer(calendar, moved, new Resolution.KeepLocal()));
        boolean stranger = in(tx -> tx.quarantine().answer(other, conflict(null), new Resolution.KeepLocal()));

        assertEquals(List.of(false, false), List.of(wrong, stranger));
        assertEquals(
                List.of(conflict(null), quarantined(Side.REMOTE, "x", 1)),
                in(tx -> tx.quarantine().ofCalendar(calendar, 99)));
    }

    @Test
    void releasedSeries_isOutOfQuarantine() {
        CalendarRef calendar = calendar("a");
        Quarantined kept = quarantined(Side.REMOTE, "kept", 1);
        put(calendar, quarantined(Side.REMOTE, "x", 1), quarantined(Side.LOCAL, "x", 1), kept);

        run(tx -> tx.quarantine().release(calendar, List.of("x", "nobody", "KEPT")));

        assertEquals(List.of(kept), in(tx -> tx.quarantine().ofCalendar(calendar, 99)));
        assertEquals(List.of(), in(tx -> tx.quarantine().find(calendar, List.of("x"))));
    }

    @Test
    void revisions_areFoundAsTheyWereKeptNewestFirst() {
        CalendarRef calendar = calendar("a");
        CalendarRef other = calendar("b");
        Revision first = revision("s1", Side.LOCAL, now());
        Revision second = revision("s2", Side.REMOTE, in(minutes(1)));
        Revision third = revision("s1", Side.REMOTE, in(minutes(2)));
        add(calendar, first, second);
        add(calendar, third);

        assertEquals(List.of(third, second, first), in(tx -> tx.revisions().ofCalendar(calendar, 99)));
        assertEquals(List.of(third, second), in(tx -> tx.revisions().ofCalendar(calendar, 2)));
        assertEquals(List.of(third, first), in(tx -> tx.revisions().ofSeries(calendar, SeriesId.of("s1"), 99)));
        assertEquals(List.of(third), in(tx -> tx.revisions().ofSeries(calendar, SeriesId.of("s1"), 1)));
        assertEquals(List.of(), in(tx -> tx.revisions().ofSeries(calendar, SeriesId.of("S1"), 99)));
        assertEquals(List.of(), in(tx -> tx.revisions().ofCalendar(other, 99)));
    }

    private JournalEntry entry(String run, String series, Side side, Instant at) {
        return new JournalEntry(
                0,
                RunId.of(run),
                SeriesId.of(series),
                side,
                at,
                side == Side.LOCAL ? SeriesFixtures.once("uid-" + series, START) : null,
                side == Side.REMOTE ? "hash" : null);
    }

    private List<JournalEntry> journal(CalendarRef calendar, String run) {
        return in(tx -> tx.journal().ofRun(calendar, RunId.of(run), 0, 99));
    }

    private static List<JournalEntry> unnumbered(List<JournalEntry> entries) {
        return entries.stream().map(entry -> entry.number(0)).toList();
    }

    @Test
    void journal_isReadRunByRun_inTheOrderItWasKept() {
        CalendarRef calendar = calendar("a");
        CalendarRef other = calendar("b");
        JournalEntry first = entry("r1", "s2", Side.LOCAL, in(minutes(1)));
        JournalEntry second = entry("r1", "s1", Side.REMOTE, now());
        JournalEntry third = entry("r1", "s2", Side.REMOTE, in(minutes(2)));
        run(tx -> tx.journal().add(calendar, List.of(first, second)));
        run(tx -> tx.journal().add(calendar, List.of(entry("r2", "s1", Side.LOCAL, now()))));
        run(tx -> tx.journal().add(calendar, List.of(third)));

        List<JournalEntry> all = journal(calendar, "r1");

        assertEquals(List.of(first, second, third), unnumbered(all));
        assertEquals(1, journal(calendar, "r2").size());
        assertEquals(List.of(), journal(calendar, "R1"));
        assertEquals(List.of(), journal(other, "r1"));
        assertEquals(
                all.subList(1, 2),
                in(tx -> tx.journal().ofRun(calendar, RunId.of("r1"), all.get(0).number(), 1)));
    }

    @Test
    void journal_keepsWhatTiedASeries_andForgetsARunThatWasUndone() {
        CalendarRef calendar = calendar("a");
        JournalEntry bare = entry("r1", "s1", Side.LOCAL, now());
        JournalEntry tied = new JournalEntry(
                0,
                bare.run(),
                bare.series(),
                bare.side(),
                bare.at(),
                bare.before(),
                bare.after(),
                new Link(bare.series(), REMOTE, "hash ü", new FeedRound("p", 7), Side.REMOTE));
        JournalEntry other = entry("r2", "s1", Side.LOCAL, now());
        run(tx -> tx.journal().add(calendar, List.of(tied, bare, other)));
        assertEquals(List.of(tied, bare), unnumbered(journal(calendar, "r1")));

        run(tx -> tx.journal().forget(calendar, RunId.of("r1")));
        run(tx -> tx.journal().forget(calendar, RunId.of("nobody's")));

        assertEquals(List.of(), journal(calendar, "r1"));
        assertEquals(List.of(other), unnumbered(journal(calendar, "r2")));
        assertEquals(
                List.of(other),
                unnumbered(in(tx -> tx.journal().ofSeries(calendar, List.of(bare.series()), bare.at(), 9))));
        int pruned = in(tx -> tx.journal().prune(in(minutes(9)), 9));
        assertEquals(1, pruned);
    }

    @Test
    void journal_isReadSeriesBySeries_fromATimeOn() {
        CalendarRef calendar = calendar("a");
        CalendarRef other = calendar("b");
        JournalEntry old = entry("r1", "s1", Side.LOCAL, now());
        JournalEntry first = entry("r1", "s1", Side.REMOTE, in(minutes(1)));
        JournalEntry second = entry("r2", "s2", Side.LOCAL, in(minutes(3)));
        JournalEntry third = entry("r3", "s1", Side.LOCAL, in(minutes(2)));
        run(tx -> tx.journal().add(calendar, List.of(old, first, second, third)));
        run(tx -> tx.journal().add(calendar, List.of(entry("r3", "S1", Side.LOCAL, in(minutes(2))))));
        List<SeriesId> both = List.of(SeriesId.of("s1"), SeriesId.of("s2"));
        Instant since = in(minutes(1));

        List<JournalEntry> found = unnumbered(in(tx -> tx.journal().ofSeries(calendar, both, since, 99)));
        assertEquals(Set.of(first, second, third), Set.copyOf(found));
        assertEquals(
                List.of(first, third),
                found.stream()
                        .filter(entry -> entry.series().equals(SeriesId.of("s1")))
                        .toList());
        assertEquals(
                1, in(tx -> tx.journal().ofSeries(calendar, both, since, 1)).size());
        assertEquals(List.of(), in(tx -> tx.journal().ofSeries(calendar, List.of(), since, 99)));
        assertEquals(List.of(), in(tx -> tx.journal().ofSeries(other, both, since, 99)));
    }

    @Test
    void journal_isPrunedByAge() {
        CalendarRef calendar = calendar("a");
        CalendarRef other = calendar("b");
        JournalEntry kept = entry("r1", "s1", Side.REMOTE, in(minutes(5)));
        run(tx -> tx.journal().add(calendar, List.of(entry("r1", "s1", Side.LOCAL, now()), kept)));
        run(tx -> tx.journal().add(other, List.of(entry("r9", "s1", Side.LOCAL, in(minutes(1))))));

        assertEquals(1, count(tx -> tx.journal().prune(in(minutes(5)), 1)));
        assertEquals(1, count(tx -> tx.journal().prune(in(minutes(5)), 99)), "the time is exclusive");

        assertEquals(List.of(kept), unnumbered(journal(calendar, "r1")));
        assertEquals(List.of(), journal(other, "r9"));
    }

    @Test
    void revisions_arePrunedByAgeAlone() {
        CalendarRef calendar = calendar("a");
        CalendarRef other = calendar("b");
        Revision kept = revision("s1", Side.REMOTE, in(minutes(5)));
        add(calendar, revision("s1", Side.LOCAL, now()), kept);
        add(other, revision("s9", Side.LOCAL, in(minutes(1))));

        assertEquals(1, count(tx -> tx.revisions().prune(in(minutes(5)), 1)));
        assertEquals(1, count(tx -> tx.revisions().prune(in(minutes(5)), 99)), "the time is exclusive");

        assertEquals(List.of(kept), in(tx -> tx.revisions().ofCalendar(calendar, 99)));
        assertEquals(List.of(kept), in(tx -> tx.revisions().ofSeries(calendar, SeriesId.of("s1"), 99)));
        assertEquals(List.of(), in(tx -> tx.revisions().ofCalendar(other, 99)));
    }
}
