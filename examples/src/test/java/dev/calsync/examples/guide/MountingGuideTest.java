package dev.calsync.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.CalendarSync;
import dev.calsync.http.HttpAccess;
import dev.calsync.http.HttpRequest;
import dev.calsync.http.HttpResponse;
import dev.calsync.http.SyncHttp;
import dev.calsync.http.SyncServlet;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.UserId;
import dev.calsync.testing.ScriptedProvider;
import io.javalin.Javalin;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.Optional;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.http.RequestEntity;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;

/** The door, mounted in web frameworks. */
class MountingGuideTest {
    private final CalendarSync sync = CalendarSync.builder()
            .store(MemorySyncStore.create())
            .provider(new ScriptedProvider())
            .build();
    private final SyncHttp door = sync.http(HttpAccess.NONE.api(MountingGuideTest::user));

    private static Optional<UserId> user(HttpRequest request) {
        return request.header("x-user").map(UserId::of);
    }

    @AfterEach
    void close() {
        sync.close();
    }

    // region spring
    @RestController
    static class CalsyncController {
        private final SyncHttp http;

        CalsyncController(SyncHttp http) {
            this.http = http;
        }

        @RequestMapping("/calsync/**")
        ResponseEntity<byte[]> handle(HttpServletRequest taken, RequestEntity<byte[]> request) {
            byte[] body = request.getBody();
            HttpResponse reply = http.handle(
                    HttpRequest.of(taken.getMethod(), taken.getRequestURI().substring("/calsync".length()))
                            .headers(request.getHeaders())
                            .query(taken.getQueryString())
                            .body(body == null ? new byte[0] : body)
                            .source(taken.getRemoteAddr()));
            HttpHeaders headers = new HttpHeaders();
            reply.headers().forEach(headers::set);
            return ResponseEntity.status(reply.status()).headers(headers).body(reply.body());
        }
    }
    // endregion spring

    @EnableWebMvc
    static class WebConfiguration {}

    @Test
    void springMvc_handsRequestsOn() throws Exception {
        AnnotationConfigWebApplicationContext context = new AnnotationConfigWebApplicationContext();
        context.register(WebConfiguration.class);
        context.addBeanFactoryPostProcessor(beans -> beans.registerSingleton("calsync", new CalsyncController(door)));
        ServletContextHandler handler = new ServletContextHandler();
        handler.addServlet(new ServletHolder(new DispatcherServlet(context)), "/");
        Server server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        server.setHandler(handler);
        server.start();
        try {
            check(server.getURI().getPort());
        } finally {
            server.stop();
        }
    }

    @Test
    void javalin_handsRequestsOn() throws Exception {
        // region javalin
        Javalin app = Javalin.create(config -> config.jetty.modifyServletContextHandler(
                context -> context.addServlet(new ServletHolder(new SyncServlet(door)), "/calsync/*")));
        // endregion javalin
        app.start("127.0.0.1", 0);
        try {
            check(app.port());
        } finally {
            app.stop();
        }
    }

    /** Paths, queries, headers, bodies and answers go through. */
    private static void check(int port) throws IOException, InterruptedException {
        assertThat(status(port, "GET", "/api/schedules", "", "")).isEqualTo(401);
        assertThat(status(port, "GET", "/api/schedules", "alice", "")).isEqualTo(200);
        assertThat(status(port, "GET", "/api/dead-letters?limit=0", "alice", ""))
                .isEqualTo(400);
        // Encoded twice, because containers refuse an encoded slash.
        assertThat(status(port, "GET", "/api/calendars/account%253Aa%252Fb/status", "alice", ""))
                .isEqualTo(404);
        String schedule = "{\"type\":\"interval\",\"interval\":15,\"calendars\":[\"*\"]}";
        assertThat(status(port, "POST", "/api/schedules", "alice", schedule)).isEqualTo(200);
        assertThat(status(port, "POST", "/api/schedules", "alice", "{")).isEqualTo(400);
        assertThat(status(port, "POST", "/webhooks/nobody/x", "", "")).isEqualTo(404);
    }

    private static int status(int port, String method, String target, String user, String body)
            throws IOException, InterruptedException {
        java.net.http.HttpRequest.Builder request = java.net.http.HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/calsync" + target))
                .header("content-type", "application/json")
                .method(method, java.net.http.HttpRequest.BodyPublishers.ofString(body));
        if (!user.isEmpty()) {
            request.header("x-user", user);
        }
        return HttpClient.newHttpClient()
                .send(request.build(), java.net.http.HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
