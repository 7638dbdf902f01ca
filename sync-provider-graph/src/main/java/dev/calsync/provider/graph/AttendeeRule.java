package dev.calsync.provider.graph;

import dev.calsync.model.EventSeries;
import dev.calsync.provider.AttendeePolicy;
import dev.calsync.provider.WriteOutcome;
import java.util.Optional;

/**
 * The host's word on events to which others are invited. Exchange mails the attendees of everything that is made, changed or
 * deleted, and has no way to be told not to; so a silent write is none that can be made here.
 */
record AttendeeRule(AttendeePolicy policy) {

    /** Why a write from one state to the other is not to be sent; empty if it may be. */
    Optional<WriteOutcome> held(EventSeries before, EventSeries after) {
        if (policy == AttendeePolicy.WRITE_AND_NOTIFY || !(invites(before) || invites(after))) {
            return Optional.empty();
        }
        return Optional.of(new WriteOutcome.Rejected(
                policy == AttendeePolicy.HOLD
                        ? "held: others are invited to this event, and the attendee policy is HOLD"
                        : "held: others are invited to this event, the attendee policy is WRITE_SILENTLY, and Exchange"
                                + " tells them of every change"));
    }

    private static boolean invites(EventSeries series) {
        return series.events().stream().anyMatch(event -> !event.attendees().isEmpty());
    }
}
