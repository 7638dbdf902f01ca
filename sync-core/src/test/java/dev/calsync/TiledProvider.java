package dev.calsync;

import dev.calsync.auth.Credentials;
import dev.calsync.model.Account;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ETag;
import dev.calsync.model.EventSeries;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A provider whose feed has one partition for each year, of which only those that are told are listed: as Graph has them.
 * Before a listing ends it asks about what it did not mention.
 */
final class TiledProvider implements CalendarProvider, CalendarSession {
    static final String CALENDAR = "tiled";

    final Map<String, EventSeries> there = new LinkedHashMap<>();
    final Set<String> unreadable = new LinkedHashSet<>();
    final List<String> routine = new ArrayList<>();
    final List<RemoteId> askedAbout = new ArrayList<>();
    /** What the next updates make of a target: what comes of a write that stops in the middle. */
    final List<EventSeries> stopAt = new ArrayList<>();

    private final Map<String, Long> changedAt = new LinkedHashMap<>();
    private final List<String> years;
    private final Set<String> expired = new LinkedHashSet<>();
    private Account account;
    private long clock;
    int writes;

    TiledProvider(String... years) {
        this.years = List.of(years);
    }

    void put(EventSeries series) {
        there.put(series.uid(), series);
        changedAt.put(series.uid(), ++clock);
    }

    /** The next round of this partition lists everything. */
    void expire(String year) {
        expired.add(year);
    }

    private RemoteSeries remote(EventSeries series) {
        return RemoteSeries.of(
                RemoteId.of(series.uid()), ETag.of("\"" + changedAt.get(series.uid()) + "\""), series, null);
    }

    @Override
    public List<String> partitions(String calendarId, SyncWindow window) {
        return years;
    }

    @Override
    public ChangeResult changes(ChangeQuery query) {
        if (query.routine()) {
            routine.add(query.partition());
        }
        if (query.resume() != null) {
            return confirm(query);
        }
        if (!query.full() && expired.remove(query.partition())) {
            return new ChangeResult.CursorExpired("told to");
        }
        long since = query.since() == null ? 0 : Long.parseLong(query.since().cursor());
        List<RemoteChange> changes = new ArrayList<>();
        there.values().stream()
                .filter(series -> changedAt.get(series.uid()) > since && inYear(series, query.partition()))
                .forEach(series -> changes.add(
                        unreadable.contains(series.uid())
                                ? new RemoteChange.Unreadable(RemoteId.of(series.uid()), null, "no event")
                                : new RemoteChange.Upserted(remote(series))));
        return query.full()
                ? new ChangeResult.MoreChanges(changes, new ResumePoint(String.valueOf(clock)))
                : new ChangeResult.EndOfChanges(changes, new Checkpoint(String.valueOf(clock), "1"));
    }

    private ChangeResult confirm(ChangeQuery query) {
        String token = Objects.requireNonNull(query.resume()).token();
        int slash = token.indexOf('/');
        RemoteId after = slash < 0 ? null : RemoteId.of(token.substring(slash + 1));
        String end = slash < 0 ? token : token.substring(0, slash);
        List<RemoteId> missing = query.known().unmentioned(after, 1);
        if (missing.isEmpty()) {
            return new ChangeResult.EndOfChanges(List.of(), new Checkpoint(end, "1"));
        }
        askedAbout.addAll(missing);
        List<RemoteChange> changes = new ArrayList<>();
        for (RemoteId id : missing) {
            EventSeries series = there.get(id.value());
            changes.add(series == null ? new RemoteChange.Removed(id) : new RemoteChange.Upserted(remote(series)));
        }
        return new ChangeResult.MoreChanges(changes, new ResumePoint(end + "/" + missing.get(0)));
    }

    private static boolean inYear(EventSeries series, String year) {
        return series.events().get(0).start().toLocal().getYear() == Integer.parseInt(year);
    }

    @Override
    public List<WriteOutcome> write(String calendarId, List<EventWrite> all) {
        List<WriteOutcome> outcomes = new ArrayList<>();
        for (EventWrite write : all) {
            writes++;
            EventSeries target =
                    write instanceof EventWrite.Create create ? create.series() : ((EventWrite.Update) write).target();
            boolean stops = !stopAt.isEmpty();
            put(stops ? stopAt.remove(0) : target);
            RemoteSeries now = remote(Objects.requireNonNull(there.get(target.uid())));
            outcomes.add(stops ? new WriteOutcome.WrittenInPart(now) : new WriteOutcome.Written(now));
        }
        return outcomes;
    }

    @Override
    public WriteOutcome resolve(String calendarId, EventWrite write) {
        throw new AssertionError("no answer is lost here");
    }

    @Override
    public List<RemoteCalendar> calendars() {
        return List.of(new RemoteCalendar(new CalendarRef(account.id(), CALENDAR), CALENDAR, true));
    }

    @Override
    public Set<Capability> capabilities(String calendarId) {
        return Set.of(Capability.values());
    }

    @Override
    public ProviderId id() {
        return ProviderId.of("tiled");
    }

    @Override
    public ConnectedAccount connect(AccountRequest request, ProviderContext context) {
        return new ConnectedAccount("somebody", Map.of());
    }

    @Override
    public CalendarSession open(Account opened, ProviderContext context) {
        account = opened;
        return this;
    }

    @Override
    public void close() {}

    /** Anybody is let in. */
    static final class Anybody implements AccountRequest {
        @Override
        public ProviderId provider() {
            return ProviderId.of("tiled");
        }

        @Override
        public Credentials credentials() {
            return new Credentials.None();
        }

        @Override
        public Map<String, String> settings() {
            return Map.of();
        }
    }
}
