package dev.calsync.internal.engine;

import dev.calsync.mirror.Mirror;
import dev.calsync.mirror.MirrorEnd;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.SeriesId;
import dev.calsync.store.LocalSeries;
import dev.calsync.store.MirrorTie;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredFeed;
import dev.calsync.store.StoredMirror;
import dev.calsync.store.TouchedSeries;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One transaction's worth of mirroring for one calendar: the next of the series that were touched, or, if none were, the
 * next page of a look through the whole calendar, which is due when a mirror is new and once a day. Belongs to one
 * transaction.
 */
final class MirrorWork {
    private static final int AT_ONCE = 50;
    private static final Duration LOOK_EVERY = Duration.ofDays(1);
    private static final String REPLICA = "replica:";
    private static final String TIES = "ties:";
    /** Wide enough for every event, and within what every store can keep. */
    private static final Instant BEGINNING = Instant.parse("-9999-01-01T00:00:00Z");

    private static final Instant END = Instant.parse("9999-12-31T00:00:00Z");

    private final StoreTransaction tx;
    private final ActiveRun run;
    private final CalendarRef calendar;
    private final List<StoredMirror> all;
    private final MirrorWrites writes;
    private final Providers providers;

    /** @param pushFollows whether what changes here is pushed without being asked for */
    MirrorWork(StoreTransaction tx, ActiveRun run, Providers providers, boolean pushFollows) {
        this.tx = tx;
        this.run = run;
        this.calendar = run.calendar();
        this.providers = providers;
        this.all = tx.mirrors().hold(run.lease().user());
        this.writes = new MirrorWrites(tx, run, all, pushFollows);
    }

    /** Does some of it. Returns whether there may be more. */
    boolean some() {
        List<TouchedSeries> waiting = tx.mirrors().waiting(calendar, AT_ONCE);
        if (!waiting.isEmpty()) {
            List<SeriesId> series =
                    waiting.stream().map(TouchedSeries::series).distinct().toList();
            List<StoredMirror> ready = ready();
            ready.forEach(stored -> pairs(stored.mirror()).bring(series));
            all.stream()
                    .filter(stored -> stored.mirror().has(calendar) && !ready.contains(stored))
                    .forEach(this::lookAnew);
            tx.mirrors()
                    .done(calendar, waiting.stream().map(TouchedSeries::number).toList());
            writes.request();
            return true;
        }
        boolean looked = false;
        for (StoredMirror stored : ready()) {
            looked |= look(stored);
        }
        writes.request();
        return looked;
    }

    private MirrorPairs pairs(Mirror mirror) {
        return new MirrorPairs(tx, run, mirror, end(mirror), all, writes, providers);
    }

    private MirrorEnd end(Mirror mirror) {
        return mirror.source().equals(calendar) ? MirrorEnd.SOURCE : MirrorEnd.TARGET;
    }

    /**
     * Those that are not paused and whose other calendar was read once: what it has already must not be copied to it. A
     * mirror that becomes ready looks through both of its calendars, so what is touched before need not be kept.
     */
    private List<StoredMirror> ready() {
        return all.stream()
                .filter(stored ->
                        stored.mirror().paused() == null && stored.mirror().has(calendar))
                .filter(stored -> {
                    List<StoredFeed> feeds = tx.checkpoints()
                            .feeds(stored.mirror().at(end(stored.mirror()).other()));
                    return !feeds.isEmpty() && feeds.stream().allMatch(feed -> feed.checkpoint() != null);
                })
                .toList();
    }

    /** What it does not see now it finds once it is ready. */
    private void lookAnew(StoredMirror stored) {
        MirrorEnd end = end(stored.mirror());
        if (!stored.look(end).equals(StoredMirror.Look.NEVER)) {
            tx.mirrors().put(stored.look(end, StoredMirror.Look.NEVER));
        }
    }

    /** Looks through the next page of the calendar, if a look is under way or due. Returns whether it did. */
    private boolean look(StoredMirror stored) {
        MirrorEnd end = end(stored.mirror());
        StoredMirror.Look look = stored.look(end);
        Instant complete = look.completeAt();
        String place = look.place();
        if (place == null) {
            if (complete != null && tx.now().isBefore(complete.plus(LOOK_EVERY))) {
                return false;
            }
            place = REPLICA;
        }
        StoredMirror.Look next = place.startsWith(REPLICA)
                ? throughReplica(stored.mirror(), end, look, place.substring(REPLICA.length()))
                : throughTies(stored.mirror(), look, place.substring(TIES.length()));
        tx.mirrors().put(stored.look(end, next));
        StoredMirror.Look other = stored.look(end.other());
        if (next.place() == null && other.completeAt() == null && other.place() == null) {
            writes.ask(stored.mirror().at(end.other()));
        }
        return true;
    }

    private StoredMirror.Look throughReplica(Mirror mirror, MirrorEnd end, StoredMirror.Look look, String after) {
        List<LocalSeries> page = tx.replica().overlapping(calendar, BEGINNING, END, after(after), AT_ONCE);
        bring(mirror, page, LocalSeries::id);
        if (page.size() == AT_ONCE) {
            return new StoredMirror.Look(
                    look.completeAt(), REPLICA + page.get(page.size() - 1).id());
        }
        // What is gone from the source shows only in the ties.
        return end == MirrorEnd.SOURCE
                ? new StoredMirror.Look(look.completeAt(), TIES)
                : new StoredMirror.Look(tx.now(), null);
    }

    private StoredMirror.Look throughTies(Mirror mirror, StoredMirror.Look look, String after) {
        List<MirrorTie> page = tx.mirrorTies().page(mirror.id(), after(after), AT_ONCE);
        bring(mirror, page, MirrorTie::source);
        return page.size() == AT_ONCE
                ? new StoredMirror.Look(
                        look.completeAt(), TIES + page.get(page.size() - 1).source())
                : new StoredMirror.Look(tx.now(), null);
    }

    private <T> void bring(Mirror mirror, List<T> page, Function<T, SeriesId> id) {
        List<SeriesId> series = new ArrayList<>();
        page.forEach(one -> series.add(id.apply(one)));
        if (!series.isEmpty()) {
            pairs(mirror).bring(series);
        }
    }

    private static @Nullable SeriesId after(String id) {
        return id.isEmpty() ? null : SeriesId.of(id);
    }
}
