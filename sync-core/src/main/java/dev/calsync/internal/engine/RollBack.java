package dev.calsync.internal.engine;

import dev.calsync.internal.pacing.Permission;
import dev.calsync.job.WorkOutcome;
import dev.calsync.job.WorkStep;
import dev.calsync.listener.SyncEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.RunId;
import dev.calsync.model.SeriesId;
import dev.calsync.provider.EventWrite;
import dev.calsync.reconcile.SemanticHash;
import dev.calsync.reconcile.Side;
import dev.calsync.store.Intent;
import dev.calsync.store.JournalEntry;
import dev.calsync.store.Link;
import dev.calsync.store.LocalChange;
import dev.calsync.store.LocalOutcome;
import dev.calsync.store.LocalSeries;
import dev.calsync.store.ReplicaStore;
import dev.calsync.store.Revision;
import dev.calsync.store.StoreTransaction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Undoes what a failed run has written, before anything else is done. Unlike undoing at a person's wish, which edits this
 * side and pushes that, this puts both sides where they were: edits that the run had pushed wait again, what it had taken
 * over is to be read again, and nobody's edit is lost.
 *
 * <ol>
 *   <li>the journal of the failed run is read once, for what it left of each series: hashes only
 *   <li>what it told the provider is taken back there, through intents, onto the entity tag that it left
 *   <li>what it did here is taken back, each series together with what tied it
 *   <li>the mark that brought us here goes, in one transaction with the journal
 * </ol>
 *
 * Nothing remembers how far this came. Each series says so itself: what is as the run left it is to be undone, what is as
 * it was before has been, and what is otherwise was changed by somebody since, stays, and is reported. So a crash at any
 * point repeats a little reading. At any time what was edited here waits to be pushed, or is agreed on.
 */
final class RollBack {
    /** A write that carries no version of this side's to the provider: its answer acknowledges nothing. */
    static final long NO_VERSION = -1;

    private static final int READ_AT_ONCE = 500;
    private static final int UNDONE_AT_ONCE = 50;
    private static final String CHANGED_THERE = "changed at the provider since";
    private static final String EDITED_HERE = "edited here since";

    /** What the failed run did to a series; empty hashes stand for nothing. */
    private static final class Trace {
        private long firstHere;
        private long firstThere;
        private String leftHere = "";
        private String before = "";
        private String leftThere = "";
        private boolean tried;

        void add(JournalEntry entry) {
            if (entry.side() == Side.LOCAL) {
                firstHere = firstHere == 0 ? entry.number() : firstHere;
                leftHere = Objects.requireNonNullElse(entry.after(), "");
            } else {
                if (firstThere == 0) {
                    firstThere = entry.number();
                    before = hash(entry.before());
                }
                leftThere = Objects.requireNonNullElse(entry.after(), "");
            }
        }

        boolean told() {
            return firstThere > 0;
        }

        /** Whether it was changed here before the provider was told: then that is to be undone as well. */
        boolean changedHere() {
            return firstHere > 0 && (firstThere == 0 || firstHere < firstThere);
        }

        long first() {
            return changedHere() ? firstHere : firstThere;
        }
    }

    private final SyncRun sync;
    private final RunId failed;
    private final WorkStep then;
    private final PushSteps push;
    private final Map<SeriesId, Trace> traces = new HashMap<>();
    private final Map<String, Integer> left = new TreeMap<>();
    private long undone;

    RollBack(SyncRun sync, RunId failed, WorkStep then) {
        this.sync = sync;
        this.failed = failed;
        this.then = then;
        this.push = new PushSteps(sync);
    }

    WorkOutcome begin() {
        return sync.more(() -> read(0));
    }

    private WorkOutcome read(long after) {
        List<JournalEntry> page = page(after, READ_AT_ONCE);
        page.forEach(entry ->
                traces.computeIfAbsent(entry.series(), id -> new Trace()).add(entry));
        return sync.more(page.isEmpty() ? () -> there(0) : () -> read(last(page)));
    }

    private List<JournalEntry> page(long after, int limit) {
        return sync.run().fenced(tx -> tx.journal().ofRun(calendar(), failed, after, limit));
    }

    private static long last(List<JournalEntry> page) {
        return page.get(page.size() - 1).number();
    }

    private Trace trace(JournalEntry entry) {
        return Objects.requireNonNull(traces.get(entry.series()));
    }

    private WorkOutcome there(long after) {
        List<JournalEntry> page = page(after, UNDONE_AT_ONCE);
        if (page.isEmpty()) {
            return sync.more(() -> here(0));
        }
        List<JournalEntry> told = page.stream()
                .filter(entry -> entry.number() == trace(entry).firstThere)
                .toList();
        List<Intent> intents = new ArrayList<>();
        if (!told.isEmpty()) {
            sync.commit((tx, tally) -> {
                intents.clear();
                intents.addAll(plan(tx, told));
                if (!intents.isEmpty()) {
                    tx.intents().put(calendar(), intents);
                }
            });
        }
        return intents.isEmpty()
                ? sync.more(() -> there(last(page)))
                : sync.more(() -> send(intents, after, last(page)));
    }

    private WorkOutcome send(List<Intent> intents, long after, long last) {
        Permission permission = sync.mayWrite(intents.size());
        if (permission instanceof Permission.Refused refused) {
            push.giveUp(intents);
            return sync.putOff(refused);
        }
        int now = Math.min(((Permission.Granted) permission).requests(), intents.size());
        if (now < intents.size()) {
            push.giveUp(intents.subList(now, intents.size()));
        }
        List<Intent> some = intents.subList(0, now);
        some.forEach(intent -> Objects.requireNonNull(traces.get(intent.series())).tried = true);
        return push.deliver(some, () -> there(now < intents.size() ? after : last));
    }

    /** What is taken back at the provider. Until that is known, what was edited here waits to be pushed. */
    private List<Intent> plan(StoreTransaction tx, List<JournalEntry> told) {
        Map<SeriesId, Link> links = links(tx, told);
        Map<SeriesId, LocalSeries> locals = locals(tx, told);
        List<Intent> intents = new ArrayList<>();
        for (JournalEntry entry : told) {
            Trace trace = trace(entry);
            Link link = links.get(entry.series());
            LocalSeries local = locals.get(entry.series());
            boolean asLeft = hash(link).equals(trace.leftThere)
                    && (!trace.changedHere() || hash(local).equals(trace.leftHere));
            if (!trace.tried && asLeft && !hash(link).equals(trace.before) && waits(tx, entry, local)) {
                EventWrite write = inverse(entry, link);
                intents.add(new Intent(write, entry.series(), NO_VERSION, Intent.State.PLANNED, tx.now()));
                keep(tx, local == null || local.deleted() ? null : local.series(), entry.series());
            }
        }
        return intents;
    }

    private EventWrite inverse(JournalEntry entry, @Nullable Link link) {
        EventSeries before = entry.before();
        String text = "undo\n" + failed + "\n" + calendar() + "\n" + entry.series() + "\n"
                + (link == null ? "" : link.base().etag());
        String key =
                UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
        if (link == null) {
            return new EventWrite.Create(key, Objects.requireNonNull(before).withVersion(0));
        }
        return before == null
                ? new EventWrite.Delete(key, link.base())
                : new EventWrite.Update(key, link.base(), before.withVersion(0));
    }

    /** What the run had pushed waits again, under a new version, so that it is another write when it is pushed once more. */
    private boolean waits(StoreTransaction tx, JournalEntry entry, @Nullable LocalSeries local) {
        ReplicaStore replica = tx.replica();
        if (local != null) {
            return local.pending() || applied(replica.edit(calendar(), change(local, local.series())));
        }
        EventSeries before = entry.before();
        if (before == null
                || !replica.findByUid(calendar(), List.of(before.uid())).isEmpty()) {
            return false;
        }
        return replica.edit(calendar(), new LocalChange(entry.series(), 0, before.withVersion(0)))
                        instanceof LocalOutcome.Applied made
                && applied(replica.edit(calendar(), new LocalChange(entry.series(), made.version(), null)));
    }

    private WorkOutcome here(long after) {
        List<JournalEntry> page = page(after, UNDONE_AT_ONCE);
        if (page.isEmpty()) {
            return done();
        }
        List<JournalEntry> firsts = page.stream()
                .filter(entry -> entry.number() == trace(entry).first())
                .toList();
        List<String> why = new ArrayList<>();
        sync.commit((tx, tally) -> {
            why.clear();
            Map<SeriesId, Link> links = links(tx, firsts);
            Map<SeriesId, LocalSeries> locals = locals(tx, firsts);
            for (JournalEntry entry : firsts) {
                String not = takeBack(tx, entry, locals.get(entry.series()), links.get(entry.series()));
                if (not != null) {
                    why.add(not);
                }
            }
        });
        undone += firsts.size() - why.size();
        why.forEach(one -> left.merge(one, 1, Integer::sum));
        return sync.more(() -> here(last(page)));
    }

    /** Returns why not; null if it is as it was. */
    private @Nullable String takeBack(
            StoreTransaction tx, JournalEntry entry, @Nullable LocalSeries local, @Nullable Link link) {
        Trace trace = trace(entry);
        if (trace.told() && !hash(link).equals(trace.before)) {
            return CHANGED_THERE;
        }
        if (!trace.changedHere()) {
            return null;
        }
        if (!hash(local).equals(trace.leftHere)) {
            return hash(local).equals(hash(entry.before())) ? null : EDITED_HERE;
        }
        if (!restore(tx, entry, local)) {
            return EDITED_HERE;
        }
        if (trace.told()) {
            keep(tx, entry.before(), entry.series());
        }
        Link tie = entry.link();
        if (tie == null) {
            tx.links().delete(calendar(), List.of(entry.series()));
        } else {
            tx.links().put(calendar(), List.of(tie));
        }
        return null;
    }

    /**
     * An edit that the provider had, and is about to lose, whether we hear of that or not. A stale answer may still show it
     * there, and the edit would count as pushed; or somebody puts another in its place who never saw it. What is there then
     * is taken over, and the edit would be gone.
     */
    private void keep(StoreTransaction tx, @Nullable EventSeries edit, SeriesId series) {
        if (edit != null) {
            String reason = "what run " + failed + " had written was undone; the edit waits to be pushed again";
            RunId run = sync.run().id();
            tx.revisions().add(calendar(), List.of(new Revision(series, edit, Side.LOCAL, tx.now(), run, reason)));
        }
    }

    /** What had been edited here and not pushed waits again; what both sides had agreed on does not. */
    private boolean restore(StoreTransaction tx, JournalEntry entry, @Nullable LocalSeries local) {
        ReplicaStore replica = tx.replica();
        EventSeries before = entry.before();
        Link tie = entry.link();
        if (before == null) {
            if (local == null || local.deleted()) {
                return true;
            }
            LocalChange gone = change(local, null);
            return applied(
                    tie == null ? replica.apply(calendar(), List.of(gone)).get(0) : replica.edit(calendar(), gone));
        }
        if (local == null
                && !replica.findByUid(calendar(), List.of(before.uid())).isEmpty()) {
            return false;
        }
        LocalChange back = local == null
                ? new LocalChange(entry.series(), 0, before.withVersion(0))
                : change(local, before.withVersion(local.version()));
        if (tie == null || !tie.hash().equals(hash(before))) {
            return applied(replica.edit(calendar(), back));
        }
        LocalOutcome outcome = replica.apply(calendar(), List.of(back)).get(0);
        if (outcome instanceof LocalOutcome.Applied made) {
            replica.acknowledge(calendar(), entry.series(), made.version());
        }
        return applied(outcome);
    }

    private WorkOutcome done() {
        sync.commit((tx, tally) -> {
            tx.journal().forget(calendar(), failed);
            tx.checkpoints().feeds(calendar()).stream()
                    .filter(feed -> feed.rollBack() != null)
                    .forEach(feed -> tx.checkpoints().put(calendar(), feed.rollBack(null)));
        });
        sync.rolledBack();
        long not = left.values().stream().mapToInt(Integer::intValue).sum();
        ActiveRun run = sync.run();
        run.aftermath()
                .note("what run " + failed + " had written was undone: " + undone + " series"
                        + (not == 0 ? "" : ", and not " + left));
        run.services()
                .listeners()
                .tell(new SyncEvent.RunRolledBack(
                        run.lease().user(),
                        run.services().environment().time().now(),
                        calendar(),
                        run.id(),
                        failed,
                        undone,
                        not));
        return sync.more(then);
    }

    private Map<SeriesId, Link> links(StoreTransaction tx, List<JournalEntry> entries) {
        Map<SeriesId, Link> links = new HashMap<>();
        tx.links()
                .byLocal(calendar(), entries.stream().map(JournalEntry::series).toList())
                .forEach(link -> links.put(link.local(), link));
        return links;
    }

    private Map<SeriesId, LocalSeries> locals(StoreTransaction tx, List<JournalEntry> entries) {
        Map<SeriesId, LocalSeries> locals = new HashMap<>();
        tx.replica()
                .read(calendar(), entries.stream().map(JournalEntry::series).toList())
                .forEach(local -> locals.put(local.id(), local));
        return locals;
    }

    private static LocalChange change(LocalSeries local, @Nullable EventSeries to) {
        return new LocalChange(local.id(), local.version(), to);
    }

    private static boolean applied(LocalOutcome outcome) {
        return outcome instanceof LocalOutcome.Applied;
    }

    private static String hash(@Nullable EventSeries series) {
        return series == null ? "" : SemanticHash.of(series).text();
    }

    private static String hash(@Nullable LocalSeries local) {
        return local == null || local.deleted() ? "" : hash(local.series());
    }

    private static String hash(@Nullable Link link) {
        return link == null ? "" : link.hash();
    }

    private CalendarRef calendar() {
        return sync.calendar();
    }
}
