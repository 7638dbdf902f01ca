package dev.calsync.examples.bench;

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
import dev.calsync.provider.google.GoogleCalendarProvider;
import dev.calsync.system.IdGenerator;
import dev.calsync.system.TimeSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole calendar with our own client, each time the line {@code read} comes in: page by page, every event an
 * object of the model, no store. The line {@code again} asks for what is new since. Answers with {@code EVENTS
 * CPU_NANOSECONDS}: how many there were, and the processor time of this whole process meanwhile.
 */
final class GoogleReader {
    private static final String CALENDAR = "primary";

    private final CalendarSession session;
    private @Nullable Checkpoint last;

    private GoogleReader(CalendarSession session) {
        this.session = session;
    }

    /**
     * Serves until standard input ends.
     *
     * @param arguments the root of the API, and how many events a page may have
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Account account = new Account(
                AccountId.of("bench"), UserId.of("bench"), ProviderId.of("google"), "alice@example.com", Map.of());
        try (GoogleCalendarProvider provider = GoogleCalendarProvider.builder("bench", "none")
                        .rootUrl(URI.create(arguments[0]))
                        .pageSize(Integer.parseInt(arguments[1]))
                        .allowLoopbackHttp()
                        .build();
                CalendarSession session = provider.open(account, new Alone());
                BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            GoogleReader reader = new GoogleReader(session);
            String line = lines.readLine();
            while (line != null) {
                long begun = cpuNanos();
                long events = reader.read(line.equals("again") ? reader.last : null);
                System.out.println(events + " " + (cpuNanos() - begun));
                line = lines.readLine();
            }
        }
    }

    private long read(@Nullable Checkpoint since) throws InterruptedException {
        long events = 0;
        ChangeResult page = session.changes(query(since, null));
        while (page instanceof ChangeResult.MoreChanges more) {
            events += count(more.changes());
            page = session.changes(query(since, more.next()));
        }
        if (!(page instanceof ChangeResult.EndOfChanges end)) {
            throw new IllegalStateException("the round ended with " + page);
        }
        last = end.checkpoint();
        return events + count(end.changes());
    }

    private static ChangeQuery query(@Nullable Checkpoint since, @Nullable ResumePoint resume) {
        return new ChangeQuery(CALENDAR, CALENDAR, since, resume, SyncWindow.DEFAULT, ids -> Map.of());
    }

    private static long count(List<RemoteChange> changes) {
        long events = 0;
        for (RemoteChange change : changes) {
            if (change instanceof RemoteChange.Upserted upserted) {
                events += upserted.remote().series().events().size();
            }
        }
        return events;
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                .getProcessCpuTime();
    }

    /** A session without an engine. */
    private static final class Alone implements ProviderContext {
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
            return new Credentials.Bearer(Secret.of("none"));
        }

        @Override
        public void beforeRequest() {}

        @Override
        public void afterResponse(long bytes) {}
    }
}
