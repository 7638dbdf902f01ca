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
import java.util.UUID;

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
        int status = send("PUT", name + "/" + nameOf(uid), text).statusCode();
        assertTrue(status == 201 || status == 204, "PUT answered " + status);
    }

    void delete(String uid) {
        int status = send("DELETE", name + "/" + nameOf(uid), "").statusCode();
        assertTrue(status == 200 || status == 204, "DELETE answered " + status);
    }

    /** The name that our provider gives the resource of a harmless UID as well. */
    private static String nameOf(String uid) {
        return uid + ".ics";
    }

    private HttpResponse<String> send(String method, String path, String body) {
        String credentials =
                Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create(URL).resolve(USER + "/" + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Authorization", "Basic " + credentials)
                .header("Depth", "1")
                .header("Content-Type", method.equals("PUT") ? "text/calendar; charset=utf-8" : "application/xml")
                .build();
        try {
            return sendPatiently(request);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    /** Radicale closes every connection after its answer, and this client may have kept it: then it is sent again. */
    private HttpResponse<String> sendPatiently(HttpRequest request) throws InterruptedException {
        IOException last = null;
        for (int i = 0; i < 5; i++) {
            try {
                return client.send(request, HttpResponse.BodyHandlers.ofString());
            } catch (IOException failure) {
                last = failure;
            }
        }
        throw new AssertionError("Radicale does not answer", last);
    }

    @Override
    public void close() {
        send("DELETE", name + "/", "");
    }
}
