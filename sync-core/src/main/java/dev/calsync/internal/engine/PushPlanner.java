package dev.calsync.internal.engine;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.SeriesId;
import dev.calsync.provider.EventWrite;
import dev.calsync.reconcile.SemanticHash;
import dev.calsync.reconcile.Side;
import dev.calsync.store.Intent;
import dev.calsync.store.Link;
import dev.calsync.store.LocalSeries;
import dev.calsync.store.Quarantined;
import dev.calsync.store.StoreTransaction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads what is pending and decides what is to be written, as intents that are durable before anything is sent. */
final class PushPlanner {

    /**
     * What is to be written next.
     *
     * @param intents the writes; may be empty though there is more
     * @param last the last series looked at; null when there are no more
     * @param toBeGuarded whether all that waits may be more than usual
     */
    record Batch(List<Intent> intents, @Nullable SeriesId last, boolean toBeGuarded) {}

    private final SyncRun sync;
    private boolean readAgain;
    private boolean guarded;
    private boolean held;

    PushPlanner(SyncRun sync) {
        this.sync = sync;
    }

    Batch plan(@Nullable SeriesId after, int limit) {
        List<LocalSeries> page = sync.run().fenced(tx -> sync.replicas().in(tx).pending(calendar(), after, limit));
        if (page.isEmpty()) {
            return new Batch(List.of(), null, false);
        }
        List<Intent> intents = new ArrayList<>();
        sync.commit((tx, tally) -> {
            intents.clear();
            intents.addAll(plan(tx, page, tally));
            if (!intents.isEmpty()) {
                tx.intents().put(calendar(), intents);
            }
        });
        boolean all = after == null && page.size() < limit;
        boolean few = sync.guardian().fewEnough(all ? page.size() : Integer.MAX_VALUE);
        return new Batch(intents, page.get(page.size() - 1).id(), !guarded && (held || !few));
    }

    /** What waits was looked at as a whole. */
    void guarded() {
        guarded = true;
    }

    /** Whether something of the last plan cannot be written before everything was read again. */
    boolean readAgain() {
        return readAgain;
    }

    private List<Intent> plan(StoreTransaction tx, List<LocalSeries> page, Tally tally) {
        Map<SeriesId, Link> links = new HashMap<>();
        tx.links()
                .byLocal(calendar(), page.stream().map(LocalSeries::id).toList())
                .forEach(link -> links.put(link.local(), link));
        Map<String, Quarantined> held = held(tx, page);
        List<Intent> intents = new ArrayList<>();
        Withheld withheld = new Withheld(tx, sync);
        List<LocalSeries> waiting = new ParkedConflicts(tx, sync, tally).decideAgain(page, links, held);
        FlapBreaker breaker = new FlapBreaker(tx, calendar(), updated(waiting, links));
        FrozenPairs frozen = new FrozenPairs(tx, sync);
        for (LocalSeries found : waiting) {
            LocalSeries local = frozen.answered(
                    found, links.get(found.id()), held.get(found.id().value()));
            if (local == null) {
                continue;
            }
            Quarantined known = held.get(local.id().value());
            if (withheld.withholds(local, links.get(local.id()))) {
                if (known != null && links.get(local.id()) == null) {
                    tx.quarantine().release(calendar(), List.of(known.key()));
                }
                continue;
            }
            boolean answered =
                    known != null && known.answer() != null && (FlapBreaker.isFrozen(known) || !known.conflict());
            if (known != null && !answered && waits(known, local, tx.now())) {
                continue;
            }
            if (!sync.writable()) {
                tx.quarantine().put(calendar(), List.of(readOnly(tx, local)));
                tally.quarantined++;
                continue;
            }
            EventWrite write = write(local, links.get(local.id()));
            if (write == null) {
                if (known != null) {
                    tx.quarantine().release(calendar(), List.of(known.key()));
                }
                sync.replicas().in(tx).acknowledge(calendar(), local.id(), local.version());
            } else if (!(write instanceof EventWrite.Update) || answered || !flaps(tx, breaker, local, links, tally)) {
                intents.add(new Intent(write, local.id(), local.version(), Intent.State.PLANNED, tx.now()));
            }
        }
        readAgain = withheld.listAgain();
        return intents;
    }

    private static List<SeriesId> updated(List<LocalSeries> waiting, Map<SeriesId, Link> links) {
        return waiting.stream()
                .filter(local -> !local.deleted() && links.containsKey(local.id()))
                .map(LocalSeries::id)
                .toList();
    }

    private boolean flaps(
            StoreTransaction tx, FlapBreaker breaker, LocalSeries local, Map<SeriesId, Link> links, Tally tally) {
        Link link = links.get(local.id());
        if (link == null || !breaker.flaps(local, link)) {
            return false;
        }
        Quarantined frozen = breaker.frozen(local, link);
        tx.quarantine().put(calendar(), List.of(frozen));
        tally.quarantined++;
        tally.conflict(local.id(), frozen.reason());
        return true;
    }

    /** What was tried with this very state waits for another one, or for its time. */
    private static boolean waits(Quarantined known, LocalSeries local, Instant now) {
        Instant next = known.nextTryAt();
        return String.valueOf(local.version()).equals(known.state()) && (next == null || now.isBefore(next));
    }

    /** What is in quarantine of a page of pending series, and what of the calendar's runs is held. */
    private Map<String, Quarantined> held(StoreTransaction tx, List<LocalSeries> page) {
        Map<String, Quarantined> rows = new HashMap<>();
        List<String> keys = new ArrayList<>(HeldChanges.keys());
        page.forEach(local -> keys.add(local.id().value()));
        tx.quarantine().find(calendar(), keys).forEach(one -> rows.put(one.key(), one));
        held = rows.values().stream().anyMatch(HeldChanges::is);
        return rows;
    }

    /** Null when the provider already has what is wanted. */
    private @Nullable EventWrite write(LocalSeries local, @Nullable Link link) {
        String key = idempotencyKey(local, link);
        if (link == null) {
            return local.deleted() ? null : new EventWrite.Create(key, local.series());
        }
        if (local.deleted()) {
            return new EventWrite.Delete(key, link.base());
        }
        EventSeries target = local.series();
        return SemanticHash.of(target).text().equals(link.hash())
                ? null
                : new EventWrite.Update(key, link.base(), target);
    }

    private static Quarantined readOnly(StoreTransaction tx, LocalSeries local) {
        return new Quarantined(
                local.id().value(),
                Side.LOCAL,
                String.valueOf(local.version()),
                "the calendar is read-only for this account, so an edit made here cannot be written",
                1,
                tx.now(),
                false);
    }

    /**
     * The same for the same version of the same series on the same state of the provider's, so that trying again is
     * recognised as such, and writing the same onto what others have made of it is not. A host may give a series that it makes
     * again its old id and version; that it was made at another time tells it from the one that the provider knows.
     */
    private String idempotencyKey(LocalSeries local, @Nullable Link link) {
        String base = link == null
                ? "\n" + local.changedAt()
                : "\n" + link.base().id() + "\n" + link.base().etag();
        String text = calendar() + "\n" + local.id() + "\n" + local.version() + base;
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private CalendarRef calendar() {
        return sync.calendar();
    }
}
