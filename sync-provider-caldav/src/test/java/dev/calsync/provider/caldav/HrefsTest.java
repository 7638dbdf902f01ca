package dev.calsync.provider.caldav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.error.UnrecoverableException;
import dev.calsync.model.RemoteId;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HrefsTest {
    private static final URI HOME = URI.create("https://dav.example.com/alice/");

    private final Hrefs hrefs = new Hrefs(HOME, "/alice/my%20work");

    @ParameterizedTest
    @CsvSource({
        "/alice/my%20work/a.ics, /alice/my%20work/a.ics",
        "/alice/my%20work/%61.ics, /alice/my%20work/a.ics",
        "/alice/my work/a.ics, /alice/my%20work/a.ics",
        "/%61lice/my%20work/a%20b.ics, /alice/my%20work/a%20b.ics",
        "/alice/my%20work/a%2fb.ics, /alice/my%20work/a%2fb.ics",
        "/alice/my%20work/ä.ics, /alice/my%20work/ä.ics",
        "https://dav.example.com/alice/my%20work/a.ics, /alice/my%20work/a.ics",
        "a.ics, /alice/my%20work/a.ics",
    })
    void membersHaveOneId_howeverTheyAreWritten(String href, String id) {
        assertThat(hrefs.idOf(href)).hasValue(RemoteId.of(id));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/alice/my%20work",
                "/alice/my%20work/",
                "/alice/my%20work/sub/",
                "/alice/my%20work/sub/a.ics",
                "/alice/other/a.ics",
                "/alice/my%20work/../other/a.ics",
                "mailto:a@b",
                ""
            })
    void whatIsNoMember_hasNone(String href) {
        assertThat(hrefs.idOf(href)).isEmpty();
    }

    @Test
    void tooLongOrUnprintable_isNoId() {
        assertThat(hrefs.idOf("/alice/my%20work/" + "x".repeat(3000))).isEmpty();
        assertThat(hrefs.idOf("/alice/my%20work/a\u0001b?c")).isEmpty();
    }

    @Test
    void requests_goToWhatTheServerWrote() {
        RemoteId odd = hrefs.idOf("/alice/my%20work/a%2cb%40c.ics").orElseThrow();

        assertThat(hrefs.address(odd)).isEqualTo(URI.create("https://dav.example.com/alice/my%20work/a%2cb%40c.ics"));
        assertThat(hrefs.collection()).isEqualTo(URI.create("https://dav.example.com/alice/my%20work/"));
        assertThat(hrefs.key("/alice/my%20work/a,b@c.ics")).isEqualTo(hrefs.key(odd.value()));
        assertThat(hrefs.isCollection("https://dav.example.com/alice/my work/")).isTrue();
        assertThat(hrefs.member("u1.ics")).isEqualTo(RemoteId.of("/alice/my%20work/u1.ics"));
    }

    @Test
    void escapesThatAreNone_stayAsTheyAre() {
        assertThat(Hrefs.decoded("100%")).isEqualTo("100%");
        assertThat(Hrefs.decoded("%zz%4")).isEqualTo("%zz%4");
        assertThat(Hrefs.decoded("%C3%BC+ü%41")).isEqualTo("ü+üA");
    }

    @Test
    void calendarIdThatIsNoAddress_isAFailure() {
        assertThatThrownBy(() -> new Hrefs(HOME, "mailto:x")).isInstanceOf(UnrecoverableException.class);
    }
}
