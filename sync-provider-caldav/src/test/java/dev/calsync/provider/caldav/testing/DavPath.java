package dev.calsync.provider.caldav.testing;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A path as its decoded segments. A closing slash makes no difference. */
record DavPath(List<String> segments) {

    static DavPath of(String... segments) {
        return new DavPath(List.of(segments));
    }

    /** Reads a path, or a full URL, as it stands in a request line or a {@code <href>}. */
    static DavPath parse(String reference) throws DavProblem {
        String raw;
        try {
            raw = URI.create(reference.strip().replace(" ", "%20").replaceFirst("^http%3A//", "http://"))
                    .getRawPath();
        } catch (IllegalArgumentException e) {
            throw DavProblem.of(400, "Not a legal href");
        }
        if (raw == null || !raw.startsWith("/")) {
            throw DavProblem.of(400, "An href must be a full path or URL");
        }
        List<String> segments = new ArrayList<>();
        for (String part : raw.split("/", -1)) {
            if (!part.isEmpty()) {
                segments.add(decoded(part));
            }
        }
        return new DavPath(List.copyOf(segments));
    }

    boolean startsWith(List<String> prefix) {
        return segments.size() >= prefix.size()
                && segments.subList(0, prefix.size()).equals(prefix);
    }

    /** The encoded path; {@code odd} encodes all but letters and digits, with lower-case digits. */
    String encoded(boolean collection, boolean odd) {
        StringBuilder path = new StringBuilder();
        for (String segment : segments) {
            path.append('/');
            for (byte b : segment.getBytes(StandardCharsets.UTF_8)) {
                char c = (char) (b & 0xFF);
                boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || (!odd && "-._~@".indexOf(c) >= 0));
                path.append(plain ? String.valueOf(c) : String.format(odd ? "%%%02x" : "%%%02X", (int) c));
            }
        }
        return collection ? path.append('/').toString() : path.toString();
    }

    private static String decoded(String part) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] raw = part.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] == '%') {
                // URI has checked that two hex digits follow.
                bytes.write(Integer.parseInt(
                        new String(Arrays.copyOfRange(raw, i + 1, i + 3), StandardCharsets.US_ASCII), 16));
                i += 2;
            } else {
                bytes.write(raw[i]);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
