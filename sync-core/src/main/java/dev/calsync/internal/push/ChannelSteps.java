package dev.calsync.internal.push;

import dev.calsync.internal.push.ChannelState.Note;
import dev.calsync.internal.push.ChannelState.Phase;
import dev.calsync.provider.Channel;
import dev.calsync.provider.NotificationSession;
import dev.calsync.provider.RemoteChannel;
import dev.calsync.provider.SubscribeOutcome;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredCalendar;
import dev.calsync.store.StoredChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is done for one channel that is due: a chain of steps, each one transaction or one conversation with its provider,
 * and each made so that whoever comes after a crash between any two of them finds in the row what has to be done.
 *
 * <p><b>Being asked for.</b> The row is there first, so that a call that comes before the answer finds it. Then it says
 * that its provider is asked, then that is done, then the answer is noted. A row that says "asked" when it is due was left
 * by a crash, or the answer was lost: the provider may have the channel. One that can list its channels is asked; at one
 * that cannot (Google), a fresh channel is asked for, and the doubtful one is stopped by the resource id that its own
 * calls or its successor's answer tell, because there that id names what is watched. If neither comes, it is ignored
 * until it expires. So in the end one channel for each calendar is accepted, whatever was lost.
 *
 * <p><b>Handing over.</b> A channel that cannot be extended gets a successor long before it ends, and both are accepted
 * until a call has proven the successor. One that is never proven is itself replaced, three times; then the predecessor is
 * let go when it ends.
 */
final class ChannelSteps {
    static final String RENEWAL_ASKED = "its provider asks for a renewal";

    private static final Duration ORPHAN_LOOKS = Duration.ofHours(6);

    private final ChannelWork work;
    private final ChannelAsking asking;

    ChannelSteps(ChannelWork work) {
        this.work = work;
        this.asking = new ChannelAsking(work);
    }

    /** The first step. */
    ChannelWork.@Nullable Step begin() {
        return work.change((tx, row, state) -> {
            if (row.attendAt().isAfter(tx.now())) {
                return null;
            }
            Optional<StoredCalendar> calendar = tx.calendars()
                    .find(ChannelPlan.calendar(row))
                    .filter(work.services().wanted(tx, work.account().account().user()));
            boolean wanted = calendar.isPresent();
            return switch (state.phase()) {
                case PLANNED -> planned(tx, row, state, wanted);
                case ASKED ->
                    wanted ? work.paced(tx, row, state, asking::clearUp) : retire(tx, row, "nobody wants it any more");
                case LIVE ->
                    wanted ? new ChannelLife(work).live(tx, row, state) : retire(tx, row, "nobody wants it any more");
                case REFUSED -> refused(tx, row, state, calendar);
                case POLLED -> askAgain(tx, row, state);
                case RETIRING -> work.paced(tx, row, state, this::stop);
            };
        });
    }

    /** It is asked for again after a while; until then nobody tells of its calendar. */
    private ChannelWork.@Nullable Step refused(
            StoreTransaction tx, StoredChannel row, ChannelState state, Optional<StoredCalendar> calendar) {
        Instant asked = Objects.requireNonNullElse(state.time(Note.ASKED), Instant.EPOCH);
        Instant again = asked.plus(ChannelAsking.REFUSED_FOR);
        if (calendar.isEmpty() || !tx.now().isBefore(again)) {
            return askAgain(tx, row, state);
        }
        StoredChannel looked = new UnheardCalendars(work.services()).looked(tx, row, state, calendar.get());
        boolean sooner = again.isBefore(looked.attendAt());
        ChannelWork.put(tx, sooner ? ChannelPlan.kept(looked, ChannelState.read(looked.state()), again) : looked);
        return () -> {
            work.services().wake();
            return null;
        };
    }

    private ChannelWork.Step askAgain(StoreTransaction tx, StoredChannel row, ChannelState state) {
        ChannelWork.put(tx, ChannelPlan.kept(row, state.phase(Phase.PLANNED), tx.now()));
        return work::begin;
    }

    private ChannelWork.@Nullable Step planned(
            StoreTransaction tx, StoredChannel row, ChannelState state, boolean wanted) {
        boolean another = tx.channels().ofCalendar(ChannelPlan.calendar(row)).stream()
                .filter(ChannelPlan::isActive)
                .anyMatch(other -> isAnother(other, row, state));
        if (!wanted || another) {
            tx.channels().delete(List.of(row.id()));
            return null;
        }
        return work.paced(tx, row, state, asking::ask);
    }

    /** Whether one is active that this one neither replaces nor was there before. */
    private static boolean isAnother(StoredChannel other, StoredChannel row, ChannelState state) {
        boolean replaced = other.path().equals(state.get(Note.REPLACES));
        return !other.id().equals(row.id())
                && !replaced
                && ChannelState.read(other.state()).phase() != Phase.PLANNED;
    }

    private ChannelWork.@Nullable Step retire(StoreTransaction tx, StoredChannel row, String why) {
        ChannelWork.put(tx, ChannelPlan.retired(row, tx.now(), why));
        return work::begin;
    }

    /** Nobody wants it any more. */
    private ChannelWork.@Nullable Step stop() throws InterruptedException {
        StoredChannel row = work.services()
                .store()
                .inTransaction(tx -> tx.channels().byPath(work.path()))
                .orElse(null);
        if (row == null) {
            return null;
        }
        Channel channel = work.opened(row);
        List<Channel> there = new ArrayList<>();
        boolean known = channel.remoteId() != null;
        try (NotificationSession session = work.services().open(work.account())) {
            if (known) {
                there.add(channel);
            } else if (ChannelState.read(row.state()).has(Note.ASKED)
                    && work.source().subscribesAgain()) {
                if (session.subscribe(work.request(channel)) instanceof SubscribeOutcome.Subscribed asked) {
                    there.add(asked.channel());
                }
                known = true;
            } else if (ChannelState.read(row.state()).has(Note.ASKED)) {
                Optional<List<RemoteChannel>> listed = session.list();
                String ours = work.callback().toString();
                known = listed.isPresent();
                listed.orElse(List.of()).stream()
                        .filter(remote -> remote.callback().equals(ours))
                        .forEach(remote -> there.add(channel.live(remote.remoteId(), remote.expiresAt())));
            } else {
                known = true;
            }
            for (Channel one : there) {
                session.stop(one);
            }
        } catch (RuntimeException failure) {
            return () -> work.failed(failure, Phase.RETIRING);
        }
        boolean stopped = known;
        return () -> work.change((tx, now, state) -> {
            if (stopped || work.isOver(now, state, tx.now())) {
                tx.channels().delete(List.of(now.id()));
            } else {
                ChannelWork.put(tx, ChannelPlan.kept(now, state, tx.now().plus(ORPHAN_LOOKS)));
            }
            return ChannelWork.done();
        });
    }
}
