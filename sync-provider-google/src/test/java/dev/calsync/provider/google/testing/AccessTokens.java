package dev.calsync.provider.google.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The bearer tokens of one user. Callers hold the state's lock. */
final class AccessTokens {
    private final GoogleState state;
    private final String email;
    private final Map<String, Grant> live = new HashMap<>();

    /** What a token lets its bearer do, and until when. */
    record Grant(Set<String> scopes, Instant expiresAt) {}

    AccessTokens(GoogleState state, String email) {
        this.state = state;
        this.email = email;
    }

    String issue(Duration life, List<String> scopes) {
        String token = "ya29.fake-" + Integer.toHexString(email.hashCode()) + "-" + state.nextId();
        live.put(token, new Grant(Set.copyOf(scopes), state.now().plus(life)));
        return token;
    }

    @Nullable
    Grant find(String token) {
        Grant grant = live.get(token);
        return grant != null && state.now().isBefore(grant.expiresAt()) ? grant : null;
    }

    void expire() {
        live.clear();
    }

    void revoke(String token) {
        live.remove(token);
    }
}
