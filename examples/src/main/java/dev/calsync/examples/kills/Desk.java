package dev.calsync.examples.kills;

import com.zaxxer.hikari.HikariDataSource;
import dev.calsync.CalendarSync;
import dev.calsync.CalendarSyncBuilder;
import dev.calsync.Concurrency;
import dev.calsync.UserSync;
import dev.calsync.examples.cluster.Database;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncJob;
import dev.calsync.job.SyncType;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.pacing.BreakerPolicy;
import dev.calsync.pacing.CallLimit;
import dev.calsync.pacing.RetryPolicy;
import dev.calsync.provider.caldav.CalDavAccount;
import dev.calsync.provider.caldav.CalDavProvider;
import dev.calsync.provider.caldav.icalendar.ICalendar;
import dev.calsync.schedule.ScheduleBounds;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.store.SyncStore;
import dev.calsync.store.jdbc.JdbcSyncStore;
import dev.calsync.store.jdbc.SchemaMode;
import dev.calsync.transport.HttpTransport;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * This side: an engine in the state that a host would have it, but for its patience, and a user who edits here. Takes a command
 * a line and answers each with lines, the last of which is {@code end}: {@code connect}; {@code edit NUMBER}, which says what is
 * about to be changed before it is, and {@code kept} once it is; {@code sync TYPE}; {@code state}. Used by one thread.
 */
final class Desk implements AutoCloseable {
    static final String USER = "alice";
    static final String PASSWORD = "secret";
    static final Instant WRITTEN_AT = Instant.parse("2026-03-01T00:00:00Z");
    /** How long this side waits for an answer. */
    static final Duration PATIENCE = Duration.ofMillis(400);

    static final String END = "end";
    private static final Duration SYNC_BOUND = Duration.ofSeconds(20);
    private static final int MOST = 10_000;
    private static final int POOL_SIZE = 6;
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private final HikariDataSource pool;
    private final HikariDataSource tablePool;
    private final HttpTransport transport;
    private final SyncStore store;
    private final CalendarSync sync;
    private final UserSync alice;
    private final LocalEditor editor;
    private final Place place;

    Desk(Place place, Steps steps) throws SQLException {
        this.place = place;
        this.pool = Database.pool(place.database(), POOL_SIZE);
        boolean own = place.replica() == Place.Replica.OTHER_DATABASE;
        this.tablePool = own ? Database.pool(place.table(), POOL_SIZE) : pool;
        this.transport = HttpTransport.builder()
                .allowLoopbackHttp()
                .connectTimeout(Duration.ofSeconds(1))
                .readTimeout(PATIENCE)
                .callTimeout(PATIENCE.multipliedBy(5))
                .build();
        JdbcSyncStore jdbc =
                JdbcSyncStore.builder(pool).schemaMode(SchemaMode.MIGRATE).build();
        this.store = Breakages.of(place.breakage(), jdbc);
        CalendarSyncBuilder builder = CalendarSync.builder()
                .store(store)
                .provider(Breakages.of(
                        place.breakage(),
                        CalDavProvider.builder().transport(transport).build()))
                .encryption(Database.KEYS);
        HostSide host = place.replica() == Place.Replica.BUILT_IN ? null : HostSide.over(tablePool, jdbc, place, steps);
        if (host != null) {
            builder.replica(host.replica());
        }
        this.sync = impatient(steps.around(builder)).build();
        sync.start();
        this.alice = sync.forUser(USER);
        this.editor = host == null ? new BuiltInEditor(alice) : host;
    }

    /** What takes a host minutes takes milliseconds here. */
    private static CalendarSyncBuilder impatient(CalendarSyncBuilder builder) {
        Duration soon = Duration.ofMillis(100);
        return builder.node("node")
                .lease(Duration.ofSeconds(6), Duration.ofSeconds(2))
                .drain(Duration.ofSeconds(2))
                .concurrency(Concurrency.workers(4).perUser(4))
                .retry(RetryPolicy.exponential(soon, soon.multipliedBy(5)).withMaxRetries(1_000))
                .breakers(new BreakerPolicy(
                        50, 100, 50, Duration.ofMinutes(1), soon, soon.multipliedBy(3), PATIENCE, Duration.ZERO))
                .scheduleBounds(new ScheduleBounds(soon, Duration.ofDays(31)))
                .syncNowLimit(new CallLimit(1_000, Duration.ofMinutes(1)))
                .pollInterval(soon);
    }

    /** An event of everybody's. */
    static EventSeries event(String uid, String summary, String location) {
        LocalDateTime start = LocalDateTime.of(2026, 6, 1, 9, 0).plusDays(Math.floorMod(uid.hashCode(), 200));
        return EventSeries.of(CalendarEvent.builder(uid)
                .summary(summary)
                .location(location)
                .start(EventTime.at(start, BERLIN))
                .end(EventTime.at(start.plusHours(1), BERLIN))
                .build());
    }

    /** Does what a line says. */
    void answer(String line, Consumer<String> out) throws InterruptedException {
        String[] words = line.split(" ", -1);
        switch (words[0]) {
            case "connect" -> {
                alice.connect(CalDavAccount.basic(place.server(), USER, PASSWORD));
                alice.schedule(SyncSchedule.every(Duration.ofMillis(300)).allCalendars());
            }
            case "edit" -> edit(Long.parseLong(words[1]), out);
            case "sync" -> {
                SyncJob job = alice.await(
                        alice.syncNow(refs(), SyncType.valueOf(words[1]), Priority.HIGH)
                                .id(),
                        SYNC_BOUND);
                out.accept(job.status().name());
            }
            default -> state(out);
        }
        out.accept(END);
    }

    private List<RemoteCalendar> calendars() {
        return alice.calendars(alice.accounts().get(0)).stream()
                .sorted(Comparator.comparing(RemoteCalendar::displayName))
                .toList();
    }

    private List<CalendarRef> refs() {
        return calendars().stream().map(RemoteCalendar::ref).toList();
    }

    /** Makes, changes or deletes an event, one that is chosen by the number. */
    private void edit(long number, Consumer<String> out) {
        Random dice = new Random(number * 7_919);
        List<RemoteCalendar> calendars = calendars();
        RemoteCalendar calendar = calendars.get(dice.nextInt(calendars.size()));
        List<LocalEditor.Row> all = editor.all(calendar.ref());
        int what = dice.nextInt(10);
        String value = "here-" + number;
        Consumer<Edit> about = edit -> out.accept("try " + edit.text());
        boolean kept;
        if (what < 3 || all.isEmpty()) {
            EventSeries made = event(value, value + "s", value + "l");
            kept = editor.edit(calendar, null, known -> made, about);
        } else {
            LocalEditor.Row row = all.get(dice.nextInt(all.size()));
            kept = editor.edit(
                    calendar,
                    row,
                    known -> known == null || what < 5
                            ? null
                            : known.map(event -> what < 8
                                    ? event.toBuilder().summary(value + "e").build()
                                    : event.toBuilder().location(value + "e").build()),
                    about);
        }
        out.accept(kept ? "kept" : "refused");
    }

    /** Everything that a judge wants to know. */
    private void state(Consumer<String> out) {
        for (RemoteCalendar calendar : calendars()) {
            String name = calendar.displayName();
            editor.all(calendar.ref()).forEach(row -> out.accept("event " + name + " " + encoded(row.series())));
            alice.revisions(calendar.ref(), MOST)
                    .forEach(lost -> out.accept("revision " + name + " " + encoded(lost.state())));
            int pending = editor.pending(calendar.ref());
            if (pending > 0) {
                out.accept("pending " + name + " " + pending);
            }
            alice.quarantine(calendar.ref(), MOST)
                    .forEach(one -> out.accept("quarantined " + name + " " + one.reason()));
        }
    }

    private static String encoded(EventSeries series) {
        return Base64.getEncoder()
                .encodeToString(ICalendar.write(series, WRITTEN_AT).getBytes(StandardCharsets.UTF_8));
    }

    static EventSeries decoded(String text) {
        return ICalendar.parse(new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        List<AutoCloseable> all = new ArrayList<>(List.of(sync, store, transport, pool, tablePool));
        for (AutoCloseable one : all) {
            try {
                one.close();
            } catch (Exception failure) {
                throw new IllegalStateException("the desk does not close", failure);
            }
        }
    }
}
