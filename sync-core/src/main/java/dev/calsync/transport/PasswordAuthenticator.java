package dev.calsync.transport;

import dev.calsync.system.IdGenerator;
import java.net.URI;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A user name and a password, given as the server wants them: Basic without being asked (RFC 7617), or Digest once a
 * server asks for it (RFC 7616). A server that takes both and refused Basic has refused the password; it is not asked
 * again in another way.
 */
final class PasswordAuthenticator implements RequestAuthenticator {
    private static final int MAX_ORIGINS = 16;

    private final Optional<RequestAuthenticator> basic;
    private final String user;
    private final String password;
    private final IdGenerator clientNonces;
    /** What each origin asked for last; guarded by itself. */
    private final Map<String, DigestAnswers> digests = new HashMap<>();

    /** @param basicFirst whether the password may be sent as it is before a server said that it wants a digest */
    PasswordAuthenticator(String user, String password, boolean basicFirst, IdGenerator clientNonces) {
        this.basic = basicFirst ? Optional.of(BasicAuthenticator.of(user, password)) : Optional.empty();
        this.user = user;
        this.password = password;
        this.clientNonces = clientNonces;
    }

    @Override
    public Optional<String> authorization(String method, URI target) throws InterruptedException {
        DigestAnswers digest = digest(target);
        if (digest != null) {
            return Optional.of(digest.answer(method, target));
        }
        return basic.isPresent() ? basic.get().authorization(method, target) : Optional.empty();
    }

    @Override
    public boolean challenged(URI target, List<String> headers) {
        List<Challenge> challenges = Challenge.parse(headers);
        DigestAnswers refused = digest(target);
        boolean basicRefused = refused == null && basic.isPresent();
        if (basicRefused && challenges.stream().anyMatch(each -> each.scheme().equals("basic"))) {
            return false;
        }
        Optional<DigestAnswers> next = challenges.stream()
                .flatMap(each -> DigestAnswers.to(each, user, password, clientNonces).stream())
                .max(Comparator.comparing(DigestAnswers::strength));
        if (next.isEmpty() || (refused != null && !refused.mayBeReplacedBy(next.get()))) {
            return false;
        }
        synchronized (digests) {
            if (digests.size() >= MAX_ORIGINS) {
                digests.clear();
            }
            digests.put(OriginPolicy.origin(target), next.get());
        }
        return true;
    }

    private @Nullable DigestAnswers digest(URI target) {
        synchronized (digests) {
            return digests.get(OriginPolicy.origin(target));
        }
    }

    @Override
    public String toString() {
        return "password (hidden)";
    }
}
