package dev.calsync.provider.caldav;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.calsync.provider.AccountRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.UUID;

/**
 * A calendar on a real server that runs for these tests, in the hands of another client: the JDK's own HTTP client and no
 * code of ours. Each has a calendar of its own, which goes when it is closed. A server is named by the system property
 * {@code calsync.<server>.url}; the scripts in {@code src/test/servers} start one and print it.
 */
final class RealServer implements ConvergenceSuite.Place {

    /** Which servers there are, and what each of them does with a sync token that it never gave. */
    enum Kind {
        RADICALE("", "alice/", "http://radicale.org/ns/sync/" + "0".repeat(64)),
        /** Lets everybody in. */
        XANDIKOS("", "alice/calendars/", "0".repeat(40)),
        CYRUS("", "dav/calendars/user/alice/", "data:,1-1"),
        /** Lists everything. */
        DAVICAL("caldav.php/", "caldav.php/alice/", "data:,987654321");

        private final String entrance;
        private final String home;
        private final String unknownToken;

        Kind(String entrance, String home, String unknownToken) {
            this.entrance = entrance;
            this.home = home;
            this.unknownToken = unknownToken;
        }

        private String url() {
            return System.getProperty("calsync." + name().toLowerCase(Locale.ROOT) + ".url", "");
        }
    }

    private static final String USER = "alice";
    private static final String PASSWORD = "secret";

    private final HttpClient client = HttpClient.newHttpClient();
    private final String name = "c-" + UUID.randomUUID();
    private final Kind kind;
    private final URI root;

    private RealServer(Kind kind) {
        this.kind = kind;
        this.root = URI.create(kind.url());
        int status = send("MKCALENDAR", name + "/", "").statusCode();
        assertTrue(status == 201, "MKCALENDAR answered " + status);
    }

    /** A calendar; the test is skipped when no such server was named, and fails when one had to be. */
    static RealServer open(Kind kind) {
        if (kind.url().isEmpty() && required()) {
            fail("real servers are required here, and -Dcalsync." + kind.name().toLowerCase(Locale.ROOT)
                    + ".url names none");
        }
        assumeTrue(
                !kind.url().isEmpty(),
                () -> "no " + kind + ": start one and name it by -Dcalsync."
                        + kind.name().toLowerCase(Locale.ROOT) + ".url");
        return new RealServer(kind);
    }

    /** Whether what is not installed is a failure. */
    static boolean required() {
        return "required".equals(System.getProperty("calsync.realservers"));
    }

    @Override
    public AccountRequest account() {
        URI entrance = root.resolve(kind.entrance);
        return kind == Kind.XANDIKOS
                ? CalDavAccount.anonymous(entrance)
                : CalDavAccount.basic(entrance, USER, PASSWORD);
    }

    /** Null where everybody is let in. */
    AccountRequest wrongAccount() {
        return kind == Kind.XANDIKOS ? null : CalDavAccount.basic(root.resolve(kind.entrance), USER, "not " + PASSWORD);
    }

    @Override
    public String user() {
        return kind == Kind.XANDIKOS ? null : USER;
    }

    @Override
    public String password() {
        return PASSWORD;
    }

    String calendarName() {
        return name;
    }

    @Override
    public URI calendar() {
        return root.resolve(kind.home + name + "/");
    }

    String unknownToken() {
        return kind.unknownToken;
    }

    void put(String uid, String text) {
        int status = send("PUT", name + "/" + nameOf(uid), text).statusCode();
        assertTrue(status == 201 || status == 204, "PUT answered " + status);
    }

    void delete(String uid) {
        int status = send("DELETE", name + "/" + nameOf(uid), "").statusCode();
        assertTrue(status == 200 || status == 204, "DELETE answered " + status);
    }

    /** Somebody who was invited accepts, in the calendar that invitations come to. Cyrus alone delivers them. */
    void accept(String uid, String user) {
        URI invitation = root.resolve("dav/calendars/user/" + user + "/Default/" + nameOf(uid));
        String text = send(user, "GET", invitation, "").body();
        assertTrue(text.contains("NEEDS-ACTION"), "there is no invitation: " + text);
        int status = send(user, "PUT", invitation, text.replace("NEEDS-ACTION", "ACCEPTED"))
                .statusCode();
        assertTrue(status == 201 || status == 204, "PUT answered " + status);
    }

    /** What is stored. */
    String text(String uid) {
        return send("GET", name + "/" + nameOf(uid), "").body();
    }

    /** The name that our provider gives the resource of a harmless UID as well. */
    private static String nameOf(String uid) {
        return uid + ".ics";
    }

    private HttpResponse<String> send(String method, String path, String body) {
        return send(USER, method, root.resolve(kind.home + path), body);
    }

    private HttpResponse<String> send(String user, String method, URI target, String body) {
        String credentials =
                Base64.getEncoder().encodeToString((user + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        HttpRequest.Builder request = HttpRequest.newBuilder(target)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("Authorization", "Basic " + credentials)
                .version(HttpClient.Version.HTTP_1_1);
        if (!body.isEmpty()) {
            request.method(method, HttpRequest.BodyPublishers.ofString(body))
                    .header("Content-Type", "text/calendar; charset=utf-8");
        }
        try {
            return sendPatiently(request.build());
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
        throw new AssertionError(kind + " does not answer", last);
    }

    @Override
    public void close() {
        send("DELETE", name + "/", "");
    }
}
