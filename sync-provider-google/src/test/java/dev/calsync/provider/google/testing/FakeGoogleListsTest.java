package dev.calsync.provider.google.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.testing.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pages, sync tokens, and what may be asked for. */
class FakeGoogleListsTest {
    private static final String EVENTS = "calendars/primary/events";

    private final ManualTime time = ManualTime.atNewYear();
    private final FakeGoogleCalendar google = FakeGoogleCalendar.start(time);
    private final FakeUser alice = google.user("alice@example.com");
    private final FakeCalendar calendar = alice.primary();
    private final Talk talk = new Talk(google, alice.accessToken());
    private final List<String> tokens = new ArrayList<>();

    @AfterEach
    void stop() {
        google.close();
    }

    private String put(String summary) {
        return calendar.put("{\"summary\":\"" + summary + "\"," + FakeGoogleEventsTest.TEN + "}");
    }

    private String token() {
        return Talk.encoded(tokens.get(tokens.size() - 1));
    }

    private List<String> all(String query) throws Exception {
        return talk.all(EVENTS + query, tokens);
    }

    private List<String> since(String token) throws Exception {
        return all("?syncToken=" + token);
    }

    @Test
    void pages_haveATokenOfOneKind_andTheLastOneTheOther() throws Exception {
        for (int i = 0; i < 5; i++) {
            put("Event " + i);
        }
        Talk.Heard page = talk.get(EVENTS + "?maxResults=2");
        assertThat(page.ids()).hasSize(2);
        assertThat(page.json().has("nextPageToken")).isTrue();
        assertThat(page.json().has("nextSyncToken")).isFalse();
        assertThat(all("?maxResults=2")).hasSize(5).doesNotHaveDuplicates();
        assertThat(tokens).startsWith("", "").last().asString().isNotEmpty();
        google.oddities(Oddity.EMPTY_PAGES, Oddity.SHORT_PAGES);
        assertThat(talk.get(EVENTS + "?maxResults=3").ids()).isEmpty();
        assertThat(all("?maxResults=3")).hasSize(5).doesNotHaveDuplicates();
    }

    @Test
    void sinceAToken_onlyNewsCome_andDeletionsAreStubs() throws Exception {
        String kept = put("Kept");
        String edited = put("Edited");
        String deleted = put("Deleted");
        assertThat(all("")).containsExactly(kept, edited, deleted);
        String token = token();
        assertThat(since(token)).isEmpty();
        calendar.patch(edited, "{\"summary\":\"After\"}");
        calendar.delete(deleted);
        String added = put("Added");
        assertThat(since(token)).containsExactly(edited, deleted, added);
        assertThat(talk.get(EVENTS + "?syncToken=" + token)
                        .json()
                        .at("/items/1")
                        .toString())
                .contains("\"status\":\"cancelled\"")
                .doesNotContain("summary");
        assertThat(since(token())).isEmpty();
        google.oddities(Oddity.DELETED_KEEP_DETAILS);
        assertThat(talk.get(EVENTS + "?syncToken=" + token)
                        .json()
                        .at("/items/1")
                        .toString())
                .contains("Deleted");
    }

    @Test
    void whatChangesBetweenPages_isInTheNextRound() throws Exception {
        for (int i = 0; i < 4; i++) {
            put("Event " + i);
        }
        Talk.Heard first = talk.get(EVENTS + "?maxResults=3");
        calendar.patch(first.ids().get(0), "{\"summary\":\"Meanwhile\"}");
        Talk.Heard last = talk.get(EVENTS + "?maxResults=3&pageToken=" + Talk.encoded(first.get("/nextPageToken")));
        assertThat(since(Talk.encoded(last.get("/nextSyncToken"))))
                .containsExactly(first.ids().get(0));
    }

    @Test
    void expiredToken_isA410_thatAsksForAFullSync() throws Exception {
        put("A");
        all("");
        calendar.expireSyncTokens();
        Talk.Heard heard = talk.get(EVENTS + "?syncToken=" + token());
        assertThat(heard.status()).isEqualTo(410);
        assertThat(heard.reason()).isEqualTo("fullSyncRequired");
        assertThat(heard.get("/error/errors/0/domain")).isEqualTo("calendar");
        all("");
        calendar.syncTokenLife(Duration.ofDays(7));
        time.advance(Duration.ofDays(6));
        assertThat(talk.get(EVENTS + "?syncToken=" + token()).status()).isEqualTo(401);
        talk.token(alice.accessToken());
        assertThat(talk.get(EVENTS + "?syncToken=" + token()).status()).isEqualTo(200);
        time.advance(Duration.ofDays(2));
        talk.token(alice.accessToken());
        assertThat(talk.get(EVENTS + "?syncToken=" + token()).status()).isEqualTo(410);
        all("");
        calendar.purgeDeleted();
        assertThat(talk.get(EVENTS + "?syncToken=" + token()).status()).isEqualTo(410);
    }

    @Test
    void tokensAreBoundToTheirQuery() throws Exception {
        put("A");
        all("?eventTypes=default&timeMin=2026-01-01T00:00:00Z&maxResults=50");
        String token = token();
        assertThat(talk.get(EVENTS + "?eventTypes=default&syncToken=" + token).status())
                .isEqualTo(200);
        assertThat(talk.get(EVENTS + "?syncToken=" + token).reason()).isEqualTo("invalid");
        assertThat(talk.get(EVENTS + "?syncToken=nonsense").status()).isEqualTo(400);
        for (String refused : List.of(
                "timeMin=2026-01-01T00:00:00Z",
                "timeMax=2026-01-01T00:00:00Z",
                "updatedMin=2026-01-01T00:00:00Z",
                "q=x",
                "orderBy=updated",
                "iCalUID=x",
                "privateExtendedProperty=a%3Db",
                "sharedExtendedProperty=a%3Db",
                "showDeleted=false")) {
            assertThat(talk.get(EVENTS + "?eventTypes=default&" + refused + "&syncToken=" + token)
                            .status())
                    .as(refused)
                    .isEqualTo(400);
        }
        put("B");
        String page = Talk.encoded(talk.get(EVENTS + "?maxResults=1").get("/nextPageToken"));
        assertThat(talk.get(EVENTS + "?maxResults=1&showDeleted=true&pageToken=" + page)
                        .status())
                .isEqualTo(400);
        google.expirePageTokens();
        assertThat(talk.get(EVENTS + "?maxResults=1&pageToken=" + page).get("/error/errors/0/location"))
                .isEqualTo("pageToken");
    }

    @Test
    void filters_choose() throws Exception {
        String march = put("March");
        String june = calendar.put("{\"summary\":\"June\",\"iCalUID\":\"j@x\",\"start\":{\"date\":\"2026-06-01\"},"
                + "\"end\":{\"date\":\"2026-06-02\"},\"extendedProperties\":{\"private\":{\"k\":\"v\"}}}");
        String yearly = calendar.put("{\"recurrence\":[\"RRULE:FREQ=YEARLY\"],\"start\":{\"date\":\"2020-01-01\"},"
                + "\"end\":{\"date\":\"2020-01-02\"}}");
        assertThat(all("?timeMin=2026-05-01T00:00:00Z")).containsExactly(june, yearly);
        assertThat(all("?timeMax=2026-05-01T00:00:00Z")).containsExactly(march, yearly);
        assertThat(all("?privateExtendedProperty=k%3Dv")).containsExactly(june);
        assertThat(token()).isEmpty();
        assertThat(all("?iCalUID=j%40x")).containsExactly(june);
        assertThat(all("?q=MAR")).containsExactly(march);
        assertThat(all("?updatedMin=2026-01-01T00:00:00Z")).hasSize(3);
        assertThat(talk.get(EVENTS + "?updatedMin=2025-11-01T00:00:00Z").reason())
                .isEqualTo("updatedMinTooLongAgo");
        assertThat(talk.get(EVENTS + "?timeMin=2026-05-01T00:00:00Z&timeMax=2026-05-01T00:00:00Z")
                        .reason())
                .isEqualTo("timeRangeEmpty");
        assertThat(talk.get(EVENTS + "?timeMin=2026-05-01").reason()).isEqualTo("invalidParameter");
        assertThat(talk.get(EVENTS + "?colour=red").reason()).isEqualTo("invalidParameter");
    }

    @Test
    void fields_cutTheAnswer() throws Exception {
        put("A");
        Talk.Heard heard = talk.get(EVENTS + "?fields=nextSyncToken,items(id,start/dateTime)");
        assertThat(heard.json().size()).isEqualTo(2);
        assertThat(heard.json().at("/items/0").toString())
                .matches("\\{\"id\":\"[^\"]+\",\"start\":\\{\"dateTime\":\"[^\"]+\"}}");
        assertThat(talk.get(EVENTS + "?fields=items(id,colour)").get("/error/errors/0/message"))
                .contains("colour");
        assertThat(talk.get(EVENTS + "?fields=items(id").status()).isEqualTo(400);
    }

    @Test
    void gzip_isForClientsThatSaySoTwice() throws Exception {
        put("A");
        assertThat(talk.get(EVENTS, "Accept-Encoding", "gzip").header("Content-Encoding"))
                .isEmpty();
        Talk.Heard small = talk.get(EVENTS, "Accept-Encoding", "gzip", "User-Agent", "test (gzip)");
        assertThat(small.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(google.requests().traffic().get("events.list").requests()).isEqualTo(2);
        assertThat(google.requests().all().get(1).answerBytes())
                .isEqualTo(small.whole().body().length)
                .isLessThan(google.requests().all().get(0).answerBytes());
    }

    @Test
    void calendarList_hasASyncTokenOfItsOwn() throws Exception {
        FakeCalendar team = alice.createCalendar("Team");
        String list = "users/me/calendarList";
        assertThat(talk.all(list, tokens)).containsExactly("alice@example.com", team.id());
        String token = token();
        team.rename("Crew");
        assertThat(talk.all(list + "?syncToken=" + token, tokens)).isEmpty();
        assertThat(talk.get(list + "/" + Talk.encoded(team.id())).get("/summary"))
                .isEqualTo("Crew");
        google.user("bob@example.com").primary().share("alice@example.com", "reader");
        team.remove();
        assertThat(talk.all(list + "?syncToken=" + token, tokens)).containsExactly("bob@example.com", team.id());
        assertThat(talk.get(list + "?syncToken=" + token).get("/items/1/deleted"))
                .isEqualTo("true");
        assertThat(talk.get(list + "?syncToken=" + token).get("/items/0/accessRole"))
                .isEqualTo("reader");
        assertThat(talk.get(list + "?minAccessRole=writer&syncToken=" + token).status())
                .isEqualTo(400);
        assertThat(talk.all(list + "?minAccessRole=owner", tokens)).containsExactly("alice@example.com");
        assertThat(talk.get("calendars/" + Talk.encoded(team.id()) + "/events").status())
                .isEqualTo(404);
        google.expireSyncTokens();
        assertThat(talk.get(list + "?syncToken=" + token).reason()).isEqualTo("fullSyncRequired");
    }

    @Test
    void calendarsAndTheirEntries_canBeChanged() throws Exception {
        String team = talk.send("POST", "calendars", "{\"summary\":\"Team\"}").get("/id");
        String path = "calendars/" + Talk.encoded(team);
        String entry = "users/me/calendarList/" + Talk.encoded(team);
        assertThat(talk.send("PATCH", path, "{\"summary\":\"Crew\"}").get("/summary"))
                .isEqualTo("Crew");
        assertThat(talk.get(path).get("/dataOwner")).isEqualTo("alice@example.com");
        assertThat(talk.send("PATCH", entry, "{\"summaryOverride\":\"Mine\",\"hidden\":true}")
                        .get("/summaryOverride"))
                .isEqualTo("Mine");
        assertThat(talk.all("users/me/calendarList", tokens)).doesNotContain(team);
        assertThat(talk.all("users/me/calendarList?showHidden=true", tokens)).contains(team);
        assertThat(talk.send("DELETE", entry, "").status()).isEqualTo(204);
        assertThat(talk.get(entry).status()).isEqualTo(404);
        assertThat(talk.send("POST", "users/me/calendarList", "{\"id\":\"" + team + "\"}")
                        .get("/accessRole"))
                .isEqualTo("owner");
        assertThat(talk.send("DELETE", path, "").status()).isEqualTo(204);
        assertThat(talk.send("DELETE", "calendars/primary", "").status()).isEqualTo(403);
    }
}
