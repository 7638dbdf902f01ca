package dev.calsync.provider.graph;

import dev.calsync.model.Attendee;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventStatus;
import dev.calsync.model.Transparency;
import dev.calsync.model.Visibility;
import dev.calsync.provider.DeclaredLosses;
import dev.calsync.provider.EventFeature;
import dev.calsync.provider.Loss;
import java.util.List;
import java.util.Map;

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

    /** For what is written from another calendar: what becomes of each feature that Graph has no place for. */
    static final DeclaredLosses DECLARED = new DeclaredLosses(
            Map.ofEntries(
                    Map.entry(EventFeature.URL, Loss.DROPPED),
                    Map.entry(EventFeature.CONFERENCE_LINK, Loss.DROPPED),
                    Map.entry(EventFeature.SEVERAL_REMINDERS, Loss.DROPPED),
                    Map.entry(EventFeature.MAIL_REMINDERS, Loss.DROPPED),
                    Map.entry(EventFeature.SOUND_REMINDERS, Loss.DROPPED),
                    Map.entry(EventFeature.LATE_REMINDERS, Loss.DROPPED),
                    Map.entry(EventFeature.PUBLIC, Loss.DROPPED),
                    Map.entry(EventFeature.TENTATIVE_AND_FREE, Loss.DROPPED),
                    Map.entry(EventFeature.FLOATING_TIMES, Loss.REFUSED),
                    Map.entry(EventFeature.CANCELLED, Loss.REFUSED),
                    Map.entry(EventFeature.EXTRA_DATES, Loss.REFUSED),
                    Map.entry(EventFeature.SEVERAL_RULES, Loss.REFUSED),
                    Map.entry(EventFeature.POSITIONS, Loss.REFUSED),
                    Map.entry(EventFeature.SEVERAL_MONTH_DAYS, Loss.REFUSED),
                    Map.entry(EventFeature.WITHIN_A_DAY, Loss.REFUSED),
                    Map.entry(EventFeature.PAST_ITS_NEIGHBOUR, Loss.REFUSED),
                    Map.entry(EventFeature.INSTANCES_ALONE, Loss.REFUSED),
                    Map.entry(EventFeature.THIS_AND_FUTURE, Loss.REFUSED)),
            series -> series.map(Losses::kept));

    /** What comes back of an event, whatever Graph shows. */
    private static CalendarEvent kept(CalendarEvent event) {
        return of(event, event).toBuilder().conferenceLink(null).build();
    }

    /** Answers, and names where none was given, are Graph's; roles and addresses are what was wanted. */
    private static List<Attendee> attendees(List<Attendee> wanted, List<Attendee> shown) {
        return People.sameInvitations(wanted, shown) ? shown : wanted;
    }
}
