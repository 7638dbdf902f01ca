package dev.calsync.internal.push;

import dev.calsync.internal.push.ChannelState.Note;
import dev.calsync.internal.push.ChannelState.Phase;
import dev.calsync.store.StoredChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How the channel of a calendar is doing.
 *
 * @param phase where it is in its life: planned, asked, live, retiring or refused
 * @param well whether it can be relied on, so that its calendar is polled less
 * @param liveSince since when it is live; of one that was renewed, since then
 * @param heardAt about when it was last heard of
 * @param expiresAt when it ends unless it is renewed
 * @param silences how often it kept silent about a change
 * @param lag how late the last late call was; zero if none was
 * @param reason why it is not live, one sentence; empty when it is
 */
public record ChannelHealth(
        String phase,
        boolean well,
        Optional<Instant> liveSince,
        Optional<Instant> heardAt,
        Optional<Instant> expiresAt,
        long silences,
        Duration lag,
        String reason) {

    /** What a calendar's channels come to: the one that lives stands for all. */
    static Optional<ChannelHealth> of(List<StoredChannel> rows, Instant now) {
        return rows.stream()
                .filter(row -> ChannelState.read(row.state()).phase() == Phase.LIVE)
                .findFirst()
                .or(() -> rows.stream().findFirst())
                .map(row -> of(row, now));
    }

    private static ChannelHealth of(StoredChannel row, Instant now) {
        ChannelState state = ChannelState.read(row.state());
        String why = state.get(Note.WHY);
        return new ChannelHealth(
                state.phase().name().toLowerCase(java.util.Locale.ROOT),
                SilenceWatch.isWell(state, now),
                Optional.ofNullable(state.time(Note.LIVE)),
                Optional.ofNullable(state.time(Note.HEARD)),
                Optional.ofNullable(row.expiresAt()),
                state.number(Note.SILENCES),
                Duration.ofMillis(state.number(Note.LAG)),
                why == null ? "" : why);
    }
}
