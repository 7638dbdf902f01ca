package dev.calsync.examples.bench.queue;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.event.AbstractSchedulerListener;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** A db-scheduler at its best setting on two cores, in a JVM of its own. Its work is to do nothing. */
final class TheirNode {
    static final String ONCE = "once";
    static final String AGAIN = "again";

    private static final int THREADS = 20;
    private static final double LOWER_LIMIT = 4.0;
    private static final double UPPER_LIMIT = 20.0;
    private static final Duration POLLING = Duration.ofMillis(100);
    private static final Duration INTERVAL = Duration.ofMinutes(15);

    private final Tally tally = new Tally();
    private final AtomicInteger names = new AtomicInteger();
    private final Scheduler scheduler;
    private final SchedulerClient client;

    private TheirNode(HikariDataSource pool) {
        Task<Void> once = Tasks.oneTime(ONCE).execute((instance, context) -> {});
        Task<Void> again = Tasks.custom(AGAIN, Void.class)
                .execute((instance, context) -> new CompletionHandler.OnCompleteReschedule<>(FixedDelay.of(INTERVAL)));
        this.scheduler = Scheduler.create(pool, once, again)
                .threads(THREADS)
                .pollUsingLockAndFetch(LOWER_LIMIT, UPPER_LIMIT)
                .pollingInterval(POLLING)
                .addSchedulerListener(new AbstractSchedulerListener() {
                    /** Told after the commit. */
                    @Override
                    public void onExecutionComplete(ExecutionComplete complete) {
                        tally.ended(true);
                    }
                })
                .build();
        this.client = SchedulerClient.Builder.create(pool, once).build();
    }

    /** URL. */
    public static void main(String[] arguments) throws IOException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(arguments[0]);
        config.setMaximumPoolSize(THREADS);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            TheirNode node = new TheirNode(pool);
            Lines.serve(node::answer);
        }
    }

    private String answer(String[] words) throws InterruptedException {
        switch (words[0]) {
            case "start" -> {
                scheduler.start();
                return "started";
            }
            case "done" -> {
                return tally.done().text();
            }
            case "forget" -> {
                tally.forget();
                return "forgotten";
            }
            case "single" -> {
                return Double.toString(single(Integer.parseInt(words[2]), Duration.ofMillis(Long.parseLong(words[3]))));
            }
            case "bulk" -> {
                return Double.toString(bulk(Integer.parseInt(words[2])));
            }
            default -> throw new IllegalArgumentException("unknown: " + words[0]);
        }
    }

    private double single(int threads, Duration span) throws InterruptedException {
        Instant now = Instant.now();
        return Callers.perSecond(
                threads, span, number -> client.scheduleIfNotExists(named(names.getAndIncrement()), now));
    }

    private double bulk(int count) {
        List<TaskInstance<?>> all = IntStream.range(0, count)
                .<TaskInstance<?>>mapToObj(number -> named(names.getAndIncrement()))
                .toList();
        long begun = System.nanoTime();
        client.scheduleBatch(all.stream(), Instant.now());
        return count * 1e9 / (System.nanoTime() - begun);
    }

    private static TaskInstance<Void> named(int number) {
        return new TaskInstance<>(ONCE, "asked-" + number);
    }
}
