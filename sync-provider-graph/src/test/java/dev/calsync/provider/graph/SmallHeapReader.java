package dev.calsync.provider.graph;

import dev.calsync.CalendarSync;
import dev.calsync.UserSync;
import dev.calsync.job.JobStatus;
import dev.calsync.model.Account;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.store.RunRecord;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Reads a big calendar with the whole engine, twice, and tells what came: the main class of a process with a small heap. */
final class SmallHeapReader {
    private SmallHeapReader() {}

    /** @param arguments where Graph is, where the sign-in service is, an access token, and the id of the calendar */
    public static void main(String[] arguments) throws InterruptedException {
        SlimStore store = new SlimStore();
        GraphCalendarProvider provider = GraphCalendarProvider.builder()
                .allowLoopbackHttp()
                .graph(URI.create(arguments[0]))
                .authority(URI.create(arguments[1]))
                .build();
        try (CalendarSync engine =
                CalendarSync.builder().store(store).replica(store).provider(provider).build()) {
            engine.start();
            UserSync user = engine.forUser("alice");
            Account account = user.connect(GraphAccount.bearer(arguments[2]));
            List<CalendarRef> calendars = user.calendars(account).stream()
                    .map(RemoteCalendar::ref)
                    .filter(ref -> ref.calendarId().equals(arguments[3]))
                    .toList();
            RunRecord first = sync(user, calendars.get(0));
            RunRecord second = sync(user, calendars.get(0));
            System.out.println(String.join(
                    " ",
                    "series=" + store.series(),
                    "recurring=" + store.recurring(),
                    "overrides=" + store.overrides(),
                    "pulled=" + first.report().pulled(),
                    "requests=" + first.report().requests(),
                    "then_pulled=" + second.report().pulled(),
                    "then_requests=" + second.report().requests()));
        }
    }

    private static RunRecord sync(UserSync user, CalendarRef calendar) throws InterruptedException {
        JobStatus status = user.await(user.syncNow(calendar).id(), Duration.ofMinutes(10))
                .status();
        RunRecord run = user.history(calendar, 1).get(0);
        if (status != JobStatus.COMPLETED) {
            throw new IllegalStateException(status + " " + run);
        }
        return run;
    }
}
