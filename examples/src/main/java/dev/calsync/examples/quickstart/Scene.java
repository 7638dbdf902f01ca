package dev.calsync.examples.quickstart;

import dev.calsync.UserSync;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.provider.caldav.icalendar.ICalendar;
import dev.calsync.provider.caldav.testing.FakeCalDavServer;
import dev.calsync.provider.caldav.testing.FakeCalendar;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What every chapter needs: both sides and somebody who watches.
 *
 * @param server the remote side, with its back door
 * @param user the local side
 * @param calendars the user's calendars
 * @param watch hears what the engine tells
 * @param story what is told on the terminal
 * @param monday the week that it is about
 */
record Scene(
        FakeCalDavServer server,
        UserSync user,
        List<RemoteCalendar> calendars,
        Watch watch,
        Story story,
        LocalDate monday) {

    CalendarRef ref(String name) {
        return calendars.stream()
                .filter(calendar -> calendar.displayName().equals(name))
                .map(RemoteCalendar::ref)
                .findFirst()
                .orElseThrow();
    }

    FakeCalendar remote(String name) {
        return server.calendars(Seeds.USER).stream()
                .filter(calendar -> calendar.displayName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    String name(CalendarRef ref) {
        return calendars.stream()
                .filter(calendar -> calendar.ref().equals(ref))
                .map(RemoteCalendar::displayName)
                .findFirst()
                .orElseThrow();
    }

    /** An event of Team as this side has it. */
    CalendarEvent here(String uid) {
        return user.events(ref("Team")).find(uid).orElseThrow().events().get(0);
    }

    /** An event of Team as the server has it. */
    Optional<CalendarEvent> there(String uid) {
        return Optional.ofNullable(onServer("Team").get(uid))
                .map(series -> series.events().get(0));
    }

    /** From now on Team does not run; what ran is over. */
    void pauseTeam(String reason) throws InterruptedException {
        user.pause(ref("Team"), reason);
        watch.until("its run is over", () -> !user.status(ref("Team")).running());
    }

    /** A colleague renames an event of Team at the server. */
    void rename(String uid, String from, String to) {
        remote("Team").edit(uid + ".ics", text -> text.replace("SUMMARY:" + from, "SUMMARY:" + to));
    }

    Map<String, EventSeries> onServer(String calendar) {
        Map<String, EventSeries> events = new TreeMap<>();
        remote(calendar).resources().values().forEach(resource -> {
            EventSeries series = ICalendar.parse(resource.text());
            events.put(series.uid(), series);
        });
        return events;
    }

    Map<String, EventSeries> onThisSide(String calendar) {
        Map<String, EventSeries> events = new TreeMap<>();
        user.events(ref(calendar)).page(null, 10_000).forEach(stored -> {
            events.put(stored.series().uid(), stored.series().withVersion(0));
        });
        return events;
    }
}
