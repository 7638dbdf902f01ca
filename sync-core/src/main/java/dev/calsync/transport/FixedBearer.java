package dev.calsync.transport;

import dev.calsync.auth.Secret;
import java.net.URI;
import java.util.Optional;

/** A bearer token that is what it is. */
record FixedBearer(Secret token) implements RequestAuthenticator {

    @Override
    public Optional<String> authorization(String method, URI target) {
        return Optional.of("Bearer " + token.reveal());
    }

    @Override
    public String toString() {
        return "Bearer (hidden)";
    }
}
