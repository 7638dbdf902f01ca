package dev.calsync.provider.google;

import dev.calsync.CalendarEvents;
import dev.calsync.CalendarSync;
import dev.calsync.UserSync;
import dev.calsync.auth.Credentials;
import dev.calsync.auth.OAuthTokens;
import dev.calsync.auth.Secret;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.Account;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.RemoteId;
import dev.calsync.model.SeriesId;
import dev.calsync.model.SyncWindow;
import dev.calsync.provider.CalendarSession;
import dev.calsync.provider.ChangeQuery;
import dev.calsync.provider.ChangeResult;
import dev.calsync.provider.KnownVersions;
import dev.calsync.provider.ProviderContext;
import dev.calsync.provider.RemoteChange;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.provider.ResumePoint;
import dev.calsync.provider.google.testing.FakeCalendar;
import dev.calsync.provider.google.testing.FakeGoogleCalendar;
import dev.calsync.provider.google.testing.FakeUser;
import dev.calsync.reconcile.ConflictPolicy;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.system.IdGenerator;
import dev.calsync.system.RandomSource;
import dev.calsync.system.TimeSource;
import dev.calsync.testing.VirtualWorld;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The engine on virtual time, and a Google at the other end of a real connection. */
final class TwoSides implements AutoCloseable {
    private static final String CLIENT = "1234-abc.apps.googleusercontent.com";
    private static final String[] SCOPES = {GoogleScopes.EVENTS, GoogleScopes.LIST_CALENDARS};

    final VirtualWorld world;
    final FakeGoogleCalendar google;
    final FakeUser owner;
    final FakeCalendar theirs;
    final GoogleCalendarProvider provider;
    final CalendarSync sync;
    final UserSync alice;
    final Account account;
    final CalendarRef team;

    TwoSides(long seed, UnaryOperator<GoogleCalendarProvider.Builder> settings) throws InterruptedException {
        this(seed, settings, SyncWindow.DEFAULT);
    }

    TwoSides(long seed, UnaryOperator<GoogleCalendarProvider.Builder> settings, SyncWindow window)
            throws InterruptedException {
        world = VirtualWorld.create(seed);
        google = FakeGoogleCalendar.start(world.time());
        owner = google.user("alice@example.com");
        theirs = owner.createCalendar("Team");
        google.oauth().client(CLIENT, "secret");
        provider = settings.apply(GoogleCalendarProvider.builder(CLIENT, "secret")
                        .rootUrl(google.root())
                        .tokenUrl(google.tokenUri())
                        .allowLoopbackHttp())
                .build();
        sync = CalendarSync.builder()
                .store(MemorySyncStore.create(world.time()))
                .provider(provider)
                .conflicts(ConflictPolicy.MERGE)
                .window(window)
                .environment(world.node())
                .build();
        sync.start();
        alice = sync.forUser("alice");
        String refresh = google.oauth().refreshToken(owner, CLIENT, SCOPES);
        account = alice.connect(
                GoogleAccount.oauth(OAuthTokens.ofRefreshToken(Secret.of(refresh), java.util.Set.of(SCOPES))));
        team = alice.calendars(account).stream()
                .filter(calendar -> calendar.displayName().equals("Team"))
                .map(RemoteCalendar::ref)
                .findFirst()
                .orElseThrow();
    }

    void everyQuarterOfAnHour() {
        alice.schedule(SyncSchedule.every(Duration.ofMinutes(15)).calendars(team));
    }

    void pass(Duration span) {
        world.tasks().runFor(span);
    }

    CalendarEvents events() {
        return alice.events(team);
    }

    /** What this side has, by UID; twice the same UID is a fault. */
    Map<String, EventSeries> here() {
        Map<String, EventSeries> series = new TreeMap<>();
        SeriesId after = null;
        while (true) {
            List<CalendarEvents.StoredSeries> page = events().page(after, 100);
            for (CalendarEvents.StoredSeries one : page) {
                if (series.put(one.series().uid(), one.series()) != null) {
                    throw new AssertionError("twice here: " + one.series().uid());
                }
                after = one.id();
            }
            if (page.size() < 100) {
                return series;
            }
        }
    }

    /** What Google has, by UID, read by somebody else; two events of one UID are a fault. */
    Map<String, RemoteSeries> there() throws InterruptedException {
        Map<RemoteId, RemoteSeries> mentioned = new LinkedHashMap<>();
        try (CalendarSession session = provider.open(account, new Outside())) {
            ResumePoint resume = null;
            ChangeResult page;
            do {
                page = session.changes(
                        new ChangeQuery(theirs.id(), "all", null, resume, SyncWindow.DEFAULT, KnownVersions.NONE));
                List<RemoteChange> changes;
                if (page instanceof ChangeResult.MoreChanges more) {
                    changes = more.changes();
                    resume = more.next();
                } else {
                    changes = ((ChangeResult.EndOfChanges) page).changes();
                }
                // The last mention counts: a round may have begun anew.
                changes.forEach(change -> mentioned.put(change.id(), ((RemoteChange.Upserted) change).remote()));
            } while (page instanceof ChangeResult.MoreChanges);
        }
        Map<String, RemoteSeries> series = new TreeMap<>();
        for (RemoteSeries one : mentioned.values()) {
            if (series.put(one.series().uid(), one) != null) {
                throw new AssertionError("twice there: " + one.series().uid());
            }
        }
        return series;
    }

    private final class Outside implements ProviderContext {
        @Override
        public TimeSource time() {
            return world.time();
        }

        @Override
        public IdGenerator ids() {
            return IdGenerator.uuidV7(world.time(), RandomSource.seeded(1));
        }

        @Override
        public Credentials credentials() {
            return new Credentials.Bearer(Secret.of(owner.accessToken()));
        }

        @Override
        public void beforeRequest() {}

        @Override
        public void afterResponse(long bytes) {}
    }

    @Override
    public void close() {
        sync.close();
        provider.close();
        google.close();
    }
}
