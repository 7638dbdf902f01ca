package dev.calsync.examples.cluster;

import dev.calsync.error.UnreachableException;
import dev.calsync.model.Account;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.ETag;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.model.ProviderId;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.RemoteId;
import dev.calsync.model.SyncWindow;
import dev.calsync.pacing.BudgetRule;
import dev.calsync.pacing.BudgetScope;
import dev.calsync.pacing.PermitRate;
import dev.calsync.pacing.ProviderLimits;
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
import dev.calsync.provider.WriteOutcome;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What a node knows of the provider's process: events with a title, which can be created and listed. Thread-safe. */
final class WireProvider implements CalendarProvider {
    static final ProviderId ID = ProviderId.of("wire");
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final String PARTITION = "all";

    private final Wire wire;
    private final int requests;

    WireProvider(Wire wire, int requests) {
        this.wire = wire;
        this.requests = requests;
    }

    /** An event of this name. */
    static CalendarEvent event(String uid, String summary) {
        return CalendarEvent.builder(uid)
                .summary(summary)
                .start(EventTime.at(LocalDateTime.of(2030, 3, 4, 10, 0), ZONE))
                .end(EventTime.at(LocalDateTime.of(2030, 3, 4, 11, 0), ZONE))
                .build();
    }

    @Override
    public ProviderId id() {
        return ID;
    }

    @Override
    public ProviderLimits limits() {
        PermitRate rate = PermitRate.within(requests, Load.WINDOW, requests / 10);
        return ProviderLimits.NONE.withRule(new BudgetRule(BudgetScope.PROJECT, rate));
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
        private final String name = UUID.randomUUID().toString();

        Session(Account account, ProviderContext context) {
            this.account = account;
            this.context = context;
        }

        /** One request, stamped when it is let out. */
        private List<List<String>> ask(String path, String calendar, Map<String, String> more)
                throws InterruptedException {
            context.beforeRequest();
            Map<String, String> fields = new HashMap<>(more);
            fields.put("user", account.user().value());
            fields.put("calendar", calendar);
            fields.put("session", name);
            fields.put("sent", String.valueOf(System.currentTimeMillis()));
            List<List<String>> answer = wire.ask(path, fields);
            context.afterResponse(0);
            return answer;
        }

        @Override
        public List<RemoteCalendar> calendars() {
            return List.of();
        }

        @Override
        public Set<Capability> capabilities(String calendarId) {
            return EnumSet.allOf(Capability.class);
        }

        @Override
        public List<String> partitions(String calendarId, SyncWindow window) {
            return List.of(PARTITION);
        }

        @Override
        public ChangeResult changes(ChangeQuery query) throws InterruptedException {
            long since =
                    query.since() == null ? 0 : Long.parseLong(query.since().cursor());
            List<RemoteChange> changes = new ArrayList<>();
            long last = since;
            for (List<String> line : ask("/changes", query.calendarId(), Map.of("since", String.valueOf(since)))) {
                changes.add(new RemoteChange.Upserted(series(line)));
                last = Math.max(last, Long.parseLong(line.get(3)));
            }
            return new ChangeResult.EndOfChanges(changes, new Checkpoint(String.valueOf(last), PARTITION));
        }

        private static RemoteSeries series(List<String> line) {
            EventSeries series = EventSeries.of(event(line.get(1), line.get(2)));
            return RemoteSeries.of(RemoteId.of(line.get(0)), ETag.of(line.get(3)), series, null);
        }

        @Override
        public List<WriteOutcome> write(String calendarId, List<EventWrite> writes) throws InterruptedException {
            List<WriteOutcome> outcomes = new ArrayList<>();
            for (EventWrite write : writes) {
                outcomes.add(
                        write instanceof EventWrite.Create create
                                ? create(calendarId, create)
                                : new WriteOutcome.Rejected("events are only created here"));
            }
            return outcomes;
        }

        private WriteOutcome create(String calendar, EventWrite.Create create) throws InterruptedException {
            CalendarEvent event = create.series().events().get(0);
            String summary = event.summary() == null ? "" : event.summary();
            try {
                List<List<String>> made = ask(
                        "/create",
                        calendar,
                        Map.of("key", create.idempotencyKey(), "uid", event.uid(), "summary", summary));
                return new WriteOutcome.Written(series(made.get(0)));
            } catch (UnreachableException lost) {
                return new WriteOutcome.Unknown("the answer was lost");
            }
        }

        @Override
        public WriteOutcome resolve(String calendarId, EventWrite write) throws InterruptedException {
            List<List<String>> made = ask("/resolve", calendarId, Map.of("key", write.idempotencyKey()));
            return made.isEmpty() ? new WriteOutcome.NotApplied() : new WriteOutcome.Written(series(made.get(0)));
        }

        @Override
        public void close() {}
    }
}
