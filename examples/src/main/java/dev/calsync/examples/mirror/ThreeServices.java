package dev.calsync.examples.mirror;

import dev.calsync.CalendarSync;
import dev.calsync.CalendarSyncBuilder;
import dev.calsync.UserSync;
import dev.calsync.auth.Secret;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.Account;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ProviderId;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.pacing.ProviderLimits;
import dev.calsync.provider.AccountRequest;
import dev.calsync.provider.CalendarProvider;
import dev.calsync.provider.caldav.CalDavAccount;
import dev.calsync.provider.caldav.CalDavProvider;
import dev.calsync.provider.caldav.testing.FakeCalDavServer;
import dev.calsync.provider.google.GoogleAccount;
import dev.calsync.provider.google.GoogleCalendarProvider;
import dev.calsync.provider.google.testing.FakeGoogleCalendar;
import dev.calsync.provider.google.testing.FakeUser;
import dev.calsync.provider.graph.GraphAccount;
import dev.calsync.provider.graph.GraphCalendarProvider;
import dev.calsync.provider.graph.testing.FakeGraph;
import dev.calsync.provider.graph.testing.FakeLogin;
import dev.calsync.provider.graph.testing.FakeMailbox;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** Fakes of Google Calendar, Microsoft Graph and a CalDAV server on loopback ports, each with Ada's calendar "Team". */
final class ThreeServices implements AutoCloseable {
    static final ProviderId GOOGLE = ProviderId.of("google");
    static final ProviderId GRAPH = ProviderId.of("graph");
    static final ProviderId CALDAV = ProviderId.of("caldav");
    static final List<ProviderId> ALL = List.of(GOOGLE, GRAPH, CALDAV);

    private static final String NAME = "Team";
    private static final String PASSWORD = "demo password";

    private final FakeGoogleCalendar google = FakeGoogleCalendar.start();
    private final FakeGraph graph = FakeGraph.start();
    private final FakeCalDavServer caldav = FakeCalDavServer.start();
    private final FakeUser atGoogle = google.user("ada@example.com");
    private final FakeMailbox atGraph = graph.mailbox("ada@example.com");
    private final Map<ProviderId, Supplier<AccountRequest>> accounts = new LinkedHashMap<>();

    private ThreeServices() {
        accounts.put(GOOGLE, () -> GoogleAccount.bearer(atGoogle.accessToken()));
        accounts.put(GRAPH, () -> GraphAccount.bearer(graph.login().accessToken(atGraph)));
        accounts.put(CALDAV, () -> CalDavAccount.basic(caldav.url(), "ada", PASSWORD));
    }

    static ThreeServices start() {
        ThreeServices services = new ThreeServices();
        services.atGoogle.createCalendar(NAME);
        services.atGraph.createCalendar(NAME);
        services.caldav.user("ada", PASSWORD).createCalendar("ada", "team", NAME);
        return services;
    }

    private List<CalendarProvider> providers() {
        return List.of(
                GoogleCalendarProvider.builder("1-demo", "secret")
                        .rootUrl(google.root())
                        .allowLoopbackHttp()
                        .build(),
                GraphCalendarProvider.builder()
                        .application(FakeLogin.CLIENT_ID, Secret.of(FakeLogin.CLIENT_SECRET))
                        .graph(graph.url())
                        .authority(graph.loginUrl())
                        .allowLoopbackHttp()
                        .build(),
                CalDavProvider.builder().allowLoopbackHttp().build());
    }

    /** An engine with all three, which are asked as often as one likes: these are fakes. */
    CalendarSyncBuilder engine() {
        CalendarSyncBuilder builder = CalendarSync.builder().store(MemorySyncStore.create());
        for (CalendarProvider provider : providers()) {
            builder.provider(provider).limits(provider.id(), ProviderLimits.NONE);
        }
        return builder;
    }

    /** Connects a user's account at a service. Returns the calendar "Team". */
    CalendarRef connect(UserSync user, ProviderId service) throws InterruptedException {
        Account account =
                user.connect(Objects.requireNonNull(accounts.get(service)).get());
        return user.calendars(account).stream()
                .filter(calendar -> calendar.displayName().equals(NAME))
                .map(RemoteCalendar::ref)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(service + " has no calendar " + NAME));
    }

    @Override
    public void close() {
        google.close();
        graph.close();
        caldav.close();
    }
}
