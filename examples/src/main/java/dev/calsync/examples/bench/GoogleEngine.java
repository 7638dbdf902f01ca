package dev.calsync.examples.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.calsync.CalendarEvents;
import dev.calsync.CalendarSync;
import dev.calsync.UserSync;
import dev.calsync.auth.KeyProvider;
import dev.calsync.auth.Secret;
import dev.calsync.error.SyncException;
import dev.calsync.job.SyncJob;
import dev.calsync.model.Account;
import dev.calsync.model.CalendarRef;
import dev.calsync.provider.google.GoogleAccount;
import dev.calsync.provider.google.GoogleCalendarProvider;
import dev.calsync.store.RunRecord;
import dev.calsync.store.SyncStore;
import dev.calsync.store.jdbc.JdbcSyncStore;
import dev.calsync.store.jdbc.SchemaMode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/**
 * An engine in a JVM of its own, with a store on disk. Each line that comes in makes it sync its one calendar; it answers
 * with {@code STATUS EVENTS REQUESTS}: how the run ended, how many single events there are if it pulled some, and how many
 * requests it took.
 */
final class GoogleEngine {
    private static final int PAGE = 500;
    private static final Duration BOUND = Duration.ofMinutes(10);

    private GoogleEngine() {}

    /**
     * Serves until standard input ends.
     *
     * @param arguments the root of Google's API, and the directory of the store
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:h2:retry:" + arguments[1] + "/state;QUERY_CACHE_SIZE=200");
        config.setMaximumPoolSize(4);
        Secret key = Secret.of(Base64.getEncoder().encodeToString(new byte[32]));
        try (HikariDataSource pool = new HikariDataSource(config);
                SyncStore store = JdbcSyncStore.builder(pool)
                        .schemaMode(SchemaMode.MIGRATE)
                        .build();
                GoogleCalendarProvider provider = GoogleCalendarProvider.builder("bench", "none")
                        .rootUrl(URI.create(arguments[0]))
                        .allowLoopbackHttp()
                        .build();
                CalendarSync sync = CalendarSync.builder()
                        .store(store)
                        .encryption(KeyProvider.of("bench", key))
                        .provider(provider)
                        .build();
                BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            sync.start();
            UserSync alice = sync.forUser("alice");
            Account account = alice.connect(GoogleAccount.bearer("none"));
            CalendarRef calendar = alice.calendars(account).get(0).ref();
            while (lines.readLine() != null) {
                System.out.println(sync(alice, calendar));
            }
        }
    }

    private static String sync(UserSync alice, CalendarRef calendar) throws InterruptedException {
        try {
            SyncJob job = alice.await(alice.syncNow(calendar).id(), BOUND);
            RunRecord run = alice.history(calendar, 1).get(0);
            long read = run.report().pulled() == 0 ? 0 : events(alice.events(calendar));
            return job.status() + " " + read + " " + run.report().requests();
        } catch (SyncException failure) {
            return "ended: " + failure;
        }
    }

    /** Exceptions of a series count as well. */
    private static long events(CalendarEvents replica) {
        long events = 0;
        List<CalendarEvents.StoredSeries> page = replica.page(null, PAGE);
        while (!page.isEmpty()) {
            for (CalendarEvents.StoredSeries stored : page) {
                events += stored.series().events().size();
            }
            page = replica.page(page.get(page.size() - 1).id(), PAGE);
        }
        return events;
    }
}
