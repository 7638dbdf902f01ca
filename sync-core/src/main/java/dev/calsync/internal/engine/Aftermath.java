package dev.calsync.internal.engine;

import dev.calsync.job.OnFailure;
import dev.calsync.job.Priority;
import dev.calsync.store.Lease;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredFeed;
import dev.calsync.store.WorkCause;
import dev.calsync.store.WorkRequest;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the end of a run brings with it. Where what it wrote is to be undone after a failure, the transaction that ends it sets the change
 * feeds back to where they were when it began, and notes in their rows which run has to be undone first: whoever runs the
 * calendar next reads that with the feeds, and begins with it. So it needs no row of its own, and no crash can lose it.
 * Belongs to one run, which sets it; read by whoever writes down how the run ended.
 */
final class Aftermath {
    /** Before the run that only undoes, where nothing is tried again. */
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final ActiveRun run;
    private volatile @Nullable List<StoredFeed> begunAt;
    private volatile @Nullable String note;
    private volatile boolean givesWay;

    Aftermath(ActiveRun run) {
        this.run = run;
    }

    /** From here on the run writes what may have to be undone. */
    void begunAt(List<StoredFeed> feeds) {
        if (run.options().onFailure() == OnFailure.ROLL_BACK) {
            begunAt = List.copyOf(feeds);
        }
    }

    /** Something that history should tell, however the run ends. */
    void note(String text) {
        note = text;
    }

    /** What is left to do is work of its own, which comes after all other. */
    void giveWay() {
        givesWay = true;
    }

    boolean givesWay() {
        return givesWay;
    }

    /** What history says of how it ended. */
    @Nullable
    String detail(@Nullable String detail) {
        String noted = note;
        return noted == null ? detail : detail == null ? noted : detail + "; " + noted;
    }

    /** Why it failed, and what follows. */
    String reason(String failure) {
        return begunAt == null ? failure : failure + "; what it has written is undone first";
    }

    /** Whether a run is for nothing but to undo what another has written. */
    static boolean onlyUndoes(Lease lease) {
        return lease.demand().causes().equals(EnumSet.of(WorkCause.ROLL_BACK));
    }

    /** What is left to do is owed at low priority. */
    void askLater(StoreTransaction tx) {
        Lease lease = run.lease();
        tx.work()
                .request(List.of(new WorkRequest(
                        lease.calendar(), lease.user(), lease.type(), Priority.LOW, tx.now(), WorkCause.RESYNC)));
    }

    /** The run failed, and is tried again. */
    void undoFirst(StoreTransaction tx) {
        owes(tx);
    }

    /** The run failed, and nothing is tried again: somebody has to undo what it wrote all the same. */
    void undoAnyway(StoreTransaction tx) {
        Lease lease = run.lease();
        if (owes(tx) && !onlyUndoes(lease)) {
            tx.work()
                    .request(List.of(new WorkRequest(
                            lease.calendar(),
                            lease.user(),
                            lease.type(),
                            lease.priority(),
                            tx.now().plus(PAUSE),
                            WorkCause.ROLL_BACK)));
        }
    }

    /** Returns whether there is anything to be undone. */
    private boolean owes(StoreTransaction tx) {
        List<StoredFeed> before = begunAt;
        if (before == null
                || (tx.journal().ofRun(run.calendar(), run.id(), 0, 1).isEmpty()
                        && tx.intents().open(run.calendar(), 1).isEmpty())) {
            return false;
        }
        List<StoredFeed> feeds = tx.checkpoints().feeds(run.calendar());
        if (feeds.stream().anyMatch(feed -> feed.rollBack() != null)) {
            // It had not come to the end of undoing another one.
            return true;
        }
        for (StoredFeed feed : feeds) {
            StoredFeed then = before.stream()
                    .filter(one -> one.partition().equals(feed.partition()))
                    .findFirst()
                    .orElseGet(() -> new StoredFeed(feed.partition(), null, 0, null));
            tx.checkpoints()
                    .put(
                            run.calendar(),
                            new StoredFeed(
                                    feed.partition(), then.checkpoint(), feed.round(), null, then.filter(), run.id()));
        }
        return !feeds.isEmpty();
    }
}
