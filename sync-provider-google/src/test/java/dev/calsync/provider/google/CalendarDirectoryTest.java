package dev.calsync.provider.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.error.UnrecoverableException;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.provider.Capability;
import dev.calsync.provider.google.testing.FakeCalendar;
import dev.calsync.provider.google.testing.FakeUser;
import dev.calsync.provider.google.testing.LoggedRequest;
import dev.calsync.provider.google.testing.Oddity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The list of calendars. */
class CalendarDirectoryTest {
    private Conversation talk;
    private FakeUser bob;

    @BeforeEach
    void begin() throws Exception {
        talk = new Conversation();
        bob = talk.google().user("bob@example.com");
    }

    @AfterEach
    void end() {
        talk.close();
    }

    private Map<String, Boolean> list() throws InterruptedException {
        Map<String, Boolean> writable = new TreeMap<>();
        for (RemoteCalendar calendar : talk.session().calendars()) {
            writable.put(calendar.displayName(), calendar.writable());
        }
        return writable;
    }

    @Test
    void rolesDecideWhatIsListed_andWhatIsWritten() throws Exception {
        for (String role : List.of("freeBusyReader", "reader", "writerWithoutPrivateAccess", "writer", "owner")) {
            bob.createCalendar("Bob " + role).share("alice@example.com", role);
        }
        assertThat(list())
                .containsEntry("Team", true)
                .containsEntry("Bob reader", false)
                .containsEntry("Bob writerWithoutPrivateAccess", true)
                .containsEntry("Bob writer", true)
                .containsEntry("Bob owner", true)
                .doesNotContainKey("Bob freeBusyReader");
    }

    @Test
    void capabilitiesFollowTheRole() throws Exception {
        FakeCalendar theirs = bob.createCalendar("Theirs");
        theirs.share("alice@example.com", "reader");
        assertThat(talk.session().capabilities(theirs.id()))
                .containsExactlyInAnyOrder(Capability.INCREMENTAL_CHANGES, Capability.RECURRENCE);
        assertThat(talk.session().capabilities(talk.team().id())).containsExactlyInAnyOrder(Capability.values());
        assertThatThrownBy(() -> talk.session().capabilities("nobody@example.com"))
                .isInstanceOf(UnrecoverableException.class);
    }

    @Test
    void laterListings_askForWhatChanged() throws Exception {
        list();
        talk.google().requests().reset();
        FakeCalendar added = talk.alice().createCalendar("Added");
        talk.reopen();
        assertThat(list()).containsKeys("Team", "Added");
        assertThat(talk.google().requests().all())
                .hasSize(1)
                .allMatch(request -> !request.query("syncToken").isEmpty());
        added.remove();
        assertThat(list()).containsKey("Team").doesNotContainKey("Added");
        talk.google().requests().reset();
        assertThat(list()).containsKey("Team");
        assertThat(talk.traffic()).isEqualTo(Map.of("calendarList.list", 1L));
    }

    @Test
    void expiredToken_readsTheWholeListAgain() throws Exception {
        list();
        talk.alice().createCalendar("Added");
        talk.google().expireSyncTokens();
        talk.google().requests().reset();
        assertThat(list()).containsKeys("Team", "Added");
        assertThat(talk.traffic()).isEqualTo(Map.of("calendarList.list", 2L));
    }

    @Test
    void roleThatNobodyTellsOf_isSeenWithinTheHour_orWithTheNextPageOfEvents() throws Exception {
        FakeCalendar theirs = bob.createCalendar("Theirs");
        theirs.share("alice@example.com", "writer");
        assertThat(list()).containsEntry("Theirs", true);
        theirs.share("alice@example.com", "reader");
        assertThat(list()).as("a change of role alone is not mentioned").containsEntry("Theirs", true);
        talk.clock().advance(Duration.ofHours(1));
        assertThat(list()).containsEntry("Theirs", false);
        theirs.share("alice@example.com", "writer");
        Conversation.Replica replica = talk.replica();
        replica.pull();
        assertThat(list()).containsEntry("Theirs", false);
        talk.session()
                .changes(new dev.calsync.provider.ChangeQuery(
                        theirs.id(),
                        "all",
                        null,
                        null,
                        dev.calsync.model.SyncWindow.DEFAULT,
                        dev.calsync.provider.KnownVersions.NONE));
        assertThat(talk.session().capabilities(theirs.id())).contains(Capability.WRITE);
    }

    @Test
    void manyCalendars_comeInPages() throws Exception {
        for (int i = 0; i < 300; i++) {
            talk.alice().createCalendar("Calendar " + i);
        }
        talk.google().oddities(Oddity.EMPTY_PAGES);
        assertThat(list()).hasSize(302);
        assertThat(talk.google().requests().count(LoggedRequest.of("calendarList.list")))
                .isGreaterThan(1);
    }

    @ParameterizedTest
    @CsvSource({"calendar.events.readonly,false", "calendar.events,true", "calendar.readonly,false"})
    void scopesDecideWhatIsWritten(String scope, boolean writable) {
        GoogleScopes scopes = new GoogleScopes(List.of("https://www.googleapis.com/auth/" + scope));
        CalendarEntry entry = new CalendarEntry("a", "A", "owner", true, true);
        assertThat(entry.capabilities(scopes).contains(Capability.WRITE)).isEqualTo(writable);
    }
}
