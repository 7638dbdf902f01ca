package dev.calsync.provider.google;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.auth.OAuthTokens;
import dev.calsync.auth.Secret;
import dev.calsync.job.JobStatus;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.SyncWindow;
import dev.calsync.provider.google.testing.FakeCalendar;
import dev.calsync.provider.google.testing.LoggedRequest;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The engine with Google: what only shows when both work together. */
class GoogleSyncTest {
    private TwoSides sides;

    @BeforeEach
    void begin() throws Exception {
        sides = new TwoSides(1, builder -> builder);
    }

    @AfterEach
    void end() {
        sides.close();
    }

    private JobStatus sync(SyncType type) throws InterruptedException {
        return sides.alice
                .await(
                        sides.alice
                                .syncNow(List.of(sides.team), type, Priority.HIGH)
                                .id(),
                        Duration.ofHours(1))
                .status();
    }

    private String put(String summary, String day) {
        return sides.theirs.put("{\"summary\":\"" + summary + "\",\"start\":{\"date\":\"" + day
                + "\"},\"end\":{\"date\":\"" + LocalDate.parse(day).plusDays(1) + "\"}}");
    }

    private List<String> titles() {
        return sides.here().values().stream()
                .map(series -> series.events().get(0).summary())
                .sorted()
                .toList();
    }

    @Test
    void whatLeavesTheWindow_staysHere_whateverAFullListLeavesOut() throws Exception {
        sides.close();
        sides = new TwoSides(1, builder -> builder, new SyncWindow(Duration.ofDays(3), Duration.ofDays(10)));
        put("Monday", "2025-12-29");
        String eve = put("New Year's Eve", "2025-12-31");
        put("next year", "2027-01-01");
        String gone = put("gone", "2026-02-01");
        put("long before", "2025-12-01");
        assertThat(sync(SyncType.INCREMENTAL)).isEqualTo(JobStatus.COMPLETED);
        assertThat(titles()).containsExactly("Monday", "New Year's Eve", "gone", "next year");
        // The window begins behind Monday now.
        sides.pass(Duration.ofDays(2));
        sides.theirs.delete(gone);
        sides.google.expireSyncTokens();
        assertThat(sync(SyncType.FULL)).isEqualTo(JobStatus.COMPLETED);
        assertThat(titles()).containsExactly("Monday", "New Year's Eve", "next year");
        sides.pass(Duration.ofDays(2));
        sides.theirs.delete(eve);
        assertThat(sync(SyncType.INCREMENTAL)).isEqualTo(JobStatus.COMPLETED);
        assertThat(titles()).as("what Google says is gone is gone").containsExactly("Monday", "next year");
    }

    @Test
    void nothingNew_isOneRequest() throws Exception {
        put("A", "2026-03-02");
        sync(SyncType.INCREMENTAL);
        sides.google.requests().reset();
        assertThat(sync(SyncType.INCREMENTAL)).isEqualTo(JobStatus.COMPLETED);
        assertThat(sides.google.requests().all()).hasSize(1);
        assertThat(sides.alice.history(sides.team, 1).get(0).report().requests())
                .isEqualTo(1);
    }

    @Test
    void refreshTokenThatChangesWithEachUse_isKept() throws Exception {
        sides.google.oauth().rotate(true);
        put("A", "2026-03-02");
        sides.everyQuarterOfAnHour();
        sides.pass(Duration.ofHours(5));
        assertThat(sides.google.requests().count(LoggedRequest.of("oauth.token")))
                .isBetween(4, 9);
        assertThat(sides.alice.history(sides.team, 200)).allMatch(run -> run.outcome() == JobStatus.COMPLETED);
        assertThat(sides.alice.status(sides.team).needsAttention()).isEmpty();
    }

    @Test
    void daysOfSyncs_renewTheToken_andARevokedOneIsNoticed() throws Exception {
        put("A", "2026-03-02");
        sides.everyQuarterOfAnHour();
        sides.pass(Duration.ofDays(1));
        assertThat(sides.google.requests().count(LoggedRequest.of("oauth.token")))
                .isBetween(20, 40);
        assertThat(sides.alice.history(sides.team, 200)).allMatch(run -> run.outcome() == JobStatus.COMPLETED);
        sides.google.oauth().revokeAll(sides.owner);
        sides.pass(Duration.ofHours(3));
        assertThat(sides.alice.status(sides.team).needsAttention()).isPresent();
        sides.google.requests().reset();
        sides.pass(Duration.ofHours(3));
        assertThat(sides.google.requests().all())
                .as("nobody asks again and again")
                .isEmpty();
        String again = sides.google
                .oauth()
                .refreshToken(
                        sides.owner,
                        "1234-abc.apps.googleusercontent.com",
                        GoogleScopes.EVENTS,
                        GoogleScopes.LIST_CALENDARS);
        sides.alice.connect(GoogleAccount.oauth(OAuthTokens.ofRefreshToken(
                Secret.of(again), Set.of(GoogleScopes.EVENTS, GoogleScopes.LIST_CALENDARS))));
        put("B", "2026-03-03");
        sides.pass(Duration.ofHours(1));
        assertThat(titles()).containsExactly("A", "B");
    }

    @Test
    void tokenThatGoogleTookBackEarly_isRenewedOnce_withinTheRun() throws Exception {
        put("A", "2026-03-02");
        sync(SyncType.INCREMENTAL);
        sides.owner.expireAccessTokens();
        assertThat(sync(SyncType.INCREMENTAL)).isEqualTo(JobStatus.COMPLETED);
        assertThat(sides.alice.history(sides.team, 1).get(0).outcome()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    void readOnlyCalendar_isNeverWritten() throws Exception {
        FakeCalendar theirs = sides.google.user("bob@example.com").createCalendar("Theirs");
        theirs.share("alice@example.com", "reader");
        CalendarRef ref = sides.alice.refreshCalendars(sides.account).stream()
                .filter(calendar -> calendar.displayName().equals("Theirs"))
                .map(RemoteCalendar::ref)
                .findFirst()
                .orElseThrow();
        sides.alice
                .events(ref)
                .put(EventSeries.of(CalendarEvent.builder("mine")
                        .start(EventTime.on(LocalDate.of(2026, 3, 2)))
                        .build()));
        sides.pass(Duration.ofMinutes(5));
        assertThat(theirs.events()).isEmpty();
        assertThat(sides.alice.quarantine(ref, 10))
                .hasSize(1)
                .allMatch(one -> one.reason().contains("read-only"));
    }

    @Test
    void fewerRequests_whenGoogleAsksForIt() throws Exception {
        put("A", "2026-03-02");
        sides.google.faults().fail(1, LoggedRequest.of("events.list"), 403, "quotaExceeded");
        sides.everyQuarterOfAnHour();
        sides.pass(Duration.ofMinutes(50));
        assertThat(sides.google.requests().count(LoggedRequest.of("events.list")))
                .as("a quota of the calendar itself is counted in hours")
                .isEqualTo(1);
        sides.pass(Duration.ofHours(2));
        assertThat(titles()).containsExactly("A");
        assertThat(sides.alice.history(sides.team, 100)).noneMatch(run -> run.outcome() == JobStatus.FAILED);
    }

    @Test
    void manyEdits_goInBatches_withinTheBudgetOfACalendar() throws Exception {
        for (int i = 0; i < 120; i++) {
            sides.events()
                    .put(EventSeries.of(CalendarEvent.builder("uid-" + i)
                            .summary("E" + i)
                            .start(EventTime.on(LocalDate.of(2026, 3, 2)))
                            .build()));
        }
        sides.pass(Duration.ofMinutes(5));
        assertThat(sides.theirs.events()).hasSize(120);
        Map<String, EventSeries> here = sides.here();
        assertThat(here).hasSize(120);
        assertThat(sides.alice.status(sides.team).pendingEdits()).isZero();
        assertThat(sides.google.requests().count(LoggedRequest.of("batch"))).isBetween(2, 60);
        assertThat(sides.google.requests().count(LoggedRequest.of("events.insert")))
                .isEqualTo(120);
    }
}
