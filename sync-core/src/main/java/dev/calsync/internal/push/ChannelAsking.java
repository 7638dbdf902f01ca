package dev.calsync.internal.push;

import dev.calsync.error.TransientException;
import dev.calsync.internal.push.ChannelState.Note;
import dev.calsync.internal.push.ChannelState.Phase;
import dev.calsync.provider.Channel;
import dev.calsync.provider.NotificationSession;
import dev.calsync.provider.RemoteChannel;
import dev.calsync.provider.SubscribeOutcome;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks a channel's provider for it.
 *
 * @param work the channel
 */
record ChannelAsking(ChannelWork work) {
    private static final Duration ORPHAN_LOOKS = Duration.ofHours(6);
    static final Duration REFUSED_FOR = Duration.ofDays(7);

    ChannelWork.@Nullable Step ask() {
        return work.change((tx, row, state) -> {
            ChannelState asked = state.phase(Phase.ASKED).with(Note.ASKED, tx.now());
            ChannelWork.put(tx, ChannelPlan.kept(row, asked, tx.now().plus(ChannelWork.CRASHED_AFTER)));
            Channel channel = work.opened(row);
            return () -> subscribe(channel);
        });
    }

    private ChannelWork.@Nullable Step subscribe(Channel channel) throws InterruptedException {
        try (NotificationSession session = work.services().open(work.account())) {
            SubscribeOutcome outcome = session.subscribe(work.request(channel));
            if (outcome instanceof SubscribeOutcome.Subscribed subscribed) {
                boolean lists =
                        work.source().subscribesAgain() || session.list().isPresent();
                return () -> subscribed(subscribed.channel(), lists);
            }
            if (outcome instanceof SubscribeOutcome.Unsupported unsupported) {
                return () -> work.change((tx, row, state) -> {
                    ChannelState refused = state.phase(Phase.REFUSED).with(Note.WHY, unsupported.reason());
                    ChannelWork.put(tx, ChannelPlan.kept(row, refused, tx.now()));
                    return work::begin;
                });
            }
            return this::clearUp;
        } catch (TransientException lost) {
            return () -> work.failed(lost, Phase.ASKED);
        } catch (RuntimeException failure) {
            return () -> work.failed(failure, Phase.PLANNED);
        }
    }

    /** The provider has it: it is live, unless nobody wants it any more by now. */
    private ChannelWork.@Nullable Step subscribed(Channel channel, boolean lists) {
        ChannelWork.Step next = work.change((tx, row, state) -> {
            Instant now = tx.now();
            if (!ChannelPlan.isActive(row)) {
                ChannelWork.put(tx, ChannelPlan.kept(row, state, now, channel.remoteId(), channel.expiresAt()));
                return work::begin;
            }
            ChannelState live = state.phase(Phase.LIVE)
                    .with(Note.LIVE, now)
                    .with(Note.ATTEMPTS, null)
                    .with(Note.WHY, null);
            StoredChannel kept = ChannelPlan.kept(
                    row, live, work.attendAt(row, live, channel), channel.remoteId(), channel.expiresAt());
            ChannelWork.put(tx, kept);
            if (!lists) {
                tellOrphans(tx, kept);
            }
            // What changed between the last pull and now, no call tells.
            work.pull(tx, row);
            work.services().wake();
            return ChannelWork.done();
        });
        return next == null ? () -> stopUnkept(channel) : next;
    }

    /** The row went while its provider was asked: its account was disconnected. */
    private ChannelWork.@Nullable Step stopUnkept(Channel channel) throws InterruptedException {
        try (NotificationSession session = work.services().open(work.account())) {
            session.stop(channel);
        } catch (RuntimeException failure) {
            ChannelKeeper.log.debug("a channel that nobody wants any more ends when it expires", failure);
        }
        return null;
    }

    /** Where the provider's id names what is watched, those whose answer was lost are watched under the same. */
    private static void tellOrphans(StoreTransaction tx, StoredChannel live) {
        for (StoredChannel other : tx.channels().ofCalendar(ChannelPlan.calendar(live))) {
            if (!ChannelPlan.isActive(other) && other.remoteId() == null) {
                ChannelState state = ChannelState.read(other.state());
                ChannelWork.put(tx, ChannelPlan.kept(other, state, tx.now(), live.remoteId(), other.expiresAt()));
            }
        }
    }

    /** What became of it is not known. */
    ChannelWork.@Nullable Step clearUp() throws InterruptedException {
        if (work.source().subscribesAgain()) {
            return this::again;
        }
        Optional<List<RemoteChannel>> listed;
        try (NotificationSession session = work.services().open(work.account())) {
            listed = session.list();
        } catch (RuntimeException failure) {
            return () -> work.failed(failure, Phase.ASKED);
        }
        if (listed.isEmpty()) {
            return () -> work.change((tx, row, state) -> {
                ChannelWork.put(
                        tx,
                        ChannelPlan.retired(row, tx.now().plus(ORPHAN_LOOKS), "the answer to its request was lost"));
                return work.replace(tx, row, state.get(Note.REPLACES), (int) state.number(Note.ATTEMPTS));
            });
        }
        String ours = work.callback().toString();
        List<RemoteChannel> found = listed.get().stream()
                .filter(remote -> remote.callback().equals(ours))
                .toList();
        if (found.isEmpty()) {
            return this::again;
        }
        return () -> adopt(found);
    }

    private ChannelWork.@Nullable Step again() {
        return work.change((tx, row, state) -> {
            ChannelWork.put(tx, ChannelPlan.kept(row, state.phase(Phase.PLANNED), tx.now()));
            return work::begin;
        });
    }

    private ChannelWork.@Nullable Step adopt(List<RemoteChannel> found) throws InterruptedException {
        Channel channel = work.services()
                .store()
                .inTransaction(tx -> tx.channels().byPath(work.path()))
                .map(row -> work.opened(row))
                .orElse(null);
        if (channel == null) {
            return null;
        }
        try (NotificationSession session = work.services().open(work.account())) {
            for (RemoteChannel twice : found.subList(1, found.size())) {
                session.stop(channel.live(twice.remoteId(), twice.expiresAt()));
            }
        } catch (RuntimeException failure) {
            return () -> work.failed(failure, Phase.ASKED);
        }
        return () ->
                subscribed(channel.live(found.get(0).remoteId(), found.get(0).expiresAt()), true);
    }
}
