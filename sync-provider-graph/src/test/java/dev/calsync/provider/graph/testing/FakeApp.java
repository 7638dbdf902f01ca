package dev.calsync.provider.graph.testing;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** An app registration. Thread-safe. */
public final class FakeApp {

    private final String clientId;
    private final Map<String, Instant> secrets = new HashMap<>();
    private final List<X509Certificate> certificates = new ArrayList<>();
    private final Set<String> redirects = new TreeSet<>();
    private final Set<String> withheld = new TreeSet<>();
    private @Nullable String onlyTenant;

    FakeApp(String clientId) {
        this.clientId = clientId;
    }

    /** The application (client) id. */
    public String clientId() {
        return clientId;
    }

    /** Adds a client secret that does not expire. */
    public FakeApp secret(String secret) {
        return secret(secret, Instant.MAX);
    }

    /** Adds a client secret. */
    public synchronized FakeApp secret(String secret, Instant expires) {
        secrets.put(secret, expires);
        return this;
    }

    /** Adds a certificate whose key signs client assertions. */
    public synchronized FakeApp certificate(X509Certificate certificate) {
        certificates.add(certificate);
        return this;
    }

    /** Registers where users may be sent back to; without any, everywhere. */
    public synchronized FakeApp redirectUri(String uri) {
        redirects.add(uri);
        return this;
    }

    /** Makes it an app of one tenant, which {@code common} and its like do not serve. */
    public synchronized FakeApp ofTenant(String tenantId) {
        onlyTenant = tenantId;
        return this;
    }

    /** Lets nobody agree to this permission from now on; agreed to before it stays with older tokens only. */
    public synchronized FakeApp withhold(String permission) {
        withheld.add(permission);
        return this;
    }

    /** Lets users agree to this permission again. */
    public synchronized FakeApp consent(String permission) {
        withheld.remove(permission);
        return this;
    }

    synchronized boolean withholds(Set<String> permissions) {
        return permissions.stream().anyMatch(withheld::contains);
    }

    synchronized Set<String> granted(Set<String> permissions) {
        Set<String> granted = new TreeSet<>(permissions);
        granted.removeAll(withheld);
        return granted;
    }

    synchronized @Nullable Instant secretExpiry(String secret) {
        return secrets.get(secret);
    }

    synchronized List<X509Certificate> certificates() {
        return List.copyOf(certificates);
    }

    synchronized boolean redirectsTo(String uri) {
        return redirects.isEmpty() || redirects.contains(uri);
    }

    synchronized @Nullable String onlyTenant() {
        return onlyTenant;
    }
}
