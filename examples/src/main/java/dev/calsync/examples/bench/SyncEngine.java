package dev.calsync.examples.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.calsync.CalendarSync;
import dev.calsync.UserSync;
import dev.calsync.auth.KeyProvider;
import dev.calsync.auth.Secret;
import dev.calsync.job.JobStatus;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.RunId;
import dev.calsync.model.SeriesId;
import dev.calsync.pacing.CallLimit;
import dev.calsync.provider.Checkpoint;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.reconcile.ChangeGuard;
import dev.calsync.reconcile.SemanticHash;
import dev.calsync.store.FeedRound;
import dev.calsync.store.Link;
import dev.calsync.store.LocalChange;
import dev.calsync.store.RunRecord;
import dev.calsync.store.StoredFeed;
import dev.calsync.store.SyncStore;
import dev.calsync.store.jdbc.JdbcSyncStore;
import dev.calsync.store.jdbc.SchemaMode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A whole engine in a JVM of its own, on a database of its own. Takes one command a line and answers each with a line:
 * {@code calendar NAME EVENTS} makes one at the provider, {@code seed NAME EVENTS} puts what a sync would have left into the
 * store, {@code change NAME EVENTS} changes the first events there, {@code heap MAX} answers with the bytes that the heap may
 * grow to, {@code sync NAME FULL|INCREMENTAL} runs and answers {@code STATUS PULLED MICROS STATEMENTS PROCESSOR_MICROS}.
 */
final class SyncEngine {
    private static final int SEEDED_AT_ONCE = 1_000;
    private static final int POOL_SIZE = 4;
    private static final int RUNS_MAX = 200;
    private static final String KEY = "A".repeat(43) + "=";
    private static final Duration BOUND = Duration.ofMinutes(15);

    private final NumberedProvider provider;
    private final CountingDataSource database;
    private final SyncStore store;
    private final UserSync alice;

    private SyncEngine(NumberedProvider provider, CountingDataSource database, SyncStore store, UserSync alice) {
        this.provider = provider;
        this.database = database;
        this.store = store;
        this.alice = alice;
    }

    /**
     * Serves until standard input ends.
     *
     * @param arguments the JDBC URL of an empty database
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(arguments[0]);
        config.setMaximumPoolSize(POOL_SIZE);
        NumberedProvider provider = new NumberedProvider();
        try (HikariDataSource pool = new HikariDataSource(config)) {
            CountingDataSource counting = new CountingDataSource(pool);
            try (SyncStore store = JdbcSyncStore.builder(counting.counted())
                            .schemaMode(SchemaMode.MIGRATE)
                            .build();
                    CalendarSync sync = CalendarSync.builder()
                            .store(store)
                            .encryption(KeyProvider.of("bench", Secret.of(KEY)))
                            .provider(provider)
                            .syncNowLimit(new CallLimit(1_000, Duration.ofMinutes(1))) // nobody waits for his turn
                            .guard(ChangeGuard.OFF) // everything changes here, which a person would be asked about
                            .build();
                    BufferedReader lines =
                            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
                sync.start();
                SyncEngine engine = new SyncEngine(provider, counting, store, sync.forUser("alice"));
                String line = lines.readLine();
                while (line != null) {
                    System.out.println(engine.answer(line.split(" ", -1)));
                    line = lines.readLine();
                }
            }
        }
    }

    private String answer(String[] words) throws InterruptedException {
        String name = words[1];
        switch (words[0]) {
            case "calendar" -> {
                provider.calendar(name, Integer.parseInt(words[2]));
                alice.connect(NumberedProvider.somebody());
                return "made";
            }
            case "seed" -> {
                seed(calendar(name), Integer.parseInt(words[2]));
                return "seeded";
            }
            case "heap" -> {
                return String.valueOf(Runtime.getRuntime().maxMemory());
            }
            case "change" -> {
                provider.change(name, Integer.parseInt(words[2]));
                return "changed";
            }
            default -> {
                return sync(calendar(name), SyncType.valueOf(words[2]));
            }
        }
    }

    private CalendarRef calendar(String name) {
        return alice.calendars(alice.accounts().get(0)).stream()
                .map(RemoteCalendar::ref)
                .filter(ref -> ref.calendarId().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private String sync(CalendarRef calendar, SyncType type) throws InterruptedException {
        long before = database.statements();
        Set<RunId> known = new HashSet<>();
        alice.history(calendar, RUNS_MAX).forEach(run -> known.add(run.id()));
        Duration processor = processor();
        JobStatus status = alice.await(
                        alice.syncNow(List.of(calendar), type, Priority.HIGH).id(), BOUND)
                .status();
        long statements = database.statements() - before;
        // A machine that is busy with something else may cost a run its lease; then another one went on.
        List<RunRecord> runs = alice.history(calendar, RUNS_MAX).stream()
                .filter(run -> !known.contains(run.id()))
                .toList();
        long pulled = runs.stream().mapToLong(run -> run.report().pulled()).sum();
        long micros = runs.stream()
                .mapToLong(
                        run -> Duration.between(run.startedAt(), run.endedAt()).toNanos() / 1_000)
                .sum();
        long processorMicros = processor().minus(processor).toNanos() / 1_000;
        return status + " " + pulled + " " + micros + " " + statements + " " + processorMicros;
    }

    private static Duration processor() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** What a full sync would have left, without an engine: events of version 1, each with its link. */
    private void seed(CalendarRef calendar, int events) {
        FeedRound round = new FeedRound(NumberedProvider.PARTITION, 1);
        for (int from = 0; from < events; from += SEEDED_AT_ONCE) {
            List<LocalChange> changes = new ArrayList<>();
            List<Link> links = new ArrayList<>();
            for (int number = from; number < Math.min(events, from + SEEDED_AT_ONCE); number++) {
                RemoteSeries remote = NumberedProvider.remote(number, 1);
                SeriesId id = SeriesId.of("seeded-" + number);
                changes.add(new LocalChange(id, 0, remote.series()));
                links.add(new Link(id, remote, SemanticHash.of(remote.series()).text(), round));
            }
            store.inTransaction(tx -> {
                tx.replica().apply(calendar, changes);
                tx.links().put(calendar, links);
                return true;
            });
        }
        store.inTransaction(tx -> {
            Checkpoint checkpoint = new Checkpoint("1", NumberedProvider.PARTITION);
            tx.checkpoints().put(calendar, new StoredFeed(NumberedProvider.PARTITION, checkpoint, 1, null));
            return true;
        });
    }
}
