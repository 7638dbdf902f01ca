package dev.calsync.provider.caldav;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * What a server made of a subscription, kept as the channel's remote id.
 *
 * @param address where it can be ended
 * @param callback what it calls; asking for the same again renews it
 * @param vapidKey the key that the server signs with, base64url; empty if it signs nothing
 * @param topicHash what tells the calendar's topic from others
 */
record PushRegistration(URI address, URI callback, String vapidKey, String topicHash) {
    private static final String NONE = "-";
    private static final int PARTS = 4;
    private static final int MAX_CHARS = 2_048;

    /** Empty if it is too long to be kept. */
    Optional<String> text() {
        String text = String.join(
                " ",
                address.toASCIIString(),
                callback.toASCIIString(),
                vapidKey.isEmpty() ? NONE : vapidKey,
                topicHash);
        return text.length() <= MAX_CHARS ? Optional.of(text) : Optional.empty();
    }

    /** Empty if the text was not made by {@link #text()}. */
    static Optional<PushRegistration> parse(String text) {
        String[] parts = text.split(" ", -1);
        if (parts.length != PARTS) {
            return Optional.empty();
        }
        try {
            String key = parts[2].equals(NONE) ? "" : parts[2];
            return Optional.of(new PushRegistration(URI.create(parts[0]), URI.create(parts[1]), key, parts[3]));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /** The origin of the callback (RFC 6454 section 6.2), which is what the server's tokens are meant for. */
    String origin() {
        String scheme = String.valueOf(callback.getScheme()).toLowerCase(Locale.ROOT);
        String authority = String.valueOf(callback.getRawAuthority()).toLowerCase(Locale.ROOT);
        String usual = scheme.equals("https") ? ":443" : ":80";
        boolean spelled = authority.endsWith(usual);
        return scheme + "://" + (spelled ? authority.substring(0, authority.length() - usual.length()) : authority);
    }

    static String hash(String topic) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(topic.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
