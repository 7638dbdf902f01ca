package dev.calsync.provider.graph.testing;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, as an access token says.
 *
 * @param mailbox the user who signed in, or null for an app on its own behalf
 * @param scopes what was granted
 */
record Caller(String clientId, String tenant, @Nullable FakeMailbox mailbox, Set<String> scopes, Instant expires) {

    boolean may(String permission) {
        return scopes.contains(permission);
    }

    boolean reads() {
        return may("Calendars.Read") || writes();
    }

    boolean writes() {
        return may("Calendars.ReadWrite");
    }
}
