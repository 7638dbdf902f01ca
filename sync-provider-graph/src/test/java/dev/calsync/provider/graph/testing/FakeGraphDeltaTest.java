package dev.calsync.provider.graph.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rounds of changes. */
class FakeGraphDeltaTest extends FakeGraphConversation {

    @Test
    void firstRound_listsTheWindowInPages() throws Exception {
        for (int day = 1; day <= 25; day++) {
            team.create(event("E" + day, String.format("2026-03-%02d", day)));
        }
        team.create(event("outside", "2027-03-01"));
        Round all = round(delta());
        assertThat(all.pages()).isEqualTo(3);
        assertThat(all.items()).hasSize(25);
        assertThat(all.subjects()).doesNotContain("outside");
        Round big = round(delta(), "Prefer", "odata.maxpagesize=100");
        assertThat(big.pages()).isEqualTo(1);
        assertThat(round(big.link()).items()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"delta", "delta()", "microsoft.graph.delta()"})
    void delta_hasSeveralNames(String name) throws Exception {
        team.create(event("A", "2026-03-02"));
        assertThat(round(delta().replace("/delta?", "/" + name + "?")).subjects())
                .containsExactly("A");
    }

    @Test
    void nextRound_tellsWhatChanged() throws Exception {
        String kept = team.create(event("kept", "2026-03-02"));
        String changed = team.create(event("A", "2026-03-03"));
        String deleted = team.create(event("D", "2026-03-04"));
        Round first = round(delta());
        team.update(changed, "{\"subject\":\"B\"}");
        team.delete(deleted);
        team.create(event("N", "2026-03-05"));
        Round second = round(first.link());
        assertThat(second.subjects()).containsExactly("B", "N");
        assertThat(second.removed()).containsExactly(deleted);
        assertThat(second.ids()).doesNotContain(kept);
        assertThat(round(first.link()).ids()).containsExactlyInAnyOrderElementsOf(second.ids());
        assertThat(round(second.link()).items()).isEmpty();
    }

    @Test
    void changesOutsideTheWindow_areToldAsRemoved() throws Exception {
        String moved = team.create(event("A", "2026-03-02"));
        Round first = round(delta());
        String never = team.create(event("O", "2027-05-05"));
        team.update(moved, event("A", "2027-02-01"));
        Round second = round(first.link());
        assertThat(second.removed()).containsExactlyInAnyOrder(moved, never);
        assertThat(second.items())
                .extracting(item -> Json.text(item.path("@removed"), "reason"))
                .isSubsetOf("deleted", "changed");
        team.update(moved, event("A", "2026-02-01"));
        assertThat(round(second.link()).subjects()).containsExactly("A");
    }

    @Test
    void series_isItsMasterAndBareOccurrences() throws Exception {
        String id = team.create(weekly("W", "2026-03-02", "monday", 3));
        team.changeOccurrence(id, LocalDate.parse("2026-03-09"), "{\"subject\":\"X\"}");
        Round all = round(delta());
        assertThat(all.types()).containsExactly("exception", "occurrence", "occurrence", "seriesMaster");
        JsonNode bare = all.items().stream()
                .filter(item -> Json.text(item, "type").equals("occurrence"))
                .findFirst()
                .orElseThrow();
        assertThat(bare.properties())
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder(
                        "@odata.type", "@odata.etag", "id", "type", "seriesMasterId", "start", "end");
    }

    @Test
    void deletedOccurrence_isToldByTheMasterAlone() throws Exception {
        String id = team.create(weekly("W", "2026-03-02", "monday", 3));
        Round first = round(delta());
        String gone = team.occurrenceId(id, LocalDate.parse("2026-03-09"));
        team.deleteOccurrence(id, LocalDate.parse("2026-03-09"));
        Round second = round(first.link());
        assertThat(second.removed()).isEmpty();
        assertThat(second.ids()).contains(id).doesNotContain(gone);
        assertThat(second.types()).containsExactly("occurrence", "occurrence", "seriesMaster");
    }

    @Test
    void lastOccurrenceInTheWindowDeleted_isToldAsTheMasterBeingOutside() throws Exception {
        String id = team.create(weekly("W", "2025-12-29", "monday", 2));
        Round first = round(delta());
        team.deleteOccurrence(id, LocalDate.parse("2026-01-05"));
        assertThat(round(first.link()).removed()).containsExactly(id);
        assertThat(get(event(id)).status()).isEqualTo(200);
    }

    @Test
    void changedOccurrence_comesWithItsSeriesOrAlone() throws Exception {
        String id = team.create(weekly("W", "2026-03-02", "monday", 3));
        Round first = round(delta());
        team.changeOccurrence(id, LocalDate.parse("2026-03-09"), "{\"subject\":\"X\"}");
        assertThat(round(first.link()).types())
                .containsExactly("exception", "occurrence", "occurrence", "seriesMaster");
        graph.deltas().exceptionsAlone(true);
        assertThat(round(first.link()).types()).containsExactly("exception");
        team.update(id, "{\"subject\":\"Y\"}");
        assertThat(round(first.link()).types()).contains("seriesMaster");
    }

    @Test
    void master_mayComeOnlyWhereItStarts() throws Exception {
        team.create(weekly("W", "2025-12-29", "monday", 3));
        assertThat(round(delta()).types()).containsExactly("occurrence", "occurrence", "seriesMaster");
        graph.deltas().mastersWhereTheyStart(true);
        assertThat(round(delta()).types()).containsExactly("occurrence", "occurrence");
    }

    @Test
    void deletedSeries_isToldWithItsOccurrencesInTheWindow() throws Exception {
        String id = team.create(weekly("W", "2026-03-02", "monday", 3));
        Round first = round(delta());
        team.delete(id);
        assertThat(round(first.link()).removed()).hasSize(4).contains(id);
    }

    @Test
    void move_isADeletionHereAndACreationThere() throws Exception {
        String id = team.create(event("A", "2026-03-02"));
        Round here = round(delta());
        String there = "/me/calendar/calendarView/delta?" + YEAR;
        Round before = round(there);
        team.move(id, alice.primary());
        assertThat(round(here.link()).removed()).containsExactly(id);
        assertThat(round(before.link()).ids()).containsExactly(id);
    }

    @Test
    void emptyPagesAndDuplicates_changeNothingInTheEnd() throws Exception {
        for (int day = 1; day <= 25; day++) {
            String id = team.create(event("old" + day, String.format("2026-03-%02d", day)));
            team.update(id, "{\"subject\":\"new" + day + "\"}");
        }
        graph.deltas().emptyPages(true).duplicates(true).shuffled(7);
        Round all = round(delta());
        assertThat(all.pages()).isGreaterThan(6);
        assertThat(all.items()).hasSizeGreaterThan(30);
        assertThat(new HashSet<>(all.ids())).hasSize(25);
        assertThat(all.subjects()).anyMatch(subject -> subject.startsWith("old"));
        for (String id : new HashSet<>(all.ids())) {
            JsonNode last = all.items().get(all.ids().lastIndexOf(id));
            assertThat(Json.text(last, "subject")).startsWith("new");
        }
    }

    @Test
    void order_isNoOrder_butTheSameInEachRun() throws Exception {
        for (int day = 1; day <= 9; day++) {
            team.create(event("E" + day, String.format("2026-03-%02d", day)));
        }
        List<String> one = round(delta()).ids();
        graph.deltas().shuffled(99);
        assertThat(round(delta()).ids())
                .containsExactlyInAnyOrderElementsOf(one)
                .isNotEqualTo(one);
    }

    @ParameterizedTest
    @EnumSource(Reset.class)
    void expiredLink_isRefusedInEachSpelling(Reset how) throws Exception {
        team.create(event("A", "2026-03-02"));
        Round first = round(delta());
        graph.deltas().expire(how);
        Answer refused = get(first.link());
        assertThat(refused.status()).isBetween(400, 410);
        assertThat(refused.code()).matches("(?i)syncState(NotFound|Invalid)|resyncRequired");
        if (how == Reset.GONE_WITH_LOCATION) {
            assertThat(round(refused.header("Location")).subjects()).containsExactly("A");
        }
        assertThat(round(delta()).subjects()).containsExactly("A");
    }

    @Test
    void reset_canStrikeAtAnyPage() throws Exception {
        for (int day = 1; day <= 25; day++) {
            team.create(event("E" + day, String.format("2026-03-%02d", day)));
        }
        graph.deltas().resetAtPage(2, Reset.RESYNC_REQUIRED);
        Answer page = get(delta());
        assertThat(get(page.text("@odata.nextLink")).code()).isEqualTo("resyncRequired");
        assertThat(round(delta()).items()).hasSize(25);
    }

    @Test
    void lostPage_canBeAskedForAgain() throws Exception {
        for (int day = 1; day <= 15; day++) {
            team.create(event("E" + day, String.format("2026-03-%02d", day)));
        }
        String next = get(delta()).text("@odata.nextLink");
        assertThat(get(next).json()).isEqualTo(get(next).json());
    }

    @Test
    void linksCanLeadAstray_andForgedTokensAreRefused() throws Exception {
        graph.deltas().linksTo(URI.create("http://evil.example"));
        assertThat(get(delta()).text("@odata.deltaLink")).startsWith("http://evil.example/v1.0/me/");
        Answer forged = get("/me/calendars/" + team.id() + "/calendarView/delta?$deltatoken=AAAA");
        assertThat(forged.status()).isEqualTo(400);
    }

    @Test
    void options_areRefused() throws Exception {
        for (String option : List.of("$select=subject", "$filter=x", "$expand=instances", "$orderby=x", "$search=x")) {
            assertThat(get(delta() + "&" + option).status()).isEqualTo(400);
        }
        assertThat(get("/me/calendarView/delta").code()).isEqualTo("ErrorInvalidParameter");
    }

    @Test
    void linksSuitBothKindsOfIds() throws Exception {
        String id = team.create(event("A", "2026-03-02"));
        Round first = round(delta());
        team.update(id, "{\"subject\":\"B\"}");
        assertThat(round(first.link(), "Prefer", "odata.maxpagesize=5").ids()).doesNotContain(id);
        assertThat(round(first.link()).ids()).containsExactly(id);
    }

    @Test
    void firstRound_mayTellOfWhatIsGone() throws Exception {
        String id = team.create(event("A", "2026-03-02"));
        team.delete(id);
        graph.deltas().removedInFirstRound(true);
        assertThat(round(delta()).removed()).containsExactly(id);
    }
}
