package dev.calsync.examples.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.calsync.auth.Credentials;
import dev.calsync.auth.Secret;
import dev.calsync.model.Account;
import dev.calsync.model.AccountId;
import dev.calsync.model.ProviderId;
import dev.calsync.model.SyncWindow;
import dev.calsync.model.UserId;
import dev.calsync.provider.CalendarSession;
import dev.calsync.provider.ChangeQuery;
import dev.calsync.provider.ChangeResult;
import dev.calsync.provider.Checkpoint;
import dev.calsync.provider.ProviderContext;
import dev.calsync.provider.RemoteChange;
import dev.calsync.provider.ResumePoint;
import dev.calsync.provider.graph.GraphCalendarProvider;
import dev.calsync.system.IdGenerator;
import dev.calsync.system.TimeSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole calendar with our own client, each time the line {@code read} comes in: each part of its feed page by page,
 * every event an object of the model, no store. The line {@code again} asks for what is new since. Answers with
 * {@code SERIES CPU_NANOSECONDS}: how many single events and series it was told of, and the processor time of this whole
 * process meanwhile.
 */
final class GraphReader {
    private final GraphCalendarProvider provider;
    private final Secret token;
    private final String calendar;
    private final Map<String, Checkpoint> last = new HashMap<>();

    private GraphReader(GraphCalendarProvider provider, Secret token, String calendar) {
        this.provider = provider;
        this.token = token;
        this.calendar = calendar;
    }

    /**
     * Serves until standard input ends.
     *
     * @param arguments where Graph is, an access token, and the calendar's id
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (GraphCalendarProvider provider = GraphCalendarProvider.builder()
                        .graph(URI.create(arguments[0]))
                        .allowLoopbackHttp()
                        .build();
                BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            GraphReader reader = new GraphReader(provider, Secret.of(arguments[1]), arguments[2]);
            String line = lines.readLine();
            while (line != null) {
                long begun = cpuNanos();
                long series = reader.read(line.equals("again"));
                System.out.println(series + " " + (cpuNanos() - begun));
                line = lines.readLine();
            }
        }
    }

    private long read(boolean again) throws InterruptedException {
        Account account = new Account(
                AccountId.of("bench"), UserId.of("bench"), ProviderId.of("graph"), "alice@example.com", Map.of());
        long series = 0;
        // A session remembers what it was shown; a run of the engine's has one of its own.
        try (CalendarSession session = provider.open(account, new Alone(token))) {
            for (String partition : session.partitions(calendar, SyncWindow.DEFAULT)) {
                series += read(session, partition, again ? last.get(partition) : null);
            }
        }
        return series;
    }

    private long read(CalendarSession session, String partition, @Nullable Checkpoint since)
            throws InterruptedException {
        long series = 0;
        ChangeResult page = session.changes(query(partition, since, null));
        while (page instanceof ChangeResult.MoreChanges more) {
            series += count(more.changes());
            page = session.changes(query(partition, since, more.next()));
        }
        if (!(page instanceof ChangeResult.EndOfChanges end)) {
            throw new IllegalStateException("the round ended with " + page);
        }
        last.put(partition, end.checkpoint());
        return series + count(end.changes());
    }

    private ChangeQuery query(String partition, @Nullable Checkpoint since, @Nullable ResumePoint resume) {
        return new ChangeQuery(calendar, partition, since, resume, SyncWindow.DEFAULT, ids -> Map.of());
    }

    private static long count(List<RemoteChange> changes) {
        return changes.stream().filter(RemoteChange.Upserted.class::isInstance).count();
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    /** A session without an engine. */
    private record Alone(Secret token) implements ProviderContext {
        @Override
        public TimeSource time() {
            return TimeSource.system();
        }

        @Override
        public IdGenerator ids() {
            return () -> "bench";
        }

        @Override
        public Credentials credentials() {
            return new Credentials.Bearer(token);
        }

        @Override
        public void beforeRequest() {}

        @Override
        public void afterResponse(long bytes) {}
    }
}
