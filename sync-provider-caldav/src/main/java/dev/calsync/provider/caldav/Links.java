package dev.calsync.provider.caldav;

import dev.calsync.transport.HttpTransport;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a server's hrefs lead. Two mistakes of servers are mended: one that encodes the colon of {@code https://} as it
 * encodes everything, and one behind a proxy that speaks TLS for it, which believes its own address to begin with
 * {@code http://}.
 */
final class Links {
    private static final Pattern ESCAPED_SCHEME = Pattern.compile("(?i)^(https?)%3A(//|%2F%2F)");

    private Links() {}

    /**
     * The absolute address.
     *
     * @param base the address that the href was read from
     * @return empty if it is no http or https address at all
     */
    static Optional<URI> resolve(URI base, String href) {
        String link = ESCAPED_SCHEME.matcher(href).replaceFirst("$1://");
        return HttpTransport.resolve(base, link).map(target -> keepTls(base, target));
    }

    private static URI keepTls(URI base, URI target) {
        boolean losesTls = "https".equals(base.getScheme())
                && "http".equals(target.getScheme())
                && base.getHost().equalsIgnoreCase(target.getHost())
                && (target.getPort() < 0 || target.getPort() == 80 || target.getPort() == base.getPort());
        if (!losesTls) {
            return target;
        }
        String port = base.getPort() < 0 ? "" : ":" + base.getPort();
        String query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
        return URI.create("https://" + target.getHost() + port + target.getRawPath() + query);
    }
}
