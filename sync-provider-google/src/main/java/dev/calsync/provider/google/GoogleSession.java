package dev.calsync.provider.google;

import dev.calsync.model.Account;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.SyncWindow;
import dev.calsync.provider.CalendarSession;
import dev.calsync.provider.Capability;
import dev.calsync.provider.ChangeQuery;
import dev.calsync.provider.ChangeResult;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.WriteOutcome;
import dev.calsync.system.TimeSource;
import java.util.List;
import java.util.Set;

/** One account's conversation with Google. */
final class GoogleSession implements CalendarSession {
    /** A calendar's feed has no parts: one token stands for all of it. */
    private static final List<String> WHOLE = List.of("all");

    private final Account account;
    private final GoogleScopes scopes;
    private final CalendarDirectory directory;
    private final ChangeFeed feed;
    private final EventWrites writes;
    private final ReadBack readBack;
    private boolean closed;

    GoogleSession(
            Account account,
            GoogleScopes scopes,
            GoogleClient client,
            CalendarDirectory directory,
            GoogleOptions options,
            TimeSource time) {
        this.account = account;
        this.scopes = scopes;
        this.directory = directory;
        EventPages pages = new EventPages(client, options.pageSize());
        SeriesLookup lookup = new SeriesLookup(client, pages);
        this.feed = new ChangeFeed(pages, lookup, directory, time, options.maxHeldBytes());
        this.writes = new EventWrites(client, lookup, new AttendeeRule(options.attendees()));
        this.readBack = new ReadBack(client, lookup);
    }

    @Override
    public List<RemoteCalendar> calendars() throws InterruptedException {
        requireOpen();
        return directory.list().stream()
                .filter(entry -> scopes.ownedOnly() ? entry.owned() : entry.readable())
                .map(entry -> new RemoteCalendar(
                        new CalendarRef(account.id(), entry.id()),
                        entry.name(),
                        entry.capabilities(scopes).contains(Capability.WRITE)))
                .toList();
    }

    @Override
    public Set<Capability> capabilities(String calendarId) throws InterruptedException {
        requireOpen();
        return directory.entry(calendarId).capabilities(scopes);
    }

    @Override
    public List<String> partitions(String calendarId, SyncWindow window) {
        return WHOLE;
    }

    @Override
    public ChangeResult changes(ChangeQuery query) throws InterruptedException {
        requireOpen();
        return feed.changes(query);
    }

    @Override
    public List<WriteOutcome> write(String calendarId, List<EventWrite> toSend) throws InterruptedException {
        requireOpen();
        return writes.write(calendarId, toSend);
    }

    @Override
    public WriteOutcome resolve(String calendarId, EventWrite write) throws InterruptedException {
        requireOpen();
        return readBack.resolve(calendarId, write);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this session is closed");
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
