package dev.calsync.provider.google;

import dev.calsync.model.EventTime;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Ids of events: those that this side chooses, and those of instances, which follow from the series. */
final class EventIds {
    /** A create that meets so many deleted events of its own in a row has another problem. */
    static final int GENERATIONS = 8;

    private static final String BASE32HEX = "0123456789abcdefghijklmnopqrstuv";
    private static final int BYTES = 20;

    private EventIds() {}

    /**
     * The id that a create gives its event. The same for the same idempotency key, so that a create that is sent again
     * meets the event it made and not a second one. An id stays taken after its event was deleted; then the next
     * generation is used.
     *
     * @return 32 characters of base32hex in lower case (RFC 4648 section 7), as the API demands
     */
    static String of(String idempotencyKey, int generation) {
        byte[] hash = Arrays.copyOf(sha256("calsync\n" + idempotencyKey + "\n" + generation), BYTES);
        StringBuilder id = new StringBuilder(BYTES * 8 / 5);
        long bits = 0;
        int held = 0;
        for (byte one : hash) {
            bits = (bits << 8) | (one & 0xFF);
            for (held += 8; held >= 5; held -= 5) {
                id.append(BASE32HEX.charAt((int) (bits >> (held - 5)) & 31));
            }
        }
        return id.toString();
    }

    /**
     * The id of one instance. Only ever made from a series' own id: a second suffix names nothing.
     *
     * @param instance when the instance starts by the series' rule
     */
    static String instance(String seriesId, EventTime instance) {
        return seriesId + "_" + RecurrenceDates.idSuffix(instance);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
