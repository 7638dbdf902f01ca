package dev.calsync.provider.caldav;

import dev.calsync.model.Attendee;
import dev.calsync.model.EventSeries;
import dev.calsync.model.ParticipationStatus;
import dev.calsync.provider.AttendeePolicy;
import dev.calsync.provider.WriteOutcome;
import dev.calsync.reconcile.SemanticHash;
import java.util.Optional;

/**
 * The host's word on events to which others are invited. A server that schedules (RFC 6638 section 3) sends invitations
 * and cancellations whenever such an event is stored or deleted. There is no way to ask it not to that holds for every
 * change: to take {@code SCHEDULE-AGENT} away from a server is itself a change it tells of (section 3.2.1.2). So a silent
 * write is only sent to servers that do no scheduling.
 */
final class AttendeeRule {
    /** RFC 6638 section 2. */
    private static final String AUTO_SCHEDULE = "calendar-auto-schedule";

    private final AttendeePolicy policy;
    private final DavClient client;

    AttendeeRule(AttendeePolicy policy, DavClient client) {
        this.policy = policy;
        this.client = client;
    }

    /** Why a write from one state to the other is not to be sent; empty if it may be. May ask the server, once. */
    Optional<WriteOutcome> held(KnownCalendar calendar, EventSeries before, EventSeries after)
            throws InterruptedException {
        if (policy == AttendeePolicy.WRITE_AND_NOTIFY || !(invites(before) || invites(after))) {
            return Optional.empty();
        }
        if (policy == AttendeePolicy.HOLD) {
            return Optional.of(new WriteOutcome.Rejected(
                    "held: others are invited to this event, and the attendee policy is HOLD"));
        }
        if (!tellsAttendees(calendar)) {
            return Optional.empty();
        }
        return Optional.of(new WriteOutcome.Rejected("held: others are invited to this event, the attendee policy is"
                + " WRITE_SILENTLY, and this server tells them of every change (" + AUTO_SCHEDULE + ")"));
    }

    /** Whether writes of such events go out at all, and tell the attendees. */
    boolean notifies() {
        return policy == AttendeePolicy.WRITE_AND_NOTIFY;
    }

    /** Whether two states of a series differ in nothing but what attendees answered. */
    static boolean sameButForAnswers(EventSeries one, EventSeries other) {
        return SemanticHash.of(unanswered(one)).equals(SemanticHash.of(unanswered(other)));
    }

    private static EventSeries unanswered(EventSeries series) {
        return series.map(event -> event.toBuilder()
                .attendees(event.attendees().stream()
                        .map(each -> new Attendee(each.person(), each.role(), ParticipationStatus.NEEDS_ACTION, false))
                        .toList())
                .build());
    }

    static boolean invites(EventSeries series) {
        return series.events().stream().anyMatch(event -> !event.attendees().isEmpty());
    }

    private boolean tellsAttendees(KnownCalendar calendar) throws InterruptedException {
        Optional<Boolean> known = calendar.manners().tellsAttendees();
        if (known.isPresent()) {
            return known.get();
        }
        boolean tells = client.complianceClasses(calendar.hrefs().collection()).contains(AUTO_SCHEDULE);
        calendar.learn(manners -> manners.tellingAttendees(tells));
        return tells;
    }
}
