package dev.calsync.provider.google.testing;

import java.util.List;

/**
 * Mail that the service would have sent to guests.
 *
 * @param calendarId the calendar that the request went to
 * @param eventId the event
 * @param sendUpdates what the request asked for: {@code all} or {@code externalOnly}
 * @param guests addresses of the event's attendees before and after, without the organizer
 */
public record SentMail(String calendarId, String eventId, String sendUpdates, List<String> guests) {

    /** Copies the guests. */
    public SentMail {
        guests = List.copyOf(guests);
    }
}
