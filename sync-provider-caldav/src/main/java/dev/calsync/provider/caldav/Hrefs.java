package dev.calsync.provider.caldav;

import dev.calsync.model.RemoteId;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What hrefs mean. Servers write the same resource in many ways: as a path or a whole address, percent-encoded more or
 * less, with or without a closing slash. So hrefs are compared by their decoded paths, and sent back as they came.
 *
 * <p>A resource's id is the calendar's own href and the last segment of the resource's, as the server wrote it. A segment
 * of letters and digits that a server chose to percent-encode is written plainly, so that a resource which we made and
 * named has one id, however it is listed later.
 */
final class Hrefs {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._~-]+");
    private static final int MAX_ID_CHARS = 2048;

    private final String collectionHref;
    private final URI collection;
    private final String collectionPath;
    private final boolean rooted;

    /**
     * @param base what the calendar's href is relative to
     * @param collectionHref the calendar's href as the server wrote it
     * @throws dev.calsync.error.UnrecoverableException if it is no address
     */
    Hrefs(URI base, String collectionHref) {
        this.collectionHref = collectionHref.endsWith("/") ? collectionHref : collectionHref + "/";
        this.collection =
                Links.resolve(base, this.collectionHref).orElseThrow(() -> CalDavErrors.noAddress("the calendar's id"));
        this.collectionPath = path(collection);
        this.rooted = collectionHref.startsWith("/") || collectionHref.contains("://");
    }

    /** The address of the calendar, with a closing slash. */
    URI collection() {
        return collection;
    }

    /** The id of the member with this name, which needs no encoding. */
    RemoteId member(String name) {
        return RemoteId.of(collectionHref + name);
    }

    /**
     * The id of a resource directly within the calendar.
     *
     * @return empty for the calendar itself, for what lies elsewhere or deeper, for a collection, and for what cannot be
     *     an id
     */
    Optional<RemoteId> idOf(String href) {
        if (isPlainMember(href)) {
            return Optional.of(RemoteId.of(href));
        }
        Optional<URI> target = Links.resolve(collection, href);
        int slash = href.lastIndexOf('/');
        if (target.isEmpty() || slash == href.length() - 1) {
            return Optional.empty();
        }
        String rawPath = target.get().getRawPath();
        String parent = decoded(rawPath.substring(0, rawPath.lastIndexOf('/')));
        if (!parent.equals(collectionPath)) {
            return Optional.empty();
        }
        String segment = href.substring(slash + 1);
        String plain = decoded(segment);
        String id = collectionHref + (PLAIN.matcher(plain).matches() ? plain : segment);
        boolean usable = id.length() <= MAX_ID_CHARS && id.chars().noneMatch(Character::isISOControl);
        return usable ? Optional.of(RemoteId.of(id)) : Optional.empty();
    }

    /**
     * The calendar's own href and a name that no encoding touches: then there is nothing to find out. Most hrefs are like
     * that, and there is one for each event.
     */
    private boolean isPlainMember(String href) {
        int begin = collectionHref.length();
        if (!rooted || href.length() <= begin || href.length() > MAX_ID_CHARS || !href.startsWith(collectionHref)) {
            return false;
        }
        boolean dots = true;
        for (int i = begin; i < href.length(); i++) {
            char c = href.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letter && "._~-@+:,=".indexOf(c) < 0) {
                return false;
            }
            dots &= c == '.';
        }
        return !dots;
    }

    /** Whether an href means the calendar itself. */
    boolean isCollection(String href) {
        return Links.resolve(collection, href)
                .map(target -> path(target).equals(collectionPath))
                .orElse(false);
    }

    /** Where requests for a resource go. */
    URI address(RemoteId id) {
        return Links.resolve(collection, id.value()).orElseThrow(() -> CalDavErrors.noAddress("an event's id"));
    }

    /** What two hrefs of the same resource have in common. */
    String key(String href) {
        if (isPlainMember(href)) {
            return collectionPath + "/" + href.substring(collectionHref.length());
        }
        return Links.resolve(collection, href).map(Hrefs::path).orElse(href);
    }

    /** The decoded path without a closing slash. */
    static String path(URI address) {
        String path = decoded(address.getRawPath());
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** The last segment of a path, decoded. */
    static String lastSegment(URI address) {
        String path = path(address);
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Percent-decoded as UTF-8; what is no valid escape stays as it is. */
    static String decoded(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); ) {
            int high = text.charAt(i) == '%' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high >= 0 ? Character.digit(text.charAt(i + 2), 16) : -1;
            if (low >= 0) {
                out.write(high * 16 + low);
                i += 3;
            } else {
                int end = text.offsetByCodePoints(i, 1);
                out.writeBytes(text.substring(i, end).getBytes(StandardCharsets.UTF_8));
                i = end;
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
