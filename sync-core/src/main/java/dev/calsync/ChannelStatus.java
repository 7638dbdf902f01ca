package dev.calsync;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a calendar's push channel is doing.
 *
 * @param phase where it is in its life: {@code planned}, {@code asked}, {@code live}, {@code retiring} or {@code refused},
 *     the last if its provider does not tell of this calendar
 * @param well whether it is relied on, so that its calendar is polled less
 * @param liveSince since when it is live; one that was renewed, since then
 * @param heardAt when it was last heard of, to about a minute
 * @param expiresAt when it ends unless it is renewed
 * @param silences how often it kept silent about a change that a poll found
 * @param lag how late the last late call was; zero if none was
 * @param reason why it is not live, or was not, one sentence; empty if there is nothing to say
 */
public record ChannelStatus(
        String phase,
        boolean well,
        Optional<Instant> liveSince,
        Optional<Instant> heardAt,
        Optional<Instant> expiresAt,
        long silences,
        Duration lag,
        String reason) {}
