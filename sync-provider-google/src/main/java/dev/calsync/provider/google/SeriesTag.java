package dev.calsync.provider.google;

import dev.calsync.model.ETag;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of a whole series as one entity tag: the master's own, then a mark for each exception, made of its id and its
 * tag. So a feed that mentions a single part can be answered from the tag that is known: if all parts it mentions are in
 * there, nothing is new. An event that happens once has the API's tag and nothing else.
 *
 * <p>A tag has a bound of {@value #MAX_MARKS} marks; with more exceptions there is a digest of all in their place, which
 * tells equal states apart from others but says nothing of single parts.
 */
final class SeriesTag {
    private static final String NO_MASTER = "-";
    private static final String DIGEST = "*";
    private static final int MARK_CHARS = 8;
    private static final int MAX_MARKS = 100;

    private final String text;

    private SeriesTag(String text) {
        this.text = text;
    }

    /** The tag of a series; null if a part has no tag, so that nothing can be said. */
    static @Nullable ETag of(@Nullable EventItem master, Collection<EventItem> exceptions) {
        if (master != null && master.etag == null) {
            return null;
        }
        String own = master == null || master.etag == null ? NO_MASTER : master.etag;
        if (exceptions.isEmpty()) {
            return ETag.of(own);
        }
        List<String> marks = new ArrayList<>(exceptions.size());
        for (EventItem exception : exceptions) {
            if (exception.etag == null) {
                return null;
            }
            marks.add(mark(exception));
        }
        Collections.sort(marks);
        String all = String.join("", marks);
        return ETag.of(own + " " + (marks.size() > MAX_MARKS ? DIGEST + digest(all, 15) : all));
    }

    static SeriesTag read(ETag tag) {
        return new SeriesTag(tag.value());
    }

    /** The master's own tag, to be named in a precondition; null if the series has no master. */
    static @Nullable String master(@Nullable ETag tag) {
        if (tag == null) {
            return null;
        }
        int space = tag.value().indexOf(' ');
        String own = space < 0 ? tag.value() : tag.value().substring(0, space);
        return own.equals(NO_MASTER) ? null : own;
    }

    /** Whether this state has all of these parts as they are. */
    boolean has(Collection<EventItem> parts) {
        return parts.stream().allMatch(this::has);
    }

    private boolean has(EventItem part) {
        if (part.etag == null) {
            return false;
        }
        int space = text.indexOf(' ');
        if (!part.isException()) {
            return part.etag.equals(space < 0 ? text : text.substring(0, space));
        }
        if (space < 0 || text.startsWith(DIGEST, space + 1)) {
            return false;
        }
        String wanted = mark(part);
        for (int at = space + 1; at + MARK_CHARS <= text.length(); at += MARK_CHARS) {
            if (text.startsWith(wanted, at)) {
                return true;
            }
        }
        return false;
    }

    private static String mark(EventItem exception) {
        return digest(exception.id + " " + exception.etag, 6);
    }

    private static String digest(String text, int bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
