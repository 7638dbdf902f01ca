package dev.calsync.model;

/**
 * Somebody invited. {@link #toString()} does not show who.
 *
 * @param person who
 * @param role what for
 * @param status the answer so far
 * @param rsvp whether an answer is asked for
 */
public record Attendee(Person person, AttendeeRole role, ParticipationStatus status, boolean rsvp) {
    @Override
    public String toString() {
        return "Attendee[" + role + ", " + status + "]";
    }
}
