package dev.calsync.internal.push;

import dev.calsync.internal.push.ChannelState.Note;
import dev.calsync.internal.push.ChannelState.Phase;
import dev.calsync.provider.Channel;
import dev.calsync.provider.NotificationSession;
import dev.calsync.provider.RenewOutcome;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredChannel;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a channel that lives needs: renewal, a successor, or to make room for one.
 *
 * @param work the channel
 */
record ChannelLife(ChannelWork work) {
    private static final int UNPROVEN_MAX = 3;

    ChannelWork.@Nullable Step live(StoreTransaction tx, StoredChannel row, ChannelState state) {
        Instant now = tx.now();
        String replaced = state.get(Note.REPLACES);
        if (replaced != null) {
            return handOver(tx, row, state, replaced);
        }
        Instant expires = row.expiresAt();
        if (expires != null && !now.isBefore(expires)) {
            work.pull(tx, row);
            boolean followed = ChannelWork.successor(tx, row).isPresent();
            tx.channels().delete(List.of(row.id()));
            return followed ? null : work.replace(tx, row, null, 0);
        }
        if (SilenceWatch.isSilent(state, now)) {
            StoredChannel noted = ChannelPlan.kept(
                    row, SilenceWatch.silent(state), expires == null ? now.plus(ChannelWork.UNENDING) : expires);
            ChannelWork.put(tx, noted);
            return ChannelWork.successor(tx, row).isPresent() ? null : work.replace(tx, noted, row.path(), 0);
        }
        boolean asked = ChannelSteps.RENEWAL_ASKED.equals(state.get(Note.WHY));
        if (!asked && now.isBefore(ChannelWork.renewAt(row, state, expires, now))) {
            ChannelWork.put(
                    tx,
                    ChannelPlan.kept(
                            row, state, SilenceWatch.lookAt(state, ChannelWork.renewAt(row, state, expires, now))));
            return null;
        }
        Channel channel = work.opened(row);
        return work.paced(tx, row, state, () -> renew(channel));
    }

    private ChannelWork.@Nullable Step handOver(
            StoreTransaction tx, StoredChannel row, ChannelState state, String replaced) {
        Instant now = tx.now();
        StoredChannel before = tx.channels().byPath(replaced).orElse(null);
        boolean over = before == null
                || (before.expiresAt() != null && !now.isBefore(before.expiresAt()))
                || state.number(Note.ATTEMPTS) >= UNPROVEN_MAX;
        Instant live = Objects.requireNonNullElse(state.time(Note.LIVE), now);
        if (state.has(Note.PROVEN) || over) {
            ChannelState settled = state.with(Note.REPLACES, null).with(Note.ATTEMPTS, null);
            ChannelWork.put(
                    tx, ChannelPlan.kept(row, settled, ChannelWork.renewAt(row, settled, row.expiresAt(), now)));
            if (before == null) {
                return ChannelWork.done();
            }
            ChannelWork.put(tx, ChannelPlan.retired(before, now, "another channel has taken its place"));
            return new ChannelWork(work.services(), work.account(), work.source(), replaced)::begin;
        }
        if (now.isBefore(live.plus(ChannelWork.UNPROVEN_AFTER))) {
            ChannelWork.put(tx, ChannelPlan.kept(row, state, live.plus(ChannelWork.UNPROVEN_AFTER)));
            return null;
        }
        ChannelWork.put(tx, ChannelPlan.retired(row, now, "no call has proven it"));
        return work.replace(tx, row, replaced, (int) state.number(Note.ATTEMPTS) + 1);
    }

    private ChannelWork.@Nullable Step renew(Channel channel) throws InterruptedException {
        RenewOutcome outcome;
        try (NotificationSession session = work.services().open(work.account())) {
            outcome = session.renew(channel, work.source().longestLifetime());
        } catch (RuntimeException failure) {
            return () -> work.failed(failure, Phase.LIVE);
        }
        return () -> work.change((tx, row, state) -> {
            ChannelState calm = state.with(Note.ATTEMPTS, null).with(Note.WHY, null);
            if (outcome instanceof RenewOutcome.Extended extended) {
                Channel longer = extended.channel();
                // From now on it is as old as it was when it was made.
                ChannelState anew = calm.with(Note.LIVE, tx.now());
                ChannelWork.put(
                        tx,
                        ChannelPlan.kept(
                                row, anew, work.attendAt(row, anew, longer), longer.remoteId(), longer.expiresAt()));
                return ChannelWork.done();
            }
            boolean followed = ChannelWork.successor(tx, row).isPresent();
            if (outcome instanceof RenewOutcome.Gone) {
                work.pull(tx, row);
                tx.channels().delete(List.of(row.id()));
                return followed ? ChannelWork.done() : work.replace(tx, row, null, 0);
            }
            Instant end = Objects.requireNonNullElse(row.expiresAt(), tx.now().plus(ChannelWork.UNENDING));
            ChannelWork.put(tx, ChannelPlan.kept(row, calm, end));
            return followed ? ChannelWork.done() : work.replace(tx, row, row.path(), 0);
        });
    }
}
