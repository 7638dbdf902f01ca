package dev.calsync.provider.graph.testing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.UUID;

/**
 * Ids that look like Outlook's and are the same in every run. Each second one differs from the one before in the case of
 * its letters only, because real ids may.
 */
final class Ids {

    private Ids() {}

    /** An id that stays when its item moves. */
    static String immutable(long number) {
        return "AAkALgAAAAAAHYDEapmEc2byACqAC-EWg0A" + paired("item", number) + "AAA=";
    }

    /** An id of the older kind, which changes when its item moves. */
    static String mutable(long number, int moves) {
        return "AQMkADAwATM0MDAAMS0y" + paired("rest" + moves, number) + "AAA=";
    }

    /** An id of an occurrence; it stays when the occurrence becomes an exception. */
    static String occurrence(String masterId, String date) {
        return masterId.substring(0, 20) + text("occurrence " + masterId + ' ' + date, 30) + "EAA=";
    }

    /** An id of a calendar or a group of calendars. */
    static String container(long number) {
        return "AQMkADAwATM0MDAAMS0yYwBGAAAD" + paired("container", number) + "AAAA";
    }

    static String changeKey(long version) {
        return "IiLKjG2I7E" + text("change " + version, 14) + "==";
    }

    static String etag(long version) {
        return "W/\"" + changeKey(version) + "\"";
    }

    static String guid(String of) {
        return UUID.nameUUIDFromBytes(of.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static String paired(String kind, long number) {
        String letters = text(kind + ' ' + number / 2, 24);
        return number % 2 == 0 ? letters : swapped(letters);
    }

    private static String swapped(String text) {
        StringBuilder swapped = new StringBuilder(text.length());
        text.chars()
                .forEach(c -> swapped.append(
                        Character.isUpperCase(c) ? (char) Character.toLowerCase(c) : (char) Character.toUpperCase(c)));
        return swapped.toString();
    }

    private static String text(String of, int length) {
        return Base64.getUrlEncoder().encodeToString(hash("SHA-256", of)).substring(0, length);
    }

    static byte[] hash(String algorithm, String of) {
        try {
            return MessageDigest.getInstance(algorithm).digest(of.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
