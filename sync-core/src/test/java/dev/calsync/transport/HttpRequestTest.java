package dev.calsync.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpRequestTest {
    private static final URI TARGET = URI.create("https://dav.example.com/private/alice?token=tk");

    @ParameterizedTest
    @ValueSource(strings = {"Authorization", "authorization", "Cookie", "Host", "Content-Length", "Accept-Encoding"})
    void headersThatTheTransportSets_areRefused(String name) {
        assertThatThrownBy(() -> HttpRequest.of("GET", TARGET).withHeader(name, "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name);
    }

    @Test
    void headerInjection_isRefusedWithoutShowingTheValue() {
        assertThatThrownBy(() -> HttpRequest.of("GET", TARGET).withHeader("If-Match", "a\r\nX: secret"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://x/", "/relative", "https://user:pw@host/", "https:///path", "mailto:a@b"})
    void addressesOfAnotherKind_areRefused(String uri) {
        assertThatThrownBy(() -> HttpRequest.of("GET", URI.create(uri)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("pw");
    }

    @ParameterizedTest
    @CsvSource({"GET,true", "PROPFIND,true", "REPORT,true", "PUT,false", "DELETE,false", "POST,false"})
    void safeMethods_areRepeatable(String method, boolean repeatable) {
        assertThat(HttpRequest.of(method, TARGET).repeatable()).isEqualTo(repeatable);
        assertThat(HttpRequest.of(method, TARGET).asRepeatable().repeatable()).isTrue();
    }

    @Test
    void toString_showsMethodAndOriginOnly() {
        assertThat(HttpRequest.of("GET", TARGET)).hasToString("GET https://dav.example.com:443");
        assertThat(RequestAuthenticator.basic("alice", "s3cret")).hasToString("Basic (hidden)");
        assertThat(HttpScope.of(TARGET, RequestAuthenticator.basic("alice", "s3cret"))
                        .toString())
                .doesNotContain("s3cret", "YWxpY2U");
    }

    @Test
    void resolve_isForgivingAndKeepsEncodings() {
        URI base = URI.create("https://dav.example.com/cal/alice/");

        assertThat(HttpTransport.resolve(base, "a%2cb%40c.ics"))
                .hasValue(URI.create("https://dav.example.com/cal/alice/a%2cb%40c.ics"));
        assertThat(HttpTransport.resolve(base, "/cal/with space/é.ics"))
                .hasValue(URI.create("https://dav.example.com/cal/with%20space/%C3%A9.ics"));
        assertThat(HttpTransport.resolve(base, "https://user:pw@other.example.com/x#y"))
                .hasValue(URI.create("https://other.example.com/x"));
        assertThat(HttpTransport.resolve(base, "javascript:alert(1)")).isEmpty();
    }
}
