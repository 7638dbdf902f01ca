package dev.calsync.provider.google;

import dev.calsync.CalendarSync;
import dev.calsync.UserSync;
import dev.calsync.job.SyncJob;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.RemoteCalendar;
import java.net.URI;
import java.time.Duration;

/** A process of its own that reads a whole calendar once: {@code ROOT TOKEN CALENDAR-ID}; prints what it read. */
final class LittleHeap {
    private LittleHeap() {}

    public static void main(String[] arguments) throws InterruptedException {
        GoogleCalendarProvider provider = GoogleCalendarProvider.builder("1-x", "secret")
                .rootUrl(URI.create(arguments[0]))
                .allowLoopbackHttp()
                .build();
        try (CalendarSync sync = CalendarSync.builder()
                .store(MemorySyncStore.create())
                .provider(provider)
                .build()) {
            sync.start();
            UserSync alice = sync.forUser("alice");
            CalendarRef team = alice.calendars(alice.connect(GoogleAccount.bearer(arguments[1]))).stream()
                    .map(RemoteCalendar::ref)
                    .filter(ref -> ref.calendarId().equals(arguments[2]))
                    .findFirst()
                    .orElseThrow();
            SyncJob job = alice.await(alice.syncNow(team).id(), Duration.ofMinutes(10));
            System.out.println(job.status() + " " + alice.history(team, 1).get(0).report().pulled());
        }
    }
}
