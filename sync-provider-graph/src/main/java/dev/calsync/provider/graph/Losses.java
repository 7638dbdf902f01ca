package dev.calsync.provider.graph;

import dev.calsync.model.Attendee;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventStatus;
import dev.calsync.model.Transparency;
import dev.calsync.model.Visibility;
import java.util.List;

/** What Graph cannot hold of an event: the losses that are declared in {@link EventJson}. */
final class Losses {
    private Losses() {}

    /**
     * What is left of a wanted event at Graph, to be compared with what is there. What only Graph decides is taken from what
     * it shows.
     */
    static CalendarEvent of(CalendarEvent wanted, CalendarEvent shown) {
        boolean free = wanted.transparency() == Transparency.TRANSPARENT;
        return wanted.toBuilder()
                .url(null)
                .conferenceLink(shown.conferenceLink())
                .organizer(shown.organizer())
                .attendees(attendees(wanted.attendees(), shown.attendees()))
                .reminders(EventJson.kept(wanted.reminders()))
                .visibility(wanted.visibility() == Visibility.PUBLIC ? Visibility.DEFAULT : wanted.visibility())
                .status(free && wanted.status() == EventStatus.TENTATIVE ? EventStatus.CONFIRMED : wanted.status())
                .extras(shown.extras())
                .build();
    }

    /** Answers, and names where none was given, are Graph's; roles and addresses are what was wanted. */
    private static List<Attendee> attendees(List<Attendee> wanted, List<Attendee> shown) {
        return People.sameInvitations(wanted, shown) ? shown : wanted;
    }
}
