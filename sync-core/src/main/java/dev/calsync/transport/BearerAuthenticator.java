package dev.calsync.transport;

import dev.calsync.auth.Credentials;
import dev.calsync.provider.ProviderContext;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Bearer tokens as a context gives them. Several threads may be refused at once, each over what it sent. */
final class BearerAuthenticator implements RequestAuthenticator {
    private final ProviderContext context;
    /** What each thread sent last; as many as there are requests at once. */
    private final Map<Thread, Credentials> sent = new ConcurrentHashMap<>();

    BearerAuthenticator(ProviderContext context) {
        this.context = context;
    }

    @Override
    public Optional<String> authorization(String method, URI target) throws InterruptedException {
        if (!(context.credentials() instanceof Credentials.Bearer bearer)) {
            return Optional.empty();
        }
        sent.put(Thread.currentThread(), bearer);
        return Optional.of("Bearer " + bearer.token().reveal());
    }

    @Override
    public boolean challenged(URI target, List<String> challenges) throws InterruptedException {
        Credentials used = sent.remove(Thread.currentThread());
        return used != null && context.refused(used);
    }

    @Override
    public String toString() {
        return "Bearer (hidden)";
    }
}
