package dev.calsync.provider.caldav;

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
import dev.calsync.provider.caldav.icalendar.ICalendar;
import dev.calsync.transport.HttpScope;
import dev.calsync.transport.HttpTransport;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One account's conversation with its server. Everything is made at the first call: credentials may take a while. */
final class CalDavSession implements CalendarSession {
    /** A calendar's feed has no parts: one token stands for all of it. */
    private static final List<String> WHOLE = List.of("all");

    /**
     * How many connections may be used if the host's limits let them. With Digest it is one: the count of a nonce's uses
     * has to rise from request to request, as servers that look at it insist.
     */
    private static final int WRITING_CONNECTIONS = 8;

    /** Answers that hold the text of many events; more of them at once are more in memory at once. */
    private static final int READING_CONNECTIONS = 4;

    private final HttpTransport transport;
    private final PropertiesCache.Shared cache;
    private final OwnCreations.Of creations;
    private final Logins logins;
    private final Account account;
    private final ProviderContext context;
    private final CalDavOptions options;
    private final PushRegistrations registrations;
    private @Nullable Rooms rooms;
    private boolean closed;

    CalDavSession(
            HttpTransport transport,
            PropertiesCache.Shared cache,
            OwnCreations.Of creations,
            Logins logins,
            Account account,
            ProviderContext context,
            CalDavOptions options,
            PushRegistrations registrations) {
        this.registrations = registrations;
        this.transport = transport;
        this.cache = cache;
        this.creations = creations;
        this.logins = logins;
        this.account = account;
        this.context = context;
        this.options = options;
    }

    private record Rooms(
            DavClient client, CalendarDirectory directory, ChangeFeed feed, EventWrites writes, ReadBack readBack) {}

    private Rooms rooms() throws InterruptedException {
        if (closed) {
            throw new IllegalStateException("this session is closed");
        }
        Rooms made = rooms;
        if (made == null) {
            CalDavSettings settings = CalDavSettings.of(account.settings());
            HttpScope scope = CalDavProvider.scope(
                    settings.url(),
                    logins.of(account.id(), settings.digest(), context),
                    settings.trusting(options.siblings()),
                    context);
            DavClient client = new DavClient(transport, scope, ICalendar.MAX_BYTES);
            int most = settings.digest() ? 1 : Integer.MAX_VALUE;
            ResourceFetch fetch = new ResourceFetch(client, context, Math.min(READING_CONNECTIONS, most));
            PropertiesCache known = new PropertiesCache(cache, account.id(), context.time());
            CalendarDirectory directory = new CalendarDirectory(client, settings.homes(), known);
            ReadBack readBack = new ReadBack(client, fetch);
            made = new Rooms(
                    client,
                    directory,
                    new ChangeFeed(
                            new SyncReport(client), fetch, directory, creations, context.time(), options.auditEvery()),
                    new EventWrites(
                            client,
                            readBack,
                            new AttendeeRule(options.attendees(), client),
                            context,
                            Math.min(WRITING_CONNECTIONS, most)),
                    readBack);
            rooms = made;
        }
        return made;
    }

    @Override
    public List<RemoteCalendar> calendars() throws InterruptedException {
        return rooms().directory().list().stream()
                .map(each -> new RemoteCalendar(
                        new CalendarRef(account.id(), each.id()), each.displayName(), each.writable()))
                .toList();
    }

    @Override
    public Set<Capability> capabilities(String calendarId) throws InterruptedException {
        CalendarDirectory directory = rooms().directory();
        return directory
                .properties(calendarId)
                .capabilities(directory.calendar(calendarId).manners());
    }

    @Override
    public List<String> partitions(String calendarId, SyncWindow window) {
        return WHOLE;
    }

    @Override
    public ChangeResult changes(ChangeQuery query) throws InterruptedException {
        return rooms().feed().changes(query);
    }

    @Override
    public List<WriteOutcome> write(String calendarId, List<EventWrite> writes) throws InterruptedException {
        Rooms made = rooms();
        made.client()
                .doNotNotify(registrations
                        .of(new CalendarRef(account.id(), calendarId))
                        .orElse(null));
        List<WriteOutcome> outcomes = made.writes().write(made.directory().calendar(calendarId), writes);
        for (int i = 0; i < outcomes.size(); i++) {
            noteCreation(calendarId, writes.get(i), outcomes.get(i));
        }
        return outcomes;
    }

    private void noteCreation(String calendarId, EventWrite write, WriteOutcome outcome) {
        if (write instanceof EventWrite.Create && outcome instanceof WriteOutcome.Written written) {
            creations.add(calendarId, written.remote().id());
        }
    }

    @Override
    public WriteOutcome resolve(String calendarId, EventWrite write) throws InterruptedException {
        Rooms made = rooms();
        WriteOutcome outcome =
                made.readBack().resolve(made.directory().calendar(calendarId).hrefs(), write);
        noteCreation(calendarId, write, outcome);
        return outcome;
    }

    @Override
    public void close() {
        closed = true;
        rooms = null;
    }
}
