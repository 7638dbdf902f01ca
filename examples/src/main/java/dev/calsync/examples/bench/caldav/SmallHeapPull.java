package dev.calsync.examples.bench.caldav;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.calsync.CalendarEvents;
import dev.calsync.CalendarSync;
import dev.calsync.UserSync;
import dev.calsync.auth.KeyProvider;
import dev.calsync.job.JobStatus;
import dev.calsync.job.SyncJob;
import dev.calsync.model.Account;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.SeriesId;
import dev.calsync.provider.caldav.CalDavAccount;
import dev.calsync.provider.caldav.CalDavProvider;
import dev.calsync.store.jdbc.JdbcSyncStore;
import dev.calsync.store.jdbc.SchemaMode;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/** One first pull in a process of its own, whose heap says how much memory that may take. The replica is a file of H2. */
final class SmallHeapPull {
    private static final Duration PATIENCE = Duration.ofHours(1);
    private static final int PAGE = 200;

    private SmallHeapPull() {}

    /** @param args the calendar's address, and a directory of its own */
    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Path directory = Path.of(args[1]);
        Path key = directory.resolve("key");
        Files.writeString(key, "bench:" + Base64.getEncoder().encodeToString(new byte[32]) + "\n");
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:h2:retry:" + directory.resolve("state") + ";QUERY_CACHE_SIZE=200");
        config.setMaximumPoolSize(4);
        try (HikariDataSource pool = new HikariDataSource(config);
                CalendarSync sync = CalendarSync.builder()
                        .store(JdbcSyncStore.builder(pool)
                                .schemaMode(SchemaMode.MIGRATE)
                                .build())
                        .encryption(KeyProvider.ofFile(key))
                        .provider(CalDavProvider.builder().allowLoopbackHttp().build())
                        .build()) {
            sync.start();
            UserSync user = sync.forUser("alice");
            Account account = user.connect(
                    CalDavAccount.basic(URI.create(args[0]), BigCalendarServer.USER, BigCalendarServer.PASSWORD));
            CalendarRef calendar = user.calendars(account).get(0).ref();
            Stopwatch watch = new Stopwatch();
            SyncJob job = user.await(user.syncNow(calendar).id(), PATIENCE);
            double seconds = watch.seconds();
            if (job.status() != JobStatus.COMPLETED) {
                throw new IllegalStateException("the sync ended with " + job.status());
            }
            out.println(count(user, calendar) + " " + seconds);
        }
    }

    /** A page at a time: all of them would not fit. */
    private static int count(UserSync user, CalendarRef calendar) {
        int count = 0;
        SeriesId after = null;
        while (true) {
            List<CalendarEvents.StoredSeries> page = user.events(calendar).page(after, PAGE);
            count += page.size();
            if (page.size() < PAGE) {
                return count;
            }
            after = page.get(PAGE - 1).id();
        }
    }
}
