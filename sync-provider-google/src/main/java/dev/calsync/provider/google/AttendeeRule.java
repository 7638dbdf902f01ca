package dev.calsync.provider.google;

import dev.calsync.model.EventSeries;
import dev.calsync.provider.AttendeePolicy;
import dev.calsync.provider.WriteOutcome;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The host's word on events to which others are invited. The API tells nobody when asked not to ({@code sendUpdates}),
 * but says that some mails might still be sent; that is as silent as Google can be.
 */
final class AttendeeRule {
    private final AttendeePolicy policy;

    AttendeeRule(AttendeePolicy policy) {
        this.policy = policy;
    }

    /** Why a write from one state to the other is not to be sent; empty if it may be. */
    Optional<WriteOutcome> held(EventSeries before, EventSeries after) {
        return policy == AttendeePolicy.HOLD && (invites(before) || invites(after))
                ? Optional.of(new WriteOutcome.Rejected(
                        "held: others are invited to this event, and the attendee policy is HOLD"))
                : Optional.empty();
    }

    /** The parameter {@code sendUpdates} of a write; null where nobody is invited. */
    @Nullable
    String sendUpdates(EventSeries before, EventSeries after) {
        if (!invites(before) && !invites(after)) {
            return null;
        }
        return policy == AttendeePolicy.WRITE_AND_NOTIFY ? "all" : "none";
    }

    private static boolean invites(EventSeries series) {
        return series.events().stream().anyMatch(event -> !event.attendees().isEmpty());
    }
}
