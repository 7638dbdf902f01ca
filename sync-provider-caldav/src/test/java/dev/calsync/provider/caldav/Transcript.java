package dev.calsync.provider.caldav;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * An exchange with a real server, as it was recorded: what was asked by name and method, and what was answered. A file of
 * them holds, for each, a line {@code ### name method status length}, two headers, and the body's bytes, each of which is
 * one character of {@code octets}.
 */
record Transcript(String name, String method, int status, String contentType, String etag, String octets) {
    static final List<String> SERVERS = List.of("cyrus-3.6.1", "davical-1.1.12", "radicale-3.1.8", "xandikos-0.2.8");

    static List<Transcript> of(String server) {
        try (InputStream in =
                Objects.requireNonNull(Transcript.class.getResourceAsStream("/transcripts/" + server + ".txt"))) {
            List<Transcript> all = new ArrayList<>();
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                String[] words = line.split(" ");
                String type = line(in).substring("Content-Type:".length()).strip();
                String etag = line(in).substring("ETag:".length()).strip();
                byte[] body = in.readNBytes(Integer.parseInt(words[4]));
                String octets = new String(body, StandardCharsets.ISO_8859_1);
                line(in);
                all.add(new Transcript(words[1], words[2], Integer.parseInt(words[3]), type, etag, octets));
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Transcript of(String server, String name) {
        return of(server).stream()
                .filter(each -> each.name.equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    byte[] body() {
        return octets.getBytes(StandardCharsets.ISO_8859_1);
    }

    InputStream stream() {
        return new ByteArrayInputStream(body());
    }

    String text() {
        return new String(body(), StandardCharsets.UTF_8);
    }

    Map<String, String> headers() {
        Map<String, String> headers = new TreeMap<>();
        if (!contentType.isEmpty()) {
            headers.put("Content-Type", contentType);
        }
        if (!etag.isEmpty()) {
            headers.put("ETag", etag);
        }
        return headers;
    }

    @Override
    public String toString() {
        return name;
    }
}
