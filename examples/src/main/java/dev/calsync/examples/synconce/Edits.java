package dev.calsync.examples.synconce;

import dev.calsync.CalendarEvents;
import dev.calsync.EditOutcome;
import dev.calsync.UserSync;
import dev.calsync.model.EventSeries;
import dev.calsync.model.RemoteCalendar;
import java.util.List;
import java.util.Optional;

/**
 * Edits of the replica: what {@code --put} and {@code --delete} ask for. Which calendar an edit is for follows from its
 * UID; a new event needs a single calendar to go to.
 */
final class Edits {
    private final UserSync user;
    private final List<RemoteCalendar> calendars;
    private final Arguments arguments;

    /** @param calendars those that are synced */
    Edits(UserSync user, List<RemoteCalendar> calendars, Arguments arguments) {
        this.user = user;
        this.calendars = calendars;
        this.arguments = arguments;
    }

    /** @throws SyncOnceException if an edit has no place or several; those before it are made */
    void make() {
        for (EventSeries series : arguments.puts()) {
            RemoteCalendar place = holder(series.uid()).orElseGet(() -> onlyWritable(series.uid()));
            writable(place, series.uid());
            CalendarEvents events = user.events(place.ref());
            long version = events.find(series.uid()).map(EventSeries::version).orElse(0L);
            saved(events.put(series.withVersion(version)), series.uid());
        }
        for (String uid : arguments.deletes()) {
            RemoteCalendar place = holder(uid)
                    .orElseThrow(() ->
                            new SyncOnceException("--delete " + uid + ": no calendar that is synced has this event"));
            writable(place, uid);
            CalendarEvents events = user.events(place.ref());
            saved(events.delete(events.find(uid).orElseThrow()), uid);
        }
    }

    private Optional<RemoteCalendar> holder(String uid) {
        List<RemoteCalendar> holders = calendars.stream()
                .filter(calendar -> user.events(calendar.ref()).find(uid).isPresent())
                .toList();
        if (holders.size() > 1) {
            throw new SyncOnceException(
                    "the event " + uid + " is in " + holders.size() + " calendars; name one with --calendar");
        }
        return holders.stream().findFirst();
    }

    private RemoteCalendar onlyWritable(String uid) {
        List<RemoteCalendar> writable =
                calendars.stream().filter(RemoteCalendar::writable).toList();
        if (writable.size() == 1) {
            return writable.get(0);
        }
        throw new SyncOnceException(
                writable.isEmpty()
                        ? "the event " + uid + " is new, and no calendar that is synced can be written to"
                        : "the event " + uid + " is new, and there are " + writable.size()
                                + " calendars it could go to; name one with --calendar");
    }

    private static void writable(RemoteCalendar place, String uid) {
        if (!place.writable()) {
            throw new SyncOnceException("the event " + uid + " is in a calendar that can only be read");
        }
    }

    private static void saved(EditOutcome outcome, String uid) {
        if (!(outcome instanceof EditOutcome.Saved)) {
            throw new SyncOnceException("the event " + uid + " was changed while it was edited; call this again");
        }
    }
}
