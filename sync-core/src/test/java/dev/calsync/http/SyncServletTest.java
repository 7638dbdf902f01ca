package dev.calsync.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a container hands over arrives at the door, and what the door answers at the container. */
class SyncServletTest {
    private final List<HttpRequest> seen = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    private HttpServletRequest request(String uri) {
        Map<String, Object> answers = Map.of(
                "getMethod", "POST",
                "getContextPath", "/app",
                "getServletPath", "/calsync",
                "getRequestURI", uri,
                "getQueryString", "a=b%20c&a=d",
                "getRemoteAddr", "192.0.2.7",
                "getInputStream", new Body("hello"));
        return (HttpServletRequest) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "getHeaderNames" -> Collections.enumeration(List.of("X-One"));
                    case "getHeaders" -> Collections.enumeration(List.of("1", "2"));
                    default -> answers.get(method.getName());
                });
    }

    private HttpServletResponse response() {
        return (HttpServletResponse) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {HttpServletResponse.class}, (proxy, method, args) -> {
                    if (method.getName().equals("getOutputStream")) {
                        return new Sent(sent);
                    }
                    told.add(method.getName() + List.of(args));
                    return null;
                });
    }

    @Test
    void requestBehindTheMount_isHandedOn_andTheAnswerSent() throws Exception {
        SyncHttp door = new SyncHttp(Map.of("api", request -> {
            seen.add(request);
            return HttpResponse.of(201, "text/plain", "done").header("x-more", "yes");
        }));
        new SyncServlet(door).service(request("/app/calsync/api/x%2Fy"), response());

        HttpRequest request = seen.get(0);
        assertThat(request.segments()).containsExactly("api", "x/y");
        assertThat(request.headers()).containsEntry("x-one", List.of("1", "2"));
        assertThat(request.query()).containsEntry("a", "b c");
        assertThat(request.text()).isEqualTo("hello");
        assertThat(request.source()).isEqualTo("192.0.2.7");
        assertThat(told)
                .contains(
                        "setStatus[201]",
                        "setHeader[x-more, yes]",
                        "setHeader[content-type, text/plain]",
                        "setContentLength[4]");
        assertThat(sent.toString(StandardCharsets.UTF_8)).isEqualTo("done");
    }

    @Test
    void stream_isWrittenPieceByPiece() throws Exception {
        SyncHttp door = new SyncHttp(Map.of(
                "api",
                request -> HttpResponse.streaming("text/event-stream", out -> {
                    out.write("one".getBytes(StandardCharsets.UTF_8));
                    out.flush();
                    out.write("two".getBytes(StandardCharsets.UTF_8));
                })));
        new SyncServlet(door).service(request("/app/calsync/api"), response());
        assertThat(sent.toString(StandardCharsets.UTF_8)).isEqualTo("onetwo");
        assertThat(told).contains("setHeader[content-type, text/event-stream]");
    }

    private static final class Body extends ServletInputStream {
        private final ByteArrayInputStream bytes;

        Body(String text) {
            bytes = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] into, int from, int length) {
            return bytes.read(into, from, length);
        }

        @Override
        public boolean isFinished() {
            return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {}
    }

    private static final class Sent extends ServletOutputStream {
        private final ByteArrayOutputStream bytes;

        Sent(ByteArrayOutputStream bytes) {
            this.bytes = bytes;
        }

        @Override
        public void write(int one) {
            bytes.write(one);
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {}
    }
}
