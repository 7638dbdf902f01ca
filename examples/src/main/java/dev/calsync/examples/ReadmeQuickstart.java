package dev.calsync.examples;

import dev.calsync.Agenda;
import dev.calsync.CalendarStatus;
import dev.calsync.CalendarSync;
import dev.calsync.UserSync;
import dev.calsync.job.SyncJob;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.Account;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.provider.CalendarProvider;
import dev.calsync.provider.caldav.CalDavAccount;
import dev.calsync.reconcile.ConflictPolicy;
import dev.calsync.schedule.SyncSchedule;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;

/** The code of the README: what a host writes to keep one calendar in sync. A test runs it. */
final class ReadmeQuickstart {

    private ReadmeQuickstart() {}

    /**
     * What the README's code found.
     *
     * @param agenda what takes place between Monday and Friday
     * @param status how the calendar is doing
     */
    record Found(Agenda agenda, CalendarStatus status) {}

    static Found run(
            CalendarProvider caldav, URI url, String password, CalendarEvent event, Instant monday, Instant friday)
            throws InterruptedException {
        // region ReadmeQuickstart
        CalendarSync sync = CalendarSync.builder()
                .store(MemorySyncStore.create())
                .provider(caldav) // CalDavProvider.create()
                .conflicts(ConflictPolicy.MERGE)
                .build(); // checks everything, names every fault at once, starts nothing
        sync.start();

        UserSync alice = sync.forUser("alice"); // every call below is confined to alice
        Account work = alice.connect(CalDavAccount.basic(url, "alice", password));
        CalendarRef team = alice.calendars(work).get(0).ref();
        alice.schedule(SyncSchedule.every(Duration.ofMinutes(15)).calendars(team));

        alice.events(team).put(event); // a local edit: pushed by a run that it asks for
        SyncJob job = alice.syncNow(team);
        alice.await(job.id(), Duration.ofMinutes(1));
        Agenda agenda = alice.events(team).between(monday, friday); // recurrences expanded
        CalendarStatus status = alice.status(team); // last success, next run and why, pending edits

        sync.close(); // stops claiming, drains within its bound, releases what it holds
        // endregion ReadmeQuickstart
        return new Found(agenda, status);
    }
}
