package dev.calsync.internal.push;

import dev.calsync.error.StoreUnavailableException;
import dev.calsync.internal.push.ChannelBook.Known;
import dev.calsync.internal.push.ChannelState.Note;
import dev.calsync.internal.push.ChannelState.Phase;
import dev.calsync.model.CalendarRef;
import dev.calsync.provider.ChangeNotificationSource;
import dev.calsync.provider.ChannelHint;
import dev.calsync.provider.Checkpoint;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredChannel;
import dev.calsync.store.StoredFeed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes hints durable, many with one transaction. Thread-safe.
 *
 * <p><b>The order of things.</b> A hint waits here until a transaction has written it; only then is its call answered. Hints
 * of one channel that wait together are one. While a transaction runs the next one gathers, so however fast calls come,
 * there is one transaction at a time, and each writes a calendar once.
 *
 * <p><b>A store that is slow or away.</b> A call that is not durable within {@link #PATIENCE} is answered 503, and its
 * provider delivers again. Providers count such answers, and drop what they have for an endpoint that gives too many
 * (Graph: from 10 % within 10 minutes on). So before that, once {@link #LATE_SHARE} of the answers of the last ten minutes
 * came too late, hints are answered at once and wait here, bounded, until the store takes them; then each of their
 * calendars is pulled. What a crash takes away meanwhile is found by the poll that goes on under every channel.
 */
final class HintBuffer {
    static final Duration PATIENCE = Duration.ofSeconds(1);
    /** Of a hundred answers so many may be late, before hints are answered ahead of their time. */
    static final int LATE_SHARE = 5;

    private static final Logger log = LoggerFactory.getLogger(HintBuffer.class);
    private static final int WAITING_MAX = 10_000;
    private static final int BATCH = 250;
    private static final Duration AGAIN = Duration.ofSeconds(1);
    /** How exact it is when a channel was last heard of. */
    private static final Duration HEARD_NOTED = Duration.ofMinutes(1);

    private final PushServices services;
    private final ChannelBook book;
    private final Runnable attend;
    private final Punctuality punctuality;
    private final Map<String, Entry> waiting = new LinkedHashMap<>();
    private boolean writing;

    /** @param attend called when a channel needs its keeper */
    HintBuffer(PushServices services, ChannelBook book, Runnable attend) {
        this.services = services;
        this.book = book;
        this.attend = attend;
        this.punctuality = new Punctuality(services.environment().time(), LATE_SHARE);
    }

    /** What waits to be written of one channel. Guarded by the buffer until a transaction has taken it. */
    static final class Entry {
        private final Known known;
        private boolean pull;
        private boolean renew;
        private boolean removed;
        private @Nullable String remoteId;
        /** What the provider's state is called by the last hint; null if any hint is to be pulled without asking. */
        private @Nullable String state;

        private boolean stateless;
        private long number;
        private volatile boolean done;
        private volatile boolean failed;

        Entry(Known known) {
            this.known = known;
        }

        private void add(ChannelHint hint) {
            boolean pulls = hint.kind() != ChannelHint.Kind.ALIVE && hint.kind() != ChannelHint.Kind.RENEW;
            pull |= pulls;
            stateless |= pulls && hint.state() == null;
            state = hint.state();
            renew |= hint.kind() == ChannelHint.Kind.RENEW;
            removed |= hint.kind() == ChannelHint.Kind.REMOVED;
            remoteId = hint.remoteId() == null ? remoteId : hint.remoteId();
            number = Math.max(number, hint.messageNumber() == null ? 0 : hint.messageNumber());
        }
    }

    /**
     * Takes what a call has told, and waits until it is durable. Blocks up to {@link #PATIENCE}.
     *
     * @return whether the call may be answered as taken
     */
    boolean take(Known known, List<ChannelHint> hints) throws InterruptedException {
        Entry entry = add(known, hints);
        if (entry == null) {
            punctuality.answered(true);
            return false;
        }
        boolean ahead = punctuality.tooLate();
        boolean durable =
                ahead || services.environment().tasks().await(() -> entry.done || entry.failed, PATIENCE) && entry.done;
        punctuality.answered(!durable);
        return durable;
    }

    private @Nullable Entry add(Known known, List<ChannelHint> hints) {
        Entry entry;
        boolean begin;
        synchronized (waiting) {
            entry = waiting.get(known.channel().id());
            if (entry == null) {
                if (waiting.size() >= WAITING_MAX) {
                    return null;
                }
                entry = new Entry(known);
                waiting.put(known.channel().id(), entry);
            }
            hints.forEach(entry::add);
            begin = !writing;
            writing = true;
        }
        if (begin) {
            begin(Duration.ZERO);
        }
        return entry;
    }

    private void begin(Duration delay) {
        try {
            services.environment().tasks().schedule("hints", delay, this::write);
        } catch (RejectedExecutionException closed) {
            log.debug("no more hints are taken: the runner is closed");
        }
    }

    private void write() {
        List<Entry> batch = next();
        while (!batch.isEmpty()) {
            if (!write(batch)) {
                begin(AGAIN);
                return;
            }
            batch = next();
        }
    }

    private List<Entry> next() {
        synchronized (waiting) {
            List<Entry> batch = waiting.values().stream().limit(BATCH).toList();
            batch.forEach(entry -> waiting.remove(entry.known.channel().id()));
            writing = !batch.isEmpty();
            return batch;
        }
    }

    private boolean write(List<Entry> batch) {
        List<Entry> ordered = new ArrayList<>(batch);
        ordered.sort(Comparator.comparing(entry -> entry.known.channel().id()));
        boolean[] keeperNeeded = {false};
        try {
            services.store().inTransaction(tx -> {
                keeperNeeded[0] = false;
                for (Entry entry : ordered) {
                    keeperNeeded[0] |= write(tx, entry);
                }
                return true;
            });
        } catch (StoreUnavailableException away) {
            log.warn("the store is away; {} hints wait: {}", batch.size(), away.getMessage());
            putBack(batch);
            return false;
        } catch (RuntimeException broken) {
            log.error("{} hints could not be kept; their providers deliver them again", batch.size(), broken);
            batch.forEach(entry -> entry.failed = true);
            services.environment().tasks().signal();
            return true;
        }
        for (Entry entry : batch) {
            entry.known.number().accumulateAndGet(entry.number, Math::max);
            entry.done = true;
        }
        services.environment().tasks().signal();
        services.wake();
        if (keeperNeeded[0]) {
            attend.run();
        }
        return true;
    }

    /** Their calls give up by themselves; what came meanwhile joins them. */
    private void putBack(List<Entry> batch) {
        synchronized (waiting) {
            for (Entry entry : batch) {
                Entry newer = waiting.putIfAbsent(entry.known.channel().id(), entry);
                if (newer != null) {
                    newer.pull |= entry.pull;
                    newer.stateless |= entry.stateless;
                    newer.renew |= entry.renew;
                    newer.removed |= entry.removed;
                    newer.remoteId = newer.remoteId == null ? entry.remoteId : newer.remoteId;
                }
            }
            writing = true;
        }
    }

    /** Returns whether the channel's keeper has something to do now. */
    private boolean write(StoreTransaction tx, Entry entry) {
        Known known = entry.known;
        boolean attend = false;
        boolean accepted = known.state().phase() != Phase.RETIRING;
        if (isNews(entry, tx.now())) {
            Optional<StoredChannel> row = tx.channels().byPath(known.channel().path());
            if (row.isEmpty()) {
                return false;
            }
            accepted = ChannelPlan.isActive(row.get());
            attend = note(tx, row.get(), entry);
            book.forget(known.channel().path());
        }
        CalendarRef calendar = known.channel().calendar();
        if (entry.pull && accepted && calendar != null && !wasRead(tx, entry, calendar)) {
            services.hint(tx, known.user(), known.provider(), calendar);
        }
        return attend;
    }

    /** Whether this side is where the hint says that the provider is. */
    private boolean wasRead(StoreTransaction tx, Entry entry, CalendarRef calendar) {
        String state = entry.stateless ? null : entry.state;
        ChangeNotificationSource source =
                state == null ? null : services.source(entry.known.provider()).orElse(null);
        if (source == null || state == null) {
            return false;
        }
        List<StoredFeed> feeds = tx.checkpoints().feeds(calendar);
        return !feeds.isEmpty()
                && feeds.stream().allMatch(feed -> {
                    Checkpoint checkpoint = feed.checkpoint();
                    return checkpoint != null && source.isKnown(checkpoint.cursor(), state);
                });
    }

    /** Whether the row has to say something that it does not say yet. Most calls tell nothing about their channel. */
    private static boolean isNews(Entry entry, Instant now) {
        ChannelState state = entry.known.state();
        Instant heard = state.time(Note.HEARD);
        return entry.renew
                || entry.removed
                || state.phase() != Phase.LIVE
                || !state.has(Note.PROVEN)
                || state.has(Note.SUSPECT)
                || heard == null
                || heard.plus(HEARD_NOTED).isBefore(now);
    }

    private static boolean note(StoreTransaction tx, StoredChannel row, Entry entry) {
        Instant now = tx.now();
        ChannelState state = ChannelState.read(row.state());
        boolean first = !state.has(Note.PROVEN);
        ChannelState next = state.with(Note.HEARD, now).with(Note.PROVEN, first ? now : state.time(Note.PROVEN));
        Instant suspect = state.time(Note.SUSPECT);
        if (suspect != null && entry.pull) {
            next = next.with(Note.LAG, Duration.between(suspect, now).toMillis())
                    .with(Note.SUSPECT, null);
        }
        String remoteId = row.remoteId() == null ? entry.remoteId : row.remoteId();
        boolean learnt = row.remoteId() == null && remoteId != null;
        Phase phase = state.phase();
        boolean due =
                (phase == Phase.LIVE && (first || entry.renew || entry.removed)) || (phase == Phase.RETIRING && learnt);
        if (phase == Phase.LIVE && entry.removed) {
            // Over by its provider's word: whoever looks after it next finds that its time is up.
            tx.channels().put(List.of(ChannelPlan.kept(row, next, now, remoteId, now)));
            return true;
        }
        if (phase == Phase.LIVE && entry.renew) {
            next = next.with(Note.WHY, ChannelSteps.RENEWAL_ASKED);
        }
        tx.channels().put(List.of(ChannelPlan.kept(row, next, due ? now : row.attendAt(), remoteId, row.expiresAt())));
        return due;
    }
}
