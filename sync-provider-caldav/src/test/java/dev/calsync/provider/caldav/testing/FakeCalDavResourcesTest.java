package dev.calsync.provider.caldav.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Resources as RFC 4791 section 5.3 and RFC 9110 section 13 want them. */
class FakeCalDavResourcesTest extends FakeCalDavConversation {

    @Test
    void resource_livesThroughCreateReadUpdateDelete() throws Exception {
        HttpResponse<String> created = put("e%201.ics", event("e1", "Ünë"), "If-None-Match", "*");
        assertThat(created.statusCode()).isEqualTo(201);
        String first = header(created, "ETag");
        assertThat(first).startsWith("\"").endsWith("\"");

        HttpResponse<String> got = send("GET", team.path("e 1.ics"), "");
        assertThat(got.body()).isEqualTo(event("e1", "Ünë"));
        assertThat(header(got, "ETag")).isEqualTo(first);
        assertThat(header(got, "Content-Type")).startsWith("text/calendar");
        HttpResponse<String> head = send("HEAD", team.path("e 1.ics"), "");
        assertThat(head.body()).isEmpty();
        assertThat(header(head, "ETag")).isEqualTo(first);
        assertThat(send("GET", team.path("e 1.ics"), "", "If-None-Match", first).statusCode())
                .isEqualTo(304);

        HttpResponse<String> updated = put("e%201.ics", event("e1", "two"), "If-Match", first);
        assertThat(updated.statusCode()).isEqualTo(204);
        String second = header(updated, "ETag");
        assertThat(second).isNotEqualTo(first);
        assertThat(send("DELETE", team.path("e 1.ics"), "", "If-Match", first).statusCode())
                .isEqualTo(412);
        assertThat(send("DELETE", team.path("e 1.ics"), "", "If-Match", second).statusCode())
                .isEqualTo(204);
        assertThat(send("DELETE", team.path("e 1.ics"), "").statusCode()).isEqualTo(404);
        assertThat(send("GET", team.path("e 1.ics"), "").statusCode()).isEqualTo(404);
    }

    @Test
    void preconditionsThatFail_changeNothing() throws Exception {
        FakeResource stored = team.put("a.ics", event("a", "A"));
        String other = event("a", "other");
        assertThat(put("a.ics", other, "If-None-Match", "*").statusCode()).isEqualTo(412);
        assertThat(put("a.ics", other, "If-Match", "\"stale\"").statusCode()).isEqualTo(412);
        assertThat(put("a.ics", other, "If-Match", "W/" + stored.etag()).statusCode())
                .isEqualTo(412);
        assertThat(put("b.ics", event("b", "B"), "If-Match", "*").statusCode()).isEqualTo(412);
        assertThat(team.resources()).containsExactly(Map.entry("a.ics", stored));
        assertThat(put("a.ics", other, "If-Match", "\"x\", " + stored.etag()).statusCode())
                .isEqualTo(204);
    }

    @Test
    void uidConflicts_nameTheOther() throws Exception {
        team.put("a.ics", event("a", "A"));
        HttpResponse<String> twin = put("b.ics", event("a", "A"));
        assertThat(twin.statusCode()).isEqualTo(403);
        assertThat(XmlAnswer.of(twin).hrefIn(CALDAV, "no-uid-conflict")).isEqualTo(team.path("a.ics"));
        assertThat(put("a.ics", event("changed", "A")).body()).contains("no-uid-conflict");
        FakeCalendar other = server.createCalendar("alice", "other", "Other");
        assertThat(send("PUT", other.path("a.ics"), event("a", "A")).statusCode())
                .isEqualTo(201);
    }

    @Test
    void brokenBodies_areRefusedByWhatIsBroken() throws Exception {
        String good = event("a", "A");
        Map<String, String> broken = new LinkedHashMap<>();
        broken.put("no calendar at all", "valid-calendar-data");
        broken.put(good.replace("END:VEVENT\r\n", ""), "valid-calendar-data");
        broken.put(good.replace("VERSION:2.0\r\n", ""), "valid-calendar-data");
        broken.put(good.replace("SUMMARY:", "SUMMARY "), "valid-calendar-data");
        broken.put(good.replace("SUMMARY:", "SUMMARY;X=\"open:"), "valid-calendar-data");
        broken.put(good + good, "valid-calendar-data");
        broken.put(good.replace("SUMMARY:A", "SUMMARY:\u0007"), "valid-calendar-data");
        broken.put(good.replace("UID:a\r\n", ""), "valid-calendar-object-resource");
        broken.put(good.replace("DTSTAMP:20261101T000000Z\r\n", ""), "valid-calendar-object-resource");
        broken.put(good.replace("VERSION:2.0", "VERSION:2.0\r\nMETHOD:REQUEST"), "valid-calendar-object-resource");
        broken.put(good.replace("VEVENT", "VTODO"), "supported-calendar-component");
        for (Map.Entry<String, String> each : broken.entrySet()) {
            HttpResponse<String> reply = put("a.ics", each.getKey());
            assertThat(reply.statusCode()).as(each.getKey()).isEqualTo(403);
            assertThat(reply.body()).as(each.getKey()).contains(":" + each.getValue() + "/>");
        }
        server.maxResourceBytes(100);
        assertThat(put("a.ics", good).body()).contains("max-resource-size");
        assertThat(team.resources()).isEmpty();
        assertThat(send("PUT", "/dav/calendars/alice/none/a.ics", good).statusCode())
                .isEqualTo(409);
    }

    @Test
    void masterWithOverrides_isOneResource() throws Exception {
        String override = event("s", "moved").replaceAll("(?s).*(BEGIN:VEVENT)|END:VCALENDAR.*", "$1");
        String instance = "RECURRENCE-ID:20261202T090000Z\r\n";
        String series = event("s", "S")
                .replace("SUMMARY:S", "RRULE:FREQ=DAILY")
                .replace("END:VCALENDAR", override.replace("SUMMARY", instance + "SUMMARY") + "END:VCALENDAR");
        assertThat(put("s.ics", series).statusCode()).isEqualTo(201);
        assertThat(put("s.ics", series.replace(instance, "")).statusCode()).isEqualTo(403);
    }

    @Test
    void readOnlyCalendars_sayWhichPrivilegeIsMissing() throws Exception {
        team.put("a.ics", event("a", "A"));
        team.readOnly(true);
        assertThat(put("a.ics", event("a", "B")).body()).contains("need-privileges");
        assertThat(send("DELETE", team.path("a.ics"), "").statusCode()).isEqualTo(403);
        XmlAnswer answer = propfind(team.path(), "0", "<current-user-privilege-set/>");
        assertThat(answer.count(DAV, "write")).isZero();
        assertThat(answer.count(DAV, "read")).isEqualTo(1);
    }
}
