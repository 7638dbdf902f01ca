package dev.calsync.provider.graph;

import dev.calsync.model.Account;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.SyncWindow;
import dev.calsync.provider.CalendarSession;
import dev.calsync.provider.Capability;
import dev.calsync.provider.ChangeQuery;
import dev.calsync.provider.ChangeResult;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.ProviderContext;
import dev.calsync.provider.WriteOutcome;
import dev.calsync.provider.graph.Tiles.Tile;
import dev.calsync.transport.HttpTransport;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** One account's conversation with Graph. */
final class GraphSession implements CalendarSession {
    private final Account account;
    private final ProviderContext context;
    private final GraphOptions options;
    private final GraphSettings settings;
    private final CalendarList calendars;
    private final DeltaFeed feed;
    private final EventWrites writes;
    private final ReadBack readBack;
    private boolean closed;

    GraphSession(HttpTransport transport, Account account, ProviderContext context, GraphOptions options) {
        this.account = account;
        this.context = context;
        this.options = options;
        this.settings = GraphSettings.of(account.settings());
        GraphPaths paths = settings.paths();
        GraphClient client = new GraphClient(
                transport, GraphCalendarProvider.scope(options.base(), context), options.base(), context);
        SeriesFetch fetch = new SeriesFetch(client, paths);
        this.calendars = new CalendarList(client, paths);
        this.feed =
                new DeltaFeed(client, paths, new PageChanges(fetch), options.tiles(), options.base(), context.time());
        this.readBack = new ReadBack(client, paths, fetch);
        this.writes = new EventWrites(
                client,
                new SeriesWrites(client, paths, readBack),
                readBack,
                new WritePlanner(paths, new AttendeeRule(options.attendees()), account.identity()));
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this session is closed");
        }
    }

    @Override
    public List<RemoteCalendar> calendars() throws InterruptedException {
        requireOpen();
        return calendars.list().stream()
                .map(each -> new RemoteCalendar(
                        new CalendarRef(account.id(), each.id()), each.name(), settings.writes() && each.writable()))
                .toList();
    }

    @Override
    public Set<Capability> capabilities(String calendarId) throws InterruptedException {
        requireOpen();
        Set<Capability> all = EnumSet.allOf(Capability.class);
        if (!settings.writes() || !calendars.writable(calendarId)) {
            all.remove(Capability.WRITE);
        }
        return all;
    }

    /** The nearest tile first: what it has shown need not be looked for when the others call it removed. */
    @Override
    public List<String> partitions(String calendarId, SyncWindow window) {
        Instant now = context.time().now();
        return options.tiles().over(window, now).stream()
                .sorted(Comparator.comparing((Tile tile) -> distance(tile, now)))
                .map(Tile::name)
                .toList();
    }

    private static Duration distance(Tile tile, Instant now) {
        if (now.isBefore(tile.start())) {
            return Duration.between(now, tile.start());
        }
        return now.isBefore(tile.end()) ? Duration.ZERO : Duration.between(tile.end(), now);
    }

    @Override
    public ChangeResult changes(ChangeQuery query) throws InterruptedException {
        requireOpen();
        return feed.changes(query);
    }

    @Override
    public List<WriteOutcome> write(String calendarId, List<EventWrite> all) throws InterruptedException {
        requireOpen();
        return writes.write(calendarId, all);
    }

    @Override
    public WriteOutcome resolve(String calendarId, EventWrite write) throws InterruptedException {
        requireOpen();
        return readBack.resolve(calendarId, write);
    }

    @Override
    public void close() {
        closed = true;
    }
}
