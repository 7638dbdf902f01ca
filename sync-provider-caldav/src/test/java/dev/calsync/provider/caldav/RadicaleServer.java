package dev.calsync.provider.caldav;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A calendar on the Radicale that runs for these tests, in the hands of another client: the JDK's own HTTP client and no
 * code of ours. Each has a calendar of its own, which goes when it is closed.
 */
final class RadicaleServer implements AutoCloseable {
    private static final String URL = System.getProperty("calsync.radicale.url", "");
    private static final String USER = System.getProperty("calsync.radicale.user", "alice");
    private static final String PASSWORD = System.getProperty("calsync.radicale.password", "secret");

    private final HttpClient client = HttpClient.newHttpClient();
    private final String name = "c-" + UUID.randomUUID();
    private final Map<String, String> resources = new TreeMap<>();

    private RadicaleServer() {
        int status = send("MKCALENDAR", name + "/", "").statusCode();
        assertTrue(status == 201, "MKCALENDAR answered " + status);
    }

    /** A calendar; the test is skipped when no Radicale was named, and fails when one had to be. */
    static RadicaleServer open() {
        if (URL.isEmpty() && "required".equals(System.getProperty("calsync.realservers"))) {
            fail("real servers are required here, and -Dcalsync.radicale.url names none");
        }
        assumeTrue(!URL.isEmpty(), "no Radicale: start one and name it by -Dcalsync.radicale.url");
        return new RadicaleServer();
    }

    URI url() {
        return URI.create(URL);
    }

    String user() {
        return USER;
    }

    String password() {
        return PASSWORD;
    }

    String calendarName() {
        return name;
    }

    void put(String uid, String text) {
        String resource = resources.computeIfAbsent(uid, this::nameOf);
        int status = send("PUT", name + "/" + resource, text).statusCode();
        assertTrue(status == 201 || status == 204, "PUT answered " + status);
    }

    void delete(String uid) {
        int status = send("DELETE", name + "/" + nameOf(uid), "").statusCode();
        assertTrue(status == 200 || status == 204, "DELETE answered " + status);
        resources.remove(uid);
    }

    /** The resource's text as it is there now. */
    String text(String uid) {
        return send("GET", name + "/" + nameOf(uid), "").body();
    }

    /** The name of the resource that holds this UID; a new one when there is none. */
    private String nameOf(String uid) {
        String listing = send(
                        "REPORT",
                        name + "/",
                        "<C:calendar-query xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\"><D:prop><D:getetag/>"
                                + "<C:calendar-data/></D:prop><C:filter><C:comp-filter name=\"VCALENDAR\"/></C:filter>"
                                + "</C:calendar-query>")
                .body();
        Matcher responses = Pattern.compile(
                        "<(?:\\w+:)?href>([^<]*/)([^</]+)</(?:\\w+:)?href>(?:(?!</(?:\\w+:)?response>).)*?UID:([^\\s&]+)",
                        Pattern.DOTALL)
                .matcher(listing);
        while (responses.find()) {
            if (responses.group(3).equals(uid)) {
                return responses.group(2);
            }
        }
        return uid + ".ics";
    }

    int resourceCount() {
        Matcher hrefs = Pattern.compile("\\.ics</")
                .matcher(send(
                                "PROPFIND",
                                name + "/",
                                "<D:propfind xmlns:D=\"DAV:\"><D:prop><D:getetag/></D:prop></D:propfind>")
                        .body());
        return (int) hrefs.results().count();
    }

    private HttpResponse<String> send(String method, String path, String body) {
        String credentials = Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create(URL).resolve(USER + "/" + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Authorization", "Basic " + credentials)
                .header("Depth", "1")
                .header("Content-Type", method.equals("PUT") ? "text/calendar; charset=utf-8" : "application/xml")
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new AssertionError(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    @Override
    public void close() {
        send("DELETE", name + "/", "");
    }
}
