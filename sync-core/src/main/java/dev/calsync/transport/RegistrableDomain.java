package dev.calsync.transport;

import java.net.URI;
import okhttp3.HttpUrl;

/** Which hosts have one owner: those that share the label which was registered under a public suffix. */
final class RegistrableDomain implements OriginPolicy {
    static final OriginPolicy INSTANCE = new RegistrableDomain();

    private RegistrableDomain() {}

    @Override
    public boolean permits(URI home, URI target) {
        if (OriginPolicy.sameOrigin().permits(home, target)) {
            return true;
        }
        HttpUrl from = HttpUrl.parse(home.toString());
        HttpUrl to = HttpUrl.parse(target.toString());
        if (from == null || to == null || !usual(from) || !usual(to)) {
            return false;
        }
        // Null for addresses, for names of one label, and for public suffixes themselves.
        String domain = from.topPrivateDomain();
        return domain != null && domain.equals(to.topPrivateDomain());
    }

    private static boolean usual(HttpUrl url) {
        return url.isHttps() && url.port() == 443;
    }
}
