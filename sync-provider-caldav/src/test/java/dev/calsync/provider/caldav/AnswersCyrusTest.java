package dev.calsync.provider.caldav;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.provider.AttendeePolicy;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.provider.WriteOutcome.Written;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cyrus tells attendees of meetings, and notes what they answer (RFC 6638). */
@Timeout(60)
class AnswersCyrusTest {

    @Test
    void answerOfAnAttendee_isKept_andStopsNoEdit() throws Exception {
        String uid = "meeting-" + UUID.randomUUID();
        try (RealServer server = RealServer.open(RealServer.Kind.CYRUS);
                Conversation alice = new Conversation(
                        CalDavProvider.builder()
                                .allowLoopbackHttp()
                                .attendeePolicy(AttendeePolicy.WRITE_AND_NOTIFY)
                                .build(),
                        (CalDavAccount) server.account())) {
            String calendar = alice.session().calendars().stream()
                    .map(each -> each.ref().calendarId())
                    .filter(id -> id.contains(server.calendarName()))
                    .findFirst()
                    .orElseThrow();
            // Whether preconditions count is found out by a first write.
            assertThat(alice.write(calendar, new EventWrite.Create("k1", Conversation.event("first-" + uid, "One"))))
                    .isInstanceOf(Written.class);
            server.put(uid, invitation(uid));
            Conversation.Replica replica = alice.new Replica(calendar);
            replica.pull();
            RemoteSeries meeting = replica.byUid(uid);
            server.accept(uid, "bob");

            assertThat(alice.write(
                            calendar,
                            new EventWrite.Update("k2", meeting, Conversation.renamed(meeting.series(), "Moved"))))
                    .isInstanceOf(Written.class);

            assertThat(server.text(uid).replaceAll("\r?\n[ \t]", ""))
                    .contains("SUMMARY:Moved")
                    .containsPattern("ATTENDEE[^\r\n]*PARTSTAT=ACCEPTED[^\r\n]*:mailto:bob@example.com");
        }
    }

    private static String invitation(String uid) {
        String people = String.join(
                "\r\n",
                "ORGANIZER:mailto:alice@example.com",
                "ATTENDEE;PARTSTAT=ACCEPTED:mailto:alice@example.com",
                "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:bob@example.com");
        return Conversation.text(uid, "Meeting").replace("END:VEVENT", people + "\r\nEND:VEVENT");
    }
}
