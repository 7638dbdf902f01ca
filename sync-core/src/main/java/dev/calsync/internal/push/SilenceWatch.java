package dev.calsync.internal.push;

import dev.calsync.internal.push.ChannelState.Note;
import dev.calsync.internal.push.ChannelState.Phase;
import dev.calsync.job.JobStatus;
import dev.calsync.job.SyncType;
import dev.calsync.listener.SyncEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.store.RunRecord;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredChannel;
import dev.calsync.store.WorkCause;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds channels that live and say nothing. A poll that finds what no call had told casts suspicion; a call that is merely
 * late clears it and leaves the lag; otherwise the channel counts as silent, another takes its place, and its calendar is
 * polled at full pace until that one is proven.
 */
final class SilenceWatch {
    /** A call may come so much later than the change that it tells of. */
    private static final Duration GRACE = Duration.ofMinutes(10);
    /** After it was silent a channel has to do well for so long before its calendar is polled less. */
    private static final Duration PROBATION = Duration.ofHours(1);

    private final PushServices services;

    SilenceWatch(PushServices services) {
        this.services = services;
    }

    /** A run ended on this node. */
    void ended(SyncEvent.RunFinished run) {
        boolean well = run.outcome() == JobStatus.COMPLETED || run.outcome() == JobStatus.PARTIAL;
        if (!well || run.report().pulled() == 0) {
            return;
        }
        services.store().inTransaction(tx -> {
            List<StoredChannel> rows = tx.channels().ofCalendar(run.calendar());
            if (rows.isEmpty()) {
                return false;
            }
            // One that nobody tells of has come to life: when it is looked at next is worked out anew.
            rows.stream()
                    .filter(row -> UnheardCalendars.means(ChannelState.read(row.state())))
                    .forEach(row ->
                            ChannelWork.put(tx, ChannelPlan.kept(row, ChannelState.read(row.state()), tx.now())));
            Optional<RunRecord> record = tx.runs().ofCalendar(run.calendar(), 5).stream()
                    .filter(one -> one.id().equals(run.run()))
                    .findFirst();
            record.filter(SilenceWatch::wasPoll)
                    .ifPresent(poll -> rows.forEach(row -> suspect(tx, row.path(), poll.startedAt())));
            return true;
        });
    }

    /** Whether nobody but the clock had asked for it. Who reads everything for the first time has no reason to wonder. */
    private static boolean wasPoll(RunRecord run) {
        return run.demand().causes().equals(java.util.Set.of(WorkCause.SCHEDULE)) && run.type() == SyncType.INCREMENTAL;
    }

    private static void suspect(StoreTransaction tx, String path, Instant at) {
        StoredChannel row = tx.channels().byPath(path).orElse(null);
        if (row == null) {
            return;
        }
        ChannelState state = ChannelState.read(row.state());
        Instant live = state.time(Note.LIVE);
        boolean settled = state.phase() == Phase.LIVE && live != null && live.isBefore(at);
        if (!settled || state.has(Note.SUSPECT) || heardAbout(state, at)) {
            return;
        }
        Instant look = tx.now().plus(GRACE);
        tx.channels()
                .put(List.of(ChannelPlan.kept(
                        row, state.with(Note.SUSPECT, at), look.isBefore(row.attendAt()) ? look : row.attendAt())));
    }

    private static boolean heardAbout(ChannelState state, Instant at) {
        Instant heard = state.time(Note.HEARD);
        return heard != null && heard.isAfter(at.minus(GRACE));
    }

    /** Whether the time for a late call is over. */
    static boolean isSilent(ChannelState state, Instant now) {
        Instant suspect = state.time(Note.SUSPECT);
        return suspect != null && !now.isBefore(suspect.plus(GRACE));
    }

    /** When to look after a channel: earlier if it is suspected. */
    static Instant lookAt(ChannelState state, Instant otherwise) {
        Instant suspect = state.time(Note.SUSPECT);
        Instant look = suspect == null ? otherwise : suspect.plus(GRACE);
        return look.isBefore(otherwise) ? look : otherwise;
    }

    static ChannelState silent(ChannelState state) {
        return state.with(Note.SUSPECT, null)
                .with(Note.PROVEN, null)
                .with(Note.SILENCES, state.number(Note.SILENCES) + 1)
                .with(Note.WHY, "a poll found changes that no call had told of");
    }

    /** Whether a channel can be relied on. */
    static boolean isWell(@Nullable ChannelState state, Instant now) {
        if (state == null || state.phase() != Phase.LIVE || !state.has(Note.PROVEN) || state.has(Note.SUSPECT)) {
            return false;
        }
        Instant proven = state.time(Note.PROVEN);
        return state.number(Note.SILENCES) == 0
                || (proven != null && proven.plus(PROBATION).isBefore(now));
    }

    /**
     * Whether a calendar need not be polled now, because its channel is well and the last poll is recent enough. If it has
     * to be, that is noted.
     */
    static boolean spares(StoreTransaction tx, CalendarRef calendar, Duration safetyNet) {
        Instant now = tx.now();
        for (StoredChannel row : tx.channels().ofCalendar(calendar)) {
            ChannelState state = ChannelState.read(row.state());
            boolean lasts = row.expiresAt() == null || row.expiresAt().isAfter(now);
            if (lasts && isWell(state, now)) {
                Instant polled = state.time(Note.POLLED);
                if (polled != null && polled.plus(safetyNet).isAfter(now)) {
                    return true;
                }
                tx.channels().put(List.of(ChannelPlan.kept(row, state.with(Note.POLLED, now), row.attendAt())));
                return false;
            }
        }
        return false;
    }
}
