package dev.calsync.reconcile;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventField;
import dev.calsync.model.EventSeries;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;

/**
 * A fingerprint of what a series means: two series have the same one exactly when {@link SeriesDiff} finds no
 * difference between them, apart from collisions of SHA-256. Stable across processes and releases; kept in links.
 *
 * <p>Not part of the meaning: UID, created, updated, sequence, version; the order of attendees, reminders, rule parts
 * and single dates; whether an empty value is absent; the case of mail addresses; line ends; the spelling of UTC; a
 * missing end that equals the default one; bookkeeping among the extras ({@code PRODID, METHOD, DTSTAMP, CREATED,
 * LAST-MODIFIED, SEQUENCE, REV, ACKNOWLEDGED, VTIMEZONE, X-MOZ-LASTACK, X-MOZ-GENERATION, X-RADICALE-NAME,
 * X-WR-CALNAME}, ETags and change keys). An event's times are part of it in their form: a zone time and a UTC time of
 * the same instant differ. The instance that an override or an {@code EXDATE} names is not: there the instant counts.
 *
 * @param text the fingerprint: the version of the encoding, a dot, 43 characters of base64url
 */
public record SemanticHash(String text) {
    /** Named in every hash: another encoding makes another hash, which reads as a change and is compared once. */
    private static final String VERSION = "1";

    private static final int MAX_CHARS = 100;

    /** @throws IllegalArgumentException if {@code text} is empty or longer than 100 characters */
    public SemanticHash {
        if (text.isEmpty() || text.length() > MAX_CHARS) {
            throw new IllegalArgumentException("a semantic hash must have 1 to " + MAX_CHARS + " characters");
        }
    }

    /** The fingerprint of a series. */
    public static SemanticHash of(EventSeries series) {
        StringBuilder form = new StringBuilder(512);
        if (series.master() != null) {
            append(form, series.master());
        }
        if (!series.overrides().isEmpty()) {
            List<String> overrides = new ArrayList<>(series.overrides().size());
            InstanceKey.parts(series).forEach((key, part) -> {
                if (part.isOverride()) {
                    StringBuilder override = new StringBuilder(256);
                    append(Meaning.append(override, key), part);
                    overrides.add(override.toString());
                }
            });
            Collections.sort(overrides);
            form.append('o').append(overrides.size()).append(' ');
            overrides.forEach(override -> Meaning.append(form, override));
        }
        byte[] digest = sha256().digest(form.toString().getBytes(StandardCharsets.UTF_8));
        return new SemanticHash(
                VERSION + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(digest));
    }

    /** Whether this is the fingerprint of a series. */
    public boolean matches(EventSeries series) {
        return equals(of(series));
    }

    private static void append(StringBuilder form, CalendarEvent event) {
        form.append('e');
        for (EventField field : Meaning.FIELDS) {
            List<String> values = Meaning.of(field, event);
            if (!values.isEmpty()) {
                form.append(field.name()).append(values.size()).append(' ');
                for (String value : values) {
                    Meaning.append(form, value);
                }
            }
        }
        form.append(';');
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
