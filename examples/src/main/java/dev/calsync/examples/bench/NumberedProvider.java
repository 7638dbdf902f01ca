package dev.calsync.examples.bench;

import dev.calsync.auth.Credentials;
import dev.calsync.model.Account;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.Description;
import dev.calsync.model.ETag;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.model.ProviderId;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.RemoteId;
import dev.calsync.model.SyncWindow;
import dev.calsync.provider.AccountRequest;
import dev.calsync.provider.CalendarProvider;
import dev.calsync.provider.CalendarSession;
import dev.calsync.provider.Capability;
import dev.calsync.provider.ChangeQuery;
import dev.calsync.provider.ChangeResult;
import dev.calsync.provider.Checkpoint;
import dev.calsync.provider.ConnectedAccount;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.ProviderContext;
import dev.calsync.provider.RemoteChange;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.provider.ResumePoint;
import dev.calsync.provider.WriteOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A provider whose calendars hold events with numbers, made up as they are asked for, so that a calendar of any size takes no
 * memory. What changes is scripted: {@link #change} gives the next events another version. Thread-safe.
 */
final class NumberedProvider implements CalendarProvider {
    static final ProviderId ID = ProviderId.of("numbered");
    static final String PARTITION = "all";
    private static final Instant FIRST = Instant.parse("2026-03-02T09:00:00Z");
    private static final long SECONDS_BETWEEN = 600;
    private static final int PAGE = 1_000;

    private final Map<String, Script> calendars = new ConcurrentHashMap<>();

    /**
     * What a calendar holds.
     *
     * @param events how many
     * @param version of the events that changed last
     * @param changed how many changed then, the first ones
     */
    private record Script(int events, int version, int changed) {}

    /** There is a calendar of this name with so many events. */
    void calendar(String name, int events) {
        calendars.put(name, new Script(events, 1, events));
    }

    /** The first events of a calendar change. */
    void change(String name, int events) {
        calendars.computeIfPresent(name, (key, known) -> new Script(known.events, known.version + 1, events));
    }

    static RemoteSeries remote(int number, int version) {
        EventSeries series = EventSeries.of(CalendarEvent.builder("event-" + number + "@example.com")
                .summary("Meeting " + number + ", version " + version)
                .description(
                        Description.plain("What is to be talked about in meeting " + number + ", and who brings what."))
                .location("Room " + number % 100)
                .start(EventTime.at(FIRST.plusSeconds(number * SECONDS_BETWEEN)))
                .end(EventTime.at(FIRST.plusSeconds(number * SECONDS_BETWEEN + SECONDS_BETWEEN)))
                .build());
        return RemoteSeries.of(
                RemoteId.of("id-" + number), ETag.of("\"" + number + "-" + version + "\""), series, null);
    }

    static AccountRequest somebody() {
        record Somebody(ProviderId provider, Map<String, String> settings, Credentials credentials)
                implements AccountRequest {}
        return new Somebody(ID, Map.of(), new Credentials.None());
    }

    @Override
    public ProviderId id() {
        return ID;
    }

    @Override
    public ConnectedAccount connect(AccountRequest request, ProviderContext context) {
        return new ConnectedAccount("somebody", request.settings());
    }

    @Override
    public CalendarSession open(Account account, ProviderContext context) {
        return new Session(account, context);
    }

    @Override
    public void close() {}

    private final class Session implements CalendarSession {
        private final Account account;
        private final ProviderContext context;

        Session(Account account, ProviderContext context) {
            this.account = account;
            this.context = context;
        }

        @Override
        public List<RemoteCalendar> calendars() {
            return calendars.keySet().stream()
                    .sorted()
                    .map(name -> new RemoteCalendar(new CalendarRef(account.id(), name), name, true))
                    .toList();
        }

        @Override
        public Set<Capability> capabilities(String calendarId) {
            return EnumSet.allOf(Capability.class);
        }

        @Override
        public List<String> partitions(String calendarId, SyncWindow window) {
            return List.of(PARTITION);
        }

        /** A cursor is the version that was seen, a resume point the number of the next event. */
        @Override
        public ChangeResult changes(ChangeQuery query) throws InterruptedException {
            context.beforeRequest();
            Script script = calendars.getOrDefault(query.calendarId(), new Script(0, 1, 0));
            int seen =
                    query.since() == null ? 0 : Integer.parseInt(query.since().cursor());
            int from =
                    query.resume() == null ? 0 : Integer.parseInt(query.resume().token());
            int until = seen == 0 ? script.events : seen < script.version ? script.changed : 0;
            List<RemoteChange> changes = new ArrayList<>();
            for (int number = from; number < Math.min(until, from + PAGE); number++) {
                int version = number < script.changed ? script.version : 1;
                changes.add(new RemoteChange.Upserted(remote(number, version)));
            }
            context.afterResponse(0);
            return from + PAGE < until
                    ? new ChangeResult.MoreChanges(changes, new ResumePoint(String.valueOf(from + PAGE)))
                    : new ChangeResult.EndOfChanges(changes, new Checkpoint(String.valueOf(script.version), PARTITION));
        }

        @Override
        public List<WriteOutcome> write(String calendarId, List<EventWrite> writes) {
            throw new IllegalStateException("nothing is edited here");
        }

        @Override
        public WriteOutcome resolve(String calendarId, EventWrite write) {
            throw new IllegalStateException("nothing is edited here");
        }

        @Override
        public void close() {}
    }
}
