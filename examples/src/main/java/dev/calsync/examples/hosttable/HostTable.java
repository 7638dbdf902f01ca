package dev.calsync.examples.hosttable;

import dev.calsync.CalendarSync;
import dev.calsync.UserSync;
import dev.calsync.job.JobStatus;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.model.SeriesId;
import dev.calsync.reconcile.ConflictPolicy;
import dev.calsync.testing.ScriptedCalendar;
import dev.calsync.testing.ScriptedProvider;
import dev.calsync.testing.VirtualWorld;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.h2.jdbcx.JdbcDataSource;

/**
 * An application with a table of appointments: {@code examples/run host-table}. Calsync works on that table, and keeps no copy
 * of its own. Both sides edit, also the same appointment; what loses is a revision.
 */
public final class HostTable {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private HostTable() {}

    /** Plays it on virtual time. Returns 0. */
    public static int run(PrintStream out) throws SQLException, InterruptedException {
        JdbcDataSource database = new JdbcDataSource();
        database.setUrl("jdbc:h2:mem:appointments;DB_CLOSE_DELAY=-1");
        AppointmentTable table = new AppointmentTable(database);
        VirtualWorld world = VirtualWorld.create(1);
        ScriptedProvider provider = new ScriptedProvider();
        ScriptedCalendar theirs = provider.calendar("team");
        try (CalendarSync sync = CalendarSync.builder()
                .store(MemorySyncStore.create(world.time()))
                .provider(provider)
                .environment(world.node())
                .replica(table)
                .conflicts(ConflictPolicy.REMOTE_WINS)
                .build()) {
            sync.start();
            UserSync alice = sync.forUser("alice");
            CalendarRef team = alice.calendars(alice.connect(provider.account("alice")))
                    .get(0)
                    .ref();

            theirs.put(event("standup", "Stand-up", 9));
            table.edit(team, SeriesId.of("appointment-1"), event("lunch", "Lunch", 12));
            sync(alice, team);
            show(out, "Each side has what the other made", table, theirs);

            table.edit(team, SeriesId.of("appointment-1"), event("lunch", "Lunch with Bob", 12));
            theirs.put(event("lunch", "Lunch, moved", 13));
            sync(alice, team);
            show(out, "Both changed the lunch, and the provider wins", table, theirs);
            alice.revisions(team, 9)
                    .forEach(lost -> out.println("  kept as a revision: "
                            + lost.state().events().get(0).summary()));

            table.edit(team, SeriesId.of("appointment-1"), null);
            sync(alice, team);
            show(out, "The lunch is called off in the application", table, theirs);
        }
        return 0;
    }

    private static EventSeries event(String uid, String title, int hour) {
        LocalDateTime start = LocalDateTime.of(2026, 3, 2, hour, 0);
        return EventSeries.of(CalendarEvent.builder(uid)
                .summary(title)
                .start(EventTime.at(start, BERLIN))
                .end(EventTime.at(start.plusHours(1), BERLIN))
                .build());
    }

    private static void sync(UserSync user, CalendarRef calendar) throws InterruptedException {
        JobStatus status =
                user.await(user.syncNow(calendar).id(), Duration.ofHours(1)).status();
        if (status != JobStatus.COMPLETED) {
            throw new IllegalStateException("the sync ended " + status);
        }
    }

    private static void show(PrintStream out, String what, AppointmentTable table, ScriptedCalendar theirs) {
        out.println(what + ":");
        table.titles().forEach(title -> out.println("  in the table:    " + title));
        theirs.events()
                .values()
                .forEach(series -> out.println(
                        "  at the provider: " + series.events().get(0).summary()));
    }
}
