package dev.calsync.provider.caldav.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

/** The way in, properties, and the handle behind the server. */
class FakeCalDavServerTest extends FakeCalDavConversation {

    @Test
    void wellKnown_redirectsWithoutCredentials() throws Exception {
        for (String method : List.of("GET", "PROPFIND")) {
            HttpResponse<String> reply = exchange(bare(method, "/.well-known/caldav", ""));
            assertThat(reply.statusCode()).isEqualTo(301);
            assertThat(header(reply, "Location")).isEqualTo("/dav/");
        }
    }

    @Test
    void missingOrWrongCredentials_are401WithAChallenge() throws Exception {
        HttpRequest.Builder none = bare("PROPFIND", "/dav/", "");
        HttpRequest.Builder wrong = bare("PROPFIND", "/dav/", "").header("Authorization", basic("alice", "wrong"));
        HttpRequest.Builder unknown = bare("PROPFIND", "/dav/", "").header("Authorization", basic("carol", "secret"));
        HttpRequest.Builder garbage = bare("PROPFIND", "/dav/", "").header("Authorization", "Basic ???");
        for (HttpRequest.Builder request : List.of(none, wrong, unknown, garbage)) {
            HttpResponse<String> reply = exchange(request);
            assertThat(reply.statusCode()).isEqualTo(401);
            assertThat(header(reply, "WWW-Authenticate")).startsWith("Basic realm=");
        }
    }

    @Test
    void principalAndHome_leadToTheCalendars() throws Exception {
        XmlAnswer root = propfind("/", "0", "<current-user-principal/>");
        String principal = root.hrefIn(DAV, "current-user-principal");
        XmlAnswer home = propfind(principal, "0", "<c:calendar-home-set/>");
        XmlAnswer listing = propfind(home.hrefIn(CALDAV, "calendar-home-set"), "1", "<resourcetype/><displayname/>");
        assertThat(listing.statusByHref()).containsOnlyKeys("/dav/calendars/alice/", "/dav/calendars/alice/team/");
        assertThat(listing.texts(DAV, "displayname")).contains("Team & Co ü");
        assertThat(listing.count(CALDAV, "calendar")).isEqualTo(1);
    }

    @Test
    void homesOfOthers_areForbidden() throws Exception {
        assertThat(send("PROPFIND", "/dav/calendars/bob/", "", "Depth", "1").statusCode())
                .isEqualTo(403);
        assertThat(send("PROPFIND", "/dav/nowhere/", "", "Depth", "0").statusCode())
                .isEqualTo(404);
    }

    @Test
    void options_namesCalendarAccess() throws Exception {
        HttpResponse<String> reply = send("OPTIONS", team.path(), "");
        assertThat(header(reply, "DAV")).contains("calendar-access");
        assertThat(header(reply, "Allow")).contains("MKCALENDAR").contains("REPORT");
    }

    @Test
    void calendarProperties_areComplete() throws Exception {
        XmlAnswer answer = propfind(
                team.path(),
                "0",
                "<supported-report-set/><c:supported-calendar-component-set/><cs:getctag/><sync-token/>"
                        + "<current-user-privilege-set/><c:max-resource-size/>");
        assertThat(answer.count(DAV, "sync-collection")).isEqualTo(1);
        assertThat(answer.count(CALDAV, "calendar-multiget")).isEqualTo(1);
        assertThat(answer.attributes(CALDAV, "comp", "name")).containsExactly("VEVENT");
        assertThat(answer.text("http://calendarserver.org/ns/", "getctag")).isNotEmpty();
        assertThat(answer.text(DAV, "sync-token")).startsWith("data:,");
        assertThat(answer.count(DAV, "write-content")).isEqualTo(1);
        assertThat(answer.text(CALDAV, "max-resource-size")).isEqualTo("1048576");
        assertThat(answer.texts(DAV, "status")).containsExactly("HTTP/1.1 200 OK");
    }

    @Test
    void unknownProperties_areA404OfTheirOwn() throws Exception {
        String names = "<displayname/><x:y xmlns:x=\"urn:x\"/>";
        XmlAnswer answer = propfind(team.path(), "0", names);
        assertThat(answer.texts(DAV, "status")).containsExactly("HTTP/1.1 200 OK", "HTTP/1.1 404 Not Found");
        assertThat(answer.count("urn:x", "y")).isEqualTo(1);

        String body = "<propfind" + NAMESPACES + "><prop>" + names + "</prop></propfind>";
        HttpResponse<String> minimal = send("PROPFIND", team.path(), body, "Depth", "0", "Prefer", "return=minimal");
        assertThat(XmlAnswer.of(minimal).texts(DAV, "status")).containsExactly("HTTP/1.1 200 OK");
    }

    @Test
    void propfindWithoutFiniteDepthOrWithBadXml_isRefused() throws Exception {
        assertThat(send("PROPFIND", team.path(), "").statusCode()).isEqualTo(403);
        assertThat(send("PROPFIND", team.path(), "<propfind", "Depth", "0").statusCode())
                .isEqualTo(400);
        String entity = "<!DOCTYPE p [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><propfind" + NAMESPACES
                + "><prop>&e;</prop></propfind>";
        assertThat(send("PROPFIND", team.path(), entity, "Depth", "0").statusCode())
                .isEqualTo(400);
    }

    @Test
    void ctagAndToken_moveWithEachChangeOnly() throws Exception {
        String names = "<cs:getctag/><sync-token/>";
        String before = propfind(team.path(), "0", names).raw();
        assertThat(propfind(team.path(), "0", names).raw()).isEqualTo(before);
        team.put("a.ics", event("a", "A"));
        assertThat(propfind(team.path(), "0", names).raw()).isNotEqualTo(before);
    }

    @Test
    void proppatch_setsTheNameAndRefusesWhatTheServerComputes() throws Exception {
        String rename = "<propertyupdate" + NAMESPACES
                + "><set><prop><displayname>New &lt;name></displayname></prop></set></propertyupdate>";
        assertThat(send("PROPPATCH", team.path(), rename).statusCode()).isEqualTo(207);
        assertThat(team.displayName()).isEqualTo("New <name>");
        String forbidden =
                rename.replace("</prop>", "<getetag>x</getetag></prop>").replace("New", "Other");
        XmlAnswer answer = XmlAnswer.of(send("PROPPATCH", team.path(), forbidden));
        assertThat(answer.text(DAV, "status")).contains("403");
        assertThat(team.displayName()).isEqualTo("New <name>");
    }

    @Test
    void mkcalendar_makesOneOnce() throws Exception {
        String body =
                "<c:mkcalendar" + NAMESPACES + "><set><prop><displayname>P</displayname></prop></set></c:mkcalendar>";
        assertThat(send("MKCALENDAR", "/dav/calendars/alice/p%20q/", body).statusCode())
                .isEqualTo(201);
        assertThat(server.calendar("alice", "p q").orElseThrow().displayName()).isEqualTo("P");
        HttpResponse<String> again = send("MKCALENDAR", "/dav/calendars/alice/p%20q/", body);
        assertThat(again.statusCode()).isEqualTo(403);
        assertThat(again.body()).contains("resource-must-be-null");
        assertThat(send("DELETE", "/dav/calendars/alice/p%20q/", "").statusCode())
                .isEqualTo(204);
        assertThat(server.calendars("alice")).containsExactly(team);
    }

    @Test
    void backDoor_storesAnythingAndComplainsAboutWhatIsNotThere() throws Exception {
        team.put("bad.ics", "BEGIN:VCALENDAR\r\nnot \u0001 iCalendar");
        assertThat(send("GET", team.path("bad.ics"), "").body()).isEqualTo("BEGIN:VCALENDAR\r\nnot \u0001 iCalendar");
        assertThat(XmlAnswer.of(report(multiget(team.path("bad.ics")))).text(CALDAV, "calendar-data"))
                .startsWith("BEGIN:VCALENDAR\r\nnot ");
        assertThatThrownBy(() -> team.edit("none.ics", text -> text)).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(() -> team.remove("none.ics")).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(() -> server.createCalendar("alice", "team", ""))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> server.createCalendar("carol", "x", "")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void log_tellsWhatWasAskedButNoCredentials() throws Exception {
        sync("", 0);
        put("a.ics", event("a", "A"), "If-None-Match", "*");
        List<LoggedRequest> all = server.requests().all();
        assertThat(all).extracting(LoggedRequest::method).containsExactly("REPORT", "PUT");
        assertThat(all).extracting(LoggedRequest::body).containsExactly("sync-collection", "calendar");
        assertThat(all).extracting(LoggedRequest::status).containsExactly(207, 201);
        assertThat(all.get(1).header("If-None-Match")).isEqualTo("*");
        assertThat(all.get(1).header("Authorization")).isEmpty();
        assertThat(server.requests().count(LoggedRequest.withMethod("PUT"))).isEqualTo(1);
        server.requests().reset();
        assertThat(server.requests().count()).isZero();
    }
}
