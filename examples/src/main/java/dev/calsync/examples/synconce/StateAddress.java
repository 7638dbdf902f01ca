package dev.calsync.examples.synconce;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where the state is kept between calls: a JDBC URL of H2 or PostgreSQL. {@link #toString()} does not show it, because a
 * password may be in it.
 *
 * @param jdbcUrl the URL
 */
record StateAddress(String jdbcUrl) {
    private static final String FORMS =
            "jdbc:h2:file:PATH, jdbc:postgresql://HOST/DATABASE?user=… or postgres://USER:PASSWORD@HOST/DATABASE";

    /**
     * Reads what was given on the command line.
     *
     * @throws IllegalArgumentException if it is none of the forms; the message does not show it
     */
    static StateAddress parse(String text) {
        if (text.startsWith("jdbc:h2:") || text.startsWith("jdbc:postgresql:")) {
            return new StateAddress(text);
        }
        if (text.startsWith("postgres://") || text.startsWith("postgresql://")) {
            return new StateAddress(jdbc(text));
        }
        throw new IllegalArgumentException("it is none of " + FORMS);
    }

    private static String jdbc(String text) {
        try {
            URI uri = new URI(text);
            if (uri.getHost() == null || uri.getPath() == null || uri.getPath().length() < 2) {
                throw new IllegalArgumentException("a host and a database are needed: " + FORMS);
            }
            String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
            StringBuilder url = new StringBuilder("jdbc:postgresql://" + uri.getHost() + port + uri.getRawPath());
            String separator = "?";
            if (uri.getRawQuery() != null) {
                url.append(separator).append(uri.getRawQuery());
                separator = "&";
            }
            String who = uri.getRawUserInfo();
            if (who != null) {
                int colon = who.indexOf(':');
                url.append(separator).append("user=").append(colon < 0 ? who : who.substring(0, colon));
                url.append(colon < 0 ? "" : "&password=" + who.substring(colon + 1));
            }
            return url.toString();
        } catch (URISyntaxException invalid) {
            throw new IllegalArgumentException("the URL: " + invalid.getReason(), invalid);
        }
    }

    @Override
    public String toString() {
        return "StateAddress[…]";
    }
}
