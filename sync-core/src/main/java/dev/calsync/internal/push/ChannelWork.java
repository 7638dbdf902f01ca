package dev.calsync.internal.push;

import dev.calsync.error.ThrottledException;
import dev.calsync.internal.pacing.Permission;
import dev.calsync.internal.push.ChannelState.Note;
import dev.calsync.internal.push.ChannelState.Phase;
import dev.calsync.model.CalendarRef;
import dev.calsync.provider.ChangeNotificationSource;
import dev.calsync.provider.Channel;
import dev.calsync.provider.ChannelRequest;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredAccount;
import dev.calsync.store.StoredChannel;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the steps for one channel share. Every change is made to the row as it is then, and to none if it is gone.
 *
 * @param services what push needs of the engine
 * @param account whose channel it is
 * @param source its provider
 * @param path the channel's path
 */
record ChannelWork(PushServices services, StoredAccount account, ChangeNotificationSource source, String path) {
    static final Duration CRASHED_AFTER = Duration.ofMinutes(5);
    static final Duration UNPROVEN_AFTER = Duration.ofHours(1);
    static final Duration UNENDING = Duration.ofDays(7);

    private static final Duration FIRST_RETRY = Duration.ofSeconds(20);
    private static final Duration LONGEST_RETRY = Duration.ofHours(1);
    /** Asking, listing, and stopping what should not be. */
    private static final int REQUESTS = 3;

    /** What comes next; null when the channel is left alone until it is due again. */
    @FunctionalInterface
    interface Step {
        @Nullable
        Step run() throws InterruptedException;
    }

    /** What is done to a row that is still there. */
    @FunctionalInterface
    interface Change {
        @Nullable
        Step of(StoreTransaction tx, StoredChannel row, ChannelState state);
    }

    /** The first step, and what follows a change that makes the channel due at once. */
    @Nullable
    Step begin() {
        return new ChannelSteps(this).begin();
    }

    /** The calendar is to be looked at: what changed meanwhile, no call has told. */
    void pull(StoreTransaction tx, StoredChannel row) {
        services.hint(tx, account.account().user(), account.account().provider(), ChannelPlan.calendar(row));
    }

    Channel opened(StoredChannel row) {
        return ChannelBook.open(services.box(), row);
    }

    @Nullable
    Step change(Change change) {
        Step[] next = new Step[1];
        services.store().inTransaction(tx -> {
            next[0] = tx.channels()
                    .byPath(path)
                    .map(row -> change.of(tx, row, ChannelState.read(row.state())))
                    .orElse(null);
            return true;
        });
        return next[0];
    }

    static void put(StoreTransaction tx, StoredChannel row) {
        tx.channels().put(List.of(row));
    }

    /** The step, if the account's budget has room for it; else the channel waits. */
    @Nullable
    Step paced(StoreTransaction tx, StoredChannel row, ChannelState state, Step step) {
        if (account.needsAttention() != null) {
            put(tx, ChannelPlan.kept(row, state.with(Note.WHY, "its account needs attention"), later(tx, 1)));
            return null;
        }
        // In case this process dies on the way: the row is due again, and says what was about to be done.
        put(tx, ChannelPlan.kept(row, state, tx.now().plus(CRASHED_AFTER)));
        return () -> {
            Permission permission = services.ask(account, REQUESTS);
            if (permission instanceof Permission.Refused refused) {
                return change((again, now, noted) -> {
                    put(again, ChannelPlan.kept(now, noted.with(Note.WHY, refused.reason()), refused.until()));
                    return null;
                });
            }
            return step;
        };
    }

    static Instant later(StoreTransaction tx, int hours) {
        return tx.now().plus(Duration.ofHours(hours));
    }

    URI callback() {
        String provider = account.account().provider().value();
        return URI.create(services.settings().callbacks(provider) + path);
    }

    ChannelRequest request(Channel channel) {
        return new ChannelRequest(channel, callback(), source.longestLifetime());
    }

    /** Well before its end; spread, so that channels that were made together are not renewed together. */
    static Instant renewAt(StoredChannel row, ChannelState state, @Nullable Instant expiresAt, Instant now) {
        if (expiresAt == null) {
            return now.plus(UNENDING);
        }
        Instant since = Objects.requireNonNullElse(state.time(Note.LIVE), now);
        Duration lifetime = Duration.between(since, expiresAt);
        Duration spread = lifetime.dividedBy(16)
                .multipliedBy(Math.floorMod(row.id().hashCode(), 100))
                .dividedBy(100);
        return expiresAt.minus(lifetime.dividedBy(4)).minus(spread);
    }

    Instant attendAt(StoredChannel row, ChannelState state, Channel channel) {
        Instant now = services.environment().time().now();
        Instant renewal = renewAt(row, state, channel.expiresAt(), now);
        if (!state.has(Note.REPLACES)) {
            return renewal;
        }
        Instant proof = state.has(Note.PROVEN) ? now : now.plus(UNPROVEN_AFTER);
        return proof.isBefore(renewal) ? proof : renewal;
    }

    /** Another one takes its place, once a call has proven that one. */
    @Nullable
    Step replace(StoreTransaction tx, StoredChannel row, @Nullable String replaced, int attempts) {
        CalendarRef calendar = ChannelPlan.calendar(row);
        ChannelState planned = ChannelState.planned()
                .with(Note.REPLACES, replaced)
                .with(Note.ATTEMPTS, attempts == 0 ? null : attempts);
        StoredChannel next = ChannelBook.planned(services, row.account(), calendar, tx.now(), planned);
        put(tx, next);
        return new ChannelWork(services, account, source, next.path())::begin;
    }

    static Step done() {
        return () -> null;
    }

    /** Whether it has expired, whatever its provider was asked and answered. */
    boolean isOver(StoredChannel row, ChannelState state, Instant now) {
        Instant asked = Objects.requireNonNullElse(state.time(Note.ASKED), now);
        Instant end = Objects.requireNonNullElse(row.expiresAt(), asked.plus(source.longestLifetime()));
        return !now.isBefore(end);
    }

    @Nullable
    Step failed(RuntimeException failure, Phase phase) {
        ChannelKeeper.log.warn("a channel is tried again later: {}", failure.getMessage());
        return change((tx, row, state) -> {
            Phase now = ChannelPlan.isActive(row) ? phase : Phase.RETIRING;
            if (now == Phase.RETIRING && isOver(row, state, tx.now())) {
                tx.channels().delete(List.of(row.id()));
                return null;
            }
            long attempts = state.number(Note.ATTEMPTS) + 1;
            Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(attempts - 1, 10));
            Duration bounded = wait.compareTo(LONGEST_RETRY) < 0 ? wait : LONGEST_RETRY;
            Instant again = tx.now().plus(bounded);
            if (failure instanceof ThrottledException throttled) {
                again = throttled.retryAt(tx.now()).filter(again::isBefore).orElse(again);
            }
            ChannelState noted =
                    state.phase(now).with(Note.ATTEMPTS, attempts).with(Note.WHY, String.valueOf(failure.getMessage()));
            put(tx, ChannelPlan.kept(row, noted, again));
            return null;
        });
    }

    static Optional<StoredChannel> successor(StoreTransaction tx, StoredChannel row) {
        return tx.channels().ofCalendar(ChannelPlan.calendar(row)).stream()
                .filter(ChannelPlan::isActive)
                .filter(other ->
                        row.path().equals(ChannelState.read(other.state()).get(Note.REPLACES)))
                .findFirst();
    }
}
