package dev.calsync.transport;

import java.net.URI;
import java.util.Locale;

/**
 * Decides which origins belong together: where an account's credentials and its writes may go. Thread-safe; does not
 * block.
 */
@FunctionalInterface
public interface OriginPolicy {

    /**
     * Whether what was given for {@code home} may also be sent to {@code target}. Both are absolute. A target without
     * TLS is never permitted for a home with TLS, whatever is answered here.
     */
    boolean permits(URI home, URI target);

    /** The same scheme, host and port (RFC 6454); nothing else. */
    static OriginPolicy sameOrigin() {
        return (home, target) -> origin(home).equals(origin(target));
    }

    /**
     * The same origin, or https on its usual port on both sides and the same registrable domain by the public suffix
     * list: {@code caldav.example.com} and {@code p42.example.com} belong together, {@code alice.github.io} and {@code
     * bob.github.io} do not. For services that spread an account over hosts, as iCloud does.
     */
    static OriginPolicy sameRegistrableDomain() {
        return RegistrableDomain.INSTANCE;
    }

    /** The origin of an absolute address, for example {@code https://dav.example.com:443} (RFC 6454 section 4). */
    static String origin(URI address) {
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        String host = String.valueOf(address.getHost()).toLowerCase(Locale.ROOT);
        int port = address.getPort() >= 0 ? address.getPort() : scheme.equals("https") ? 443 : 80;
        return scheme + "://" + host + ":" + port;
    }
}
