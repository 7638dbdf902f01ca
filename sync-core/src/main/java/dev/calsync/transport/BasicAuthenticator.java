package dev.calsync.transport;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Basic authentication (RFC 7617). A class and not a lambda, so that nothing can print the password. */
final class BasicAuthenticator implements RequestAuthenticator {
    static final RequestAuthenticator NONE = new BasicAuthenticator(Optional.empty());

    private final Optional<String> header;

    private BasicAuthenticator(Optional<String> header) {
        this.header = header;
    }

    static BasicAuthenticator of(String user, String password) {
        if (user.indexOf(':') >= 0 || holdsControl(user) || holdsControl(password)) {
            throw new IllegalArgumentException(
                    "Basic authentication knows no user name with a colon and no control characters (RFC 7617)");
        }
        byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return new BasicAuthenticator(Optional.of("Basic " + Base64.getEncoder().encodeToString(both)));
    }

    private static boolean holdsControl(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    @Override
    public Optional<String> authorization(String method, URI target) {
        return header;
    }

    @Override
    public String toString() {
        return header.isPresent() ? "Basic (hidden)" : "none";
    }
}
