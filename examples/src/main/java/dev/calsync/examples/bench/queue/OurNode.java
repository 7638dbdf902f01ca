package dev.calsync.examples.bench.queue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.calsync.CalendarSync;
import dev.calsync.auth.KeyProvider;
import dev.calsync.auth.Secret;
import dev.calsync.examples.bench.CountingDataSource;
import dev.calsync.job.SyncJob;
import dev.calsync.job.SyncReport;
import dev.calsync.job.WorkContext;
import dev.calsync.job.WorkOutcome;
import dev.calsync.listener.SyncEvent;
import dev.calsync.store.jdbc.JdbcSyncStore;
import dev.calsync.store.jdbc.SchemaMode;
import dev.calsync.testing.ScriptedProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * An engine with its defaults, in a JVM of its own. Its work is to do nothing ({@link Crowd#NOTHING}), or real syncs with a
 * provider that costs next to nothing ({@link Crowd#SCRIPTED}).
 */
final class OurNode {
    private static final KeyProvider KEYS = KeyProvider.of("bench", Secret.of("A".repeat(43) + "="));
    private static final int POOL_SIZE = 10;

    /** Given as an argument: this node neither tells others of work nor listens to them. */
    static final String WITHOUT_NOTIFY = "without-notify";

    /** Given as an argument: this node keeps when each run began. */
    static final String WITH_BEGINNINGS = "with-beginnings";

    /** Given as an argument: this node makes the tables. */
    static final String MAKES_TABLES = "makes-tables";

    private final Tally tally = new Tally();
    private final Queue<String> beginnings = new ConcurrentLinkedQueue<>();
    private final CountingDataSource database;
    private final CalendarSync engine;
    private final Crowd crowd;
    private final boolean keepsBeginnings;
    private final @Nullable RunLog log;

    private OurNode(DataSource pool, List<String> arguments) throws IOException {
        this.database = new CountingDataSource(pool);
        this.keepsBeginnings = arguments.contains(WITH_BEGINNINGS);
        this.log = arguments.stream().anyMatch(argument -> argument.startsWith(RunLog.ARGUMENT))
                ? RunLog.write(Path.of(arguments.get(arguments.size() - 1).substring(RunLog.ARGUMENT.length())))
                : null;
        JdbcSyncStore store = JdbcSyncStore.builder(database.counted())
                .notifications(!arguments.contains(WITHOUT_NOTIFY))
                .schemaMode(arguments.contains(MAKES_TABLES) ? SchemaMode.MIGRATE : SchemaMode.VALIDATE)
                .build();
        store.open();
        ScriptedProvider provider = new ScriptedProvider(Crowd.SCRIPTED);
        for (int number = 0; number < Crowd.CALENDARS_OF_A_USER; number++) {
            provider.calendar(Crowd.calendarId(number));
        }
        this.crowd = new Crowd(store);
        this.engine = CalendarSync.builder()
                .store(store)
                .worker(Crowd.NOTHING, this::work)
                .provider(provider)
                .encryption(KEYS)
                .node(arguments.get(1))
                .listener(this::hear)
                .build();
    }

    /** URL, name, and what is special about it. */
    public static void main(String[] arguments) throws IOException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(arguments[0]);
        config.setMaximumPoolSize(POOL_SIZE);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            OurNode node = new OurNode(pool, List.of(arguments));
            Lines.serve(node::answer);
        }
    }

    private WorkOutcome work(SyncJob job, WorkContext context) {
        if (keepsBeginnings) {
            beginnings.add(Crowd.number(context.calendar()) + ":" + Tally.micros(Instant.now()));
        }
        if (log != null) {
            log.ended(Crowd.number(context.calendar()));
        }
        return WorkOutcome.completed(SyncReport.NONE);
    }

    /** Told after the commit. */
    private void hear(SyncEvent event) {
        if (event instanceof SyncEvent.RunFinished finished) {
            tally.ended(!finished.user().equals(Crowd.BIG));
        }
    }

    private String answer(String[] words) throws InterruptedException {
        switch (words[0]) {
            case "start" -> {
                engine.start();
                return "started";
            }
            case "done" -> {
                return tally.done().text();
            }
            case "forget" -> {
                tally.forget();
                beginnings.clear();
                return "forgotten";
            }
            case "close" -> {
                engine.close();
                return "closed";
            }
            case "settle" -> {
                for (int account = 0; account < Integer.parseInt(words[1]); account++) {
                    crowd.settle(account, Crowd.NOTHING, null);
                }
                return "settled";
            }
            case "request" -> {
                Instant due = crowd.now().plusMillis(Long.parseLong(words[2]));
                crowd.request(0, Integer.parseInt(words[1]), due);
                return Long.toString(Tally.micros(due));
            }
            case "statements" -> {
                return Long.toString(database.statements());
            }
            case "beginnings" -> {
                return String.join(" ", beginnings);
            }
            case "single" -> {
                return Double.toString(
                        single(Integer.parseInt(words[1]), Integer.parseInt(words[2]), millis(words[3])));
            }
            case "bulk" -> {
                return Double.toString(bulk(Integer.parseInt(words[1]), Integer.parseInt(words[2])));
            }
            default -> throw new IllegalArgumentException("unknown: " + words[0]);
        }
    }

    private static Duration millis(String text) {
        return Duration.ofMillis(Long.parseLong(text));
    }

    /** Triggers a second, each in a transaction of its own, from so many threads; of the calendars from this one on. */
    private double single(int from, int threads, Duration span) throws InterruptedException {
        return Callers.perSecond(threads, span, number -> crowd.request(from + number, 1, Instant.EPOCH));
    }

    /** Triggers a second, as fast as they can be sent. */
    private double bulk(int from, int count) {
        long begun = System.nanoTime();
        crowd.request(from, count, Instant.EPOCH);
        return count * 1e9 / (System.nanoTime() - begun);
    }

    /** When each run began, by its calendar's number. */
    static Map<Integer, Long> beginnings(String text) {
        return text.isEmpty()
                ? Map.of()
                : List.of(text.split(" ", -1)).stream()
                        .map(each -> each.split(":", -1))
                        .collect(Collectors.toMap(
                                each -> Integer.valueOf(each[0]), each -> Long.valueOf(each[1]), Math::min));
    }
}
