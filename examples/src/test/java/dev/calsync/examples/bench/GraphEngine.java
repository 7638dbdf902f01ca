package dev.calsync.examples.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.calsync.CalendarEvents;
import dev.calsync.CalendarEvents.StoredSeries;
import dev.calsync.CalendarSync;
import dev.calsync.UserSync;
import dev.calsync.auth.KeyProvider;
import dev.calsync.auth.Secret;
import dev.calsync.job.JobStatus;
import dev.calsync.job.SyncReport;
import dev.calsync.model.Account;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.SeriesId;
import dev.calsync.provider.graph.GraphAccount;
import dev.calsync.provider.graph.GraphCalendarProvider;
import dev.calsync.store.jdbc.JdbcSyncStore;
import dev.calsync.store.jdbc.SchemaMode;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The main class of a process with a small heap: a whole engine reads a big calendar into a database, and then once more. Says
 * in one line what came of it.
 */
final class GraphEngine {
    private static final int PAGE = 200;
    private static final int POOL_SIZE = 4;
    /** 32 bytes in base 64, for a database that is thrown away. */
    private static final String KEY = "A".repeat(43) + "=";

    private static final Duration BOUND = Duration.ofMinutes(12);

    private GraphEngine() {}

    /**
     * Reads the calendar.
     *
     * @param arguments where Graph is, where the sign-in service is, an access token, the id of the calendar, and the JDBC
     *     URL of an empty database
     */
    public static void main(String[] arguments) throws InterruptedException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(arguments[4]);
        config.setMaximumPoolSize(POOL_SIZE);
        try (HikariDataSource pool = new HikariDataSource(config);
                CalendarSync engine = CalendarSync.builder()
                        .store(JdbcSyncStore.builder(pool)
                                .schemaMode(SchemaMode.MIGRATE)
                                .build())
                        .encryption(KeyProvider.of("example", Secret.of(KEY)))
                        .provider(GraphCalendarProvider.builder()
                                .allowLoopbackHttp()
                                .graph(URI.create(arguments[0]))
                                .authority(URI.create(arguments[1]))
                                .build())
                        .build()) {
            engine.start();
            UserSync alice = engine.forUser("alice");
            Account account = alice.connect(GraphAccount.bearer(arguments[2]));
            CalendarRef calendar = alice.calendars(account).stream()
                    .map(RemoteCalendar::ref)
                    .filter(ref -> ref.calendarId().equals(arguments[3]))
                    .findFirst()
                    .orElseThrow();
            sync(alice, calendar);
            String stored = stored(alice.events(calendar));
            sync(alice, calendar);
            SyncReport again = alice.history(calendar, 1).get(0).report();
            System.out.println(stored + " again_pulled=" + again.pulled() + " again_requests=" + again.requests());
        }
    }

    private static void sync(UserSync user, CalendarRef calendar) throws InterruptedException {
        JobStatus status = user.await(user.syncNow(calendar).id(), BOUND).status();
        if (status != JobStatus.COMPLETED) {
            throw new IllegalStateException(status + " " + user.history(calendar, 1));
        }
    }

    /** What the replica holds, page by page. */
    private static String stored(CalendarEvents events) {
        int series = 0;
        int recurring = 0;
        int overrides = 0;
        @Nullable SeriesId last = null;
        List<StoredSeries> page = events.page(last, PAGE);
        while (!page.isEmpty()) {
            for (StoredSeries one : page) {
                series++;
                recurring += one.series().master().isRecurring() ? 1 : 0;
                overrides += one.series().overrides().size();
                last = one.id();
            }
            page = events.page(last, PAGE);
        }
        return "series=" + series + " recurring=" + recurring + " overrides=" + overrides;
    }
}
