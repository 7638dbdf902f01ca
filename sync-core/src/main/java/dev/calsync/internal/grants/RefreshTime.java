package dev.calsync.internal.grants;

import dev.calsync.auth.OAuthTokens;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When an access token is renewed: some minutes before it ends, so that no request has to wait for it, and not for all
 * accounts at once. Every node comes to the same answer.
 */
final class RefreshTime {
    private static final Duration EARLY = Duration.ofMinutes(5);
    private static final int SPREAD_SECONDS = 90;

    private RefreshTime() {}

    /** @param fetchedAt null if nobody knows; a token of a short life is renewed in its last third, not at every look */
    static Instant of(String owner, OAuthTokens tokens, @Nullable Instant fetchedAt) {
        Instant end = tokens.expiresAt();
        if (end.equals(Instant.EPOCH)) {
            return end;
        }
        Duration early = EARLY.plusSeconds(Math.floorMod(31 * owner.hashCode() + end.hashCode(), SPREAD_SECONDS));
        if (fetchedAt != null) {
            Duration third = Duration.between(fetchedAt, end).dividedBy(3);
            early = third.compareTo(early) < 0 ? third : early;
        }
        return end.minus(early.isNegative() ? Duration.ZERO : early);
    }
}
