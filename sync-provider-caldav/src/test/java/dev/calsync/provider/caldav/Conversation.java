package dev.calsync.provider.caldav;

import dev.calsync.auth.Credentials;
import dev.calsync.model.Account;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.ETag;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.model.RemoteId;
import dev.calsync.model.SyncWindow;
import dev.calsync.model.UserId;
import dev.calsync.provider.CalendarSession;
import dev.calsync.provider.ChangeQuery;
import dev.calsync.provider.ChangeResult;
import dev.calsync.provider.Checkpoint;
import dev.calsync.provider.ConnectedAccount;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.KnownVersions;
import dev.calsync.provider.ProviderContext;
import dev.calsync.provider.RemoteChange;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.provider.ResumePoint;
import dev.calsync.provider.WriteOutcome;
import dev.calsync.system.IdGenerator;
import dev.calsync.system.RandomSource;
import dev.calsync.system.TimeSource;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One account's session, and a replica of a calendar that follows it the way the engine does. */
final class Conversation implements AutoCloseable, ProviderContext {
    private Credentials credentials;
    private final CalDavProvider provider;
    private final ConnectedAccount connected;
    private final Account account;
    private CalendarSession session;
    private @Nullable RuntimeException veto;
    private Duration passed = Duration.ZERO;
    private final TimeSource time = new TimeSource() {
        @Override
        public Instant now() {
            return TimeSource.system().now().plus(passed);
        }

        @Override
        public long nanoTime() {
            return TimeSource.system().nanoTime() + passed.toNanos();
        }
    };
    private int requests;
    private long bytes;

    Conversation(URI url, String user, String password) throws InterruptedException {
        this(CalDavProvider.builder().allowLoopbackHttp().build(), CalDavAccount.basic(url, user, password));
    }

    Conversation(CalDavProvider provider, CalDavAccount request) throws InterruptedException {
        this.provider = provider;
        this.credentials = request.credentials();
        this.connected = provider.connect(request, this);
        this.account = new Account(
                AccountId.of("a1"), UserId.of("u1"), provider.id(), connected.identity(), connected.settings());
        this.session = provider.open(account, this);
    }

    ConnectedAccount connected() {
        return connected;
    }

    CalendarSession session() {
        return session;
    }

    /** As after a crash: nothing is left of what the last session held in memory. */
    CalendarSession reopen() {
        session.close();
        session = provider.open(account, this);
        return session;
    }

    String calendarId(String displayName) throws InterruptedException {
        return session.calendars().stream()
                .filter(calendar -> calendar.displayName().equals(displayName))
                .findFirst()
                .orElseThrow()
                .ref()
                .calendarId();
    }

    WriteOutcome write(String calendarId, EventWrite write) throws InterruptedException {
        return session.write(calendarId, List.of(write)).get(0);
    }

    int requests() {
        return requests;
    }

    long bytes() {
        return bytes;
    }

    void resetCount() {
        requests = 0;
        bytes = 0;
    }

    void veto(@Nullable RuntimeException failure) {
        veto = failure;
    }

    /** What this side has of one calendar. */
    final class Replica implements KnownVersions {
        private final String calendarId;
        private final Map<RemoteId, RemoteSeries> events = new HashMap<>();
        private final List<RemoteChange> unreadable = new ArrayList<>();
        private @Nullable Checkpoint checkpoint;
        private int pages;

        Replica(String calendarId) {
            this.calendarId = calendarId;
        }

        /** Goes on where another one was, as the engine does after a restart. */
        Replica from(Replica other) {
            checkpoint = other.checkpoint;
            events.putAll(other.events);
            return this;
        }

        /** One round; a full one if the cursor expired. Returns all that was mentioned, in order. */
        List<RemoteChange> pull() throws InterruptedException {
            List<RemoteChange> all = new ArrayList<>();
            ResumePoint resume = null;
            pages = 0;
            while (true) {
                ChangeResult result = session.changes(query(resume));
                pages++;
                if (result instanceof ChangeResult.MoreChanges more) {
                    more.changes().forEach(this::apply);
                    all.addAll(more.changes());
                    resume = more.next();
                } else if (result instanceof ChangeResult.EndOfChanges end) {
                    end.changes().forEach(this::apply);
                    all.addAll(end.changes());
                    if (checkpoint == null) {
                        events.keySet()
                                .removeIf(id -> all.stream()
                                        .noneMatch(change -> change.id().equals(id)));
                    }
                    checkpoint = end.checkpoint();
                    return all;
                } else {
                    checkpoint = null;
                    resume = null;
                    all.clear();
                }
            }
        }

        ChangeQuery query(@Nullable ResumePoint resume) {
            return new ChangeQuery(calendarId, "all", checkpoint, resume, SyncWindow.DEFAULT, this);
        }

        void apply(RemoteChange change) {
            if (change instanceof RemoteChange.Upserted upserted) {
                events.put(change.id(), upserted.remote());
            } else if (change instanceof RemoteChange.Removed) {
                events.remove(change.id());
            } else if (change instanceof RemoteChange.Unreadable) {
                unreadable.add(change);
            }
        }

        void has(RemoteSeries remote) {
            events.put(remote.id(), remote);
        }

        Collection<RemoteSeries> events() {
            return events.values();
        }

        RemoteSeries byUid(String uid) {
            return events.values().stream()
                    .filter(remote -> remote.series().uid().equals(uid))
                    .findFirst()
                    .orElseThrow();
        }

        List<RemoteChange> unreadable() {
            return unreadable;
        }

        int pages() {
            return pages;
        }

        @Nullable
        Checkpoint checkpoint() {
            return checkpoint;
        }

        @Override
        public Map<RemoteId, ETag> of(Collection<RemoteId> ids) {
            Map<RemoteId, ETag> known = new HashMap<>();
            for (RemoteId id : ids) {
                RemoteSeries remote = events.get(id);
                if (remote != null && remote.etag() != null) {
                    known.put(id, remote.etag());
                }
            }
            return known;
        }
    }

    static EventSeries event(String uid, String summary) {
        return EventSeries.of(CalendarEvent.builder(uid)
                .summary(summary)
                .start(EventTime.at(Instant.parse("2026-12-01T09:00:00Z")))
                .end(EventTime.at(Instant.parse("2026-12-01T10:00:00Z")))
                .build());
    }

    static EventSeries renamed(EventSeries series, String summary) {
        return series.map(event -> event.toBuilder().summary(summary).build());
    }

    static String text(String uid, String summary) {
        return String.join(
                "\r\n",
                "BEGIN:VCALENDAR",
                "VERSION:2.0",
                "PRODID:-//other//EN",
                "BEGIN:VEVENT",
                "UID:" + uid,
                "DTSTAMP:20261101T000000Z",
                "DTSTART:20261201T090000Z",
                "DTEND:20261201T100000Z",
                "SUMMARY:" + summary,
                "X-OTHER:kept",
                "END:VEVENT",
                "END:VCALENDAR",
                "");
    }

    /** What the account proves itself with from now on. */
    void credentials(Credentials next) {
        credentials = next;
    }

    /** Lets time pass. */
    void advance(Duration duration) {
        passed = passed.plus(duration);
    }

    @Override
    public TimeSource time() {
        return time;
    }

    @Override
    public IdGenerator ids() {
        return IdGenerator.uuidV7(time(), RandomSource.seeded(1));
    }

    @Override
    public Credentials credentials() {
        return credentials;
    }

    @Override
    public void beforeRequest() {
        if (veto != null) {
            throw veto;
        }
        requests++;
    }

    @Override
    public void afterResponse(long count) {
        bytes += count;
    }

    @Override
    public void close() {
        session.close();
        provider.close();
    }
}
