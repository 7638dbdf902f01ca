package dev.calsync.provider.google;

import dev.calsync.auth.Credentials;
import dev.calsync.model.Account;
import dev.calsync.model.AccountId;
import dev.calsync.model.ETag;
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
import dev.calsync.provider.google.testing.FakeCalendar;
import dev.calsync.provider.google.testing.FakeGoogleCalendar;
import dev.calsync.provider.google.testing.FakeUser;
import dev.calsync.system.IdGenerator;
import dev.calsync.system.RandomSource;
import dev.calsync.system.TimeSource;
import dev.calsync.testing.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A fake Google with one user, her session, and a replica of a calendar that follows it the way the engine does. */
final class Conversation implements AutoCloseable, ProviderContext {
    private final ManualTime time = new ManualTime(Instant.parse("2026-02-01T00:00:00Z"));
    private final FakeGoogleCalendar google = FakeGoogleCalendar.start(time);
    private final FakeUser alice = google.user("alice@example.com");
    private final FakeCalendar team = alice.createCalendar("Team");
    private final IdGenerator ids = IdGenerator.uuidV7(time, RandomSource.seeded(1));
    private final GoogleCalendarProvider provider;
    private final ConnectedAccount connected;
    private final Account account;
    private Credentials credentials;
    private CalendarSession session;
    private @Nullable RuntimeException veto;
    private int requests;
    private int answers;

    Conversation() throws InterruptedException {
        this(builder -> builder);
    }

    Conversation(UnaryOperator<GoogleCalendarProvider.Builder> settings) throws InterruptedException {
        this.provider = settings.apply(GoogleCalendarProvider.builder("1234-x.apps.googleusercontent.com", "secret")
                        .rootUrl(google.root())
                        .allowLoopbackHttp())
                .build();
        GoogleAccount request = GoogleAccount.bearer(alice.accessToken(Duration.ofDays(3650), Scopes.ALL));
        this.credentials = request.credentials();
        this.connected = provider.connect(request, this);
        this.account = new Account(
                AccountId.of("a1"), UserId.of("u1"), provider.id(), connected.identity(), connected.settings());
        this.session = provider.open(account, this);
        google.requests().reset();
        requests = 0;
        answers = 0;
    }

    /** Scopes by their full names. */
    static final class Scopes {
        static final String ALL = "https://www.googleapis.com/auth/calendar";

        private Scopes() {}
    }

    FakeGoogleCalendar google() {
        return google;
    }

    FakeUser alice() {
        return alice;
    }

    FakeCalendar team() {
        return team;
    }

    GoogleCalendarProvider provider() {
        return provider;
    }

    ConnectedAccount connected() {
        return connected;
    }

    Account account() {
        return account;
    }

    CalendarSession session() {
        return session;
    }

    /** As after a crash: nothing is left of what the last session held in memory. */
    void reopen() {
        session.close();
        session = provider.open(account, this);
    }

    WriteOutcome write(EventWrite write) throws InterruptedException {
        return session.write(team.id(), List.of(write)).get(0);
    }

    WriteOutcome resolve(EventWrite write) throws InterruptedException {
        return session.resolve(team.id(), write);
    }

    /** How many requests the service saw since the last call, by the API's name; parts of batches count. */
    Map<String, Long> traffic() {
        Map<String, Long> counts = new TreeMap<>();
        google.requests().all().forEach(request -> counts.merge(request.kind(), 1L, Long::sum));
        google.requests().reset();
        return counts;
    }

    int requests() {
        return requests;
    }

    int answers() {
        return answers;
    }

    void veto(@Nullable RuntimeException failure) {
        veto = failure;
    }

    void credentials(Credentials next) {
        credentials = next;
    }

    ManualTime clock() {
        return time;
    }

    Replica replica() {
        return new Replica(SyncWindow.DEFAULT);
    }

    /** What this side has of one calendar. */
    final class Replica implements KnownVersions {
        private final Map<RemoteId, RemoteSeries> events = new HashMap<>();
        private final List<RemoteChange> unreadable = new ArrayList<>();
        private SyncWindow window;
        private @Nullable Checkpoint checkpoint;
        private @Nullable ResumePoint resume;
        private final List<RemoteChange> mentioned = new ArrayList<>();
        private int expiries;
        private @Nullable Instant listedFrom;

        Replica(SyncWindow window) {
            this.window = window;
        }

        /** One round to its end; a full one if the cursor expired. Returns all that was mentioned, in order. */
        List<RemoteChange> pull() throws InterruptedException {
            while (!page()) {}
            return List.copyOf(mentioned);
        }

        /** One page; whether it was the round's last. */
        boolean page() throws InterruptedException {
            if (resume == null) {
                mentioned.clear();
            }
            ChangeResult result = session.changes(new ChangeQuery(team.id(), "all", checkpoint, resume, window, this));
            if (result instanceof ChangeResult.MoreChanges more) {
                more.changes().forEach(this::apply);
                resume = more.next();
                return false;
            }
            if (result instanceof ChangeResult.CursorExpired) {
                expiries++;
                checkpoint = null;
                resume = null;
                return false;
            }
            ChangeResult.EndOfChanges end = (ChangeResult.EndOfChanges) result;
            end.changes().forEach(this::apply);
            listedFrom = end.listedFrom();
            if (checkpoint == null) {
                events.keySet()
                        .removeIf(id -> mentioned.stream()
                                .noneMatch(change -> change.id().equals(id)));
            }
            checkpoint = end.checkpoint();
            resume = null;
            return true;
        }

        private void apply(RemoteChange change) {
            mentioned.add(change);
            if (change instanceof RemoteChange.Upserted upserted) {
                events.put(change.id(), upserted.remote());
            } else if (change instanceof RemoteChange.Removed) {
                events.remove(change.id());
            } else if (change instanceof RemoteChange.Unreadable) {
                unreadable.add(change);
            }
        }

        void window(SyncWindow next) {
            window = next;
        }

        /** The next round lists everything. */
        void forgetCheckpoint() {
            checkpoint = null;
        }

        void has(RemoteSeries remote) {
            events.put(remote.id(), remote);
        }

        Map<RemoteId, RemoteSeries> events() {
            return events;
        }

        RemoteSeries byId(String id) {
            return events.get(RemoteId.of(id));
        }

        List<RemoteChange> unreadable() {
            return unreadable;
        }

        int expiries() {
            return expiries;
        }

        @Nullable
        Instant listedFrom() {
            return listedFrom;
        }

        @Nullable
        ResumePoint resume() {
            return resume;
        }

        @Override
        public Map<RemoteId, ETag> of(Collection<RemoteId> wanted) {
            Map<RemoteId, ETag> known = new HashMap<>();
            for (RemoteId id : wanted) {
                RemoteSeries remote = events.get(id);
                if (remote != null && remote.etag() != null) {
                    known.put(id, remote.etag());
                }
            }
            return known;
        }
    }

    @Override
    public TimeSource time() {
        return time;
    }

    @Override
    public IdGenerator ids() {
        return ids;
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
        answers++;
    }

    @Override
    public void close() {
        session.close();
        provider.close();
        google.close();
    }
}
