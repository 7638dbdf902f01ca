package dev.calsync.provider.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.CalendarSync;
import dev.calsync.UserSync;
import dev.calsync.auth.OAuthTokens;
import dev.calsync.auth.Secret;
import dev.calsync.error.AuthorizationRevokedException;
import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.Account;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.provider.graph.testing.AadError;
import dev.calsync.provider.graph.testing.FakeGraph;
import dev.calsync.provider.graph.testing.FakeLogin;
import dev.calsync.provider.graph.testing.FakeMailbox;
import dev.calsync.provider.graph.testing.LoggedRequest;
import dev.calsync.provider.graph.testing.RequestKind;
import dev.calsync.provider.graph.testing.SelfSigned;
import dev.calsync.testing.VirtualWorld;
import dev.calsync.transport.AuthorizationRequest;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How accounts are connected and stay so: codes, refresh tokens, certificates, application permissions, refusals. */
class ConnectTest {
    private static final URI BACK = URI.create("https://app.example.com/back");

    private final VirtualWorld world = VirtualWorld.create(5);
    private final FakeGraph graph = FakeGraph.start(world.time());
    private final FakeMailbox alice = graph.mailbox("alice@example.com");
    private CalendarSync engine;

    @AfterEach
    void close() {
        if (engine != null) {
            engine.close();
        }
        graph.close();
    }

    private GraphCalendarProviderBuilder builder() {
        return GraphCalendarProvider.builder()
                .allowLoopbackHttp()
                .graph(graph.url())
                .authority(graph.loginUrl());
    }

    private GraphCalendarProviderBuilder secret() {
        return builder().application(FakeLogin.CLIENT_ID, Secret.of(FakeLogin.CLIENT_SECRET));
    }

    private UserSync user(GraphCalendarProviderBuilder parts) {
        engine = CalendarSync.builder()
                .store(MemorySyncStore.create(world.time()))
                .provider(parts.build())
                .environment(world.node())
                .build();
        engine.start();
        return engine.forUser("alice");
    }

    private static String query(URI url, String name) {
        Map<String, String> all = new HashMap<>();
        for (String pair : url.getRawQuery().split("&")) {
            int equals = pair.indexOf('=');
            all.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return all.getOrDefault(name, "");
    }

    private GraphAccount agreed(GraphCalendarProvider provider, String... scopes) {
        AuthorizationRequest begun = provider.authorization(BACK, Set.of(scopes));
        assertThat(query(begun.url(), "client_id")).isEqualTo(FakeLogin.CLIENT_ID);
        assertThat(begun.url().getPath()).isEqualTo("/common/oauth2/v2.0/authorize");
        String code = graph.login()
                .authorizationCode(
                        graph.login().app(FakeLogin.CLIENT_ID),
                        alice,
                        BACK.toString(),
                        query(begun.url(), "code_challenge"),
                        scopes);
        return GraphAccount.authorizationCode(code, begun.verifier(), BACK);
    }

    @Test
    void userWhoAgreesInTheBrowser_isConnected_andGoesOnWithoutIt() throws Exception {
        GraphCalendarProviderBuilder parts = secret();
        UserSync user = user(parts);
        Account account;
        try (GraphCalendarProvider asking = parts.build()) {
            account = user.connect(agreed(asking, "Calendars.ReadWrite", "User.Read", "offline_access"));
        }
        assertThat(account.identity()).isEqualTo("alice@example.com");
        alice.primary().create(Events.single("A", "2026-03-02"));
        RemoteCalendar calendar = user.calendars(account).get(0);
        assertThat(calendar.writable()).isTrue();
        for (int hours = 0; hours < 6; hours++) {
            user.await(user.syncNow(calendar.ref()).id(), Duration.ofMinutes(5));
            world.tasks().runFor(Duration.ofMinutes(50));
        }
        assertThat(user.events(calendar.ref()).page(null, 9)).hasSize(1);
        assertThat(graph.requests().count(RequestKind.TOKEN))
                .as("one exchange, then a refresh every hour or so")
                .isEqualTo(3);
        assertThat(user.status(calendar.ref()).lastSuccessAt()).isPresent();
    }

    @Test
    void userWhoAgreedToReadingOnly_hasCalendarsThatCannotBeWritten() throws Exception {
        GraphCalendarProviderBuilder parts = secret();
        UserSync user = user(parts);
        try (GraphCalendarProvider asking = parts.build()) {
            Account account = user.connect(agreed(asking, "Calendars.Read", "User.Read", "offline_access"));
            assertThat(user.calendars(account)).noneMatch(RemoteCalendar::writable);
        }
    }

    @Test
    void missingPermissions_areSaidWhenConnecting() {
        GraphCalendarProviderBuilder parts = secret();
        UserSync user = user(parts);
        try (GraphCalendarProvider asking = parts.build()) {
            assertThatThrownBy(() -> user.connect(agreed(asking, "User.Read", "offline_access")))
                    .isInstanceOf(AuthorizationRevokedException.class)
                    .hasMessageContaining("Calendars.ReadWrite");
            assertThatThrownBy(() -> user.connect(agreed(asking, "Calendars.ReadWrite", "User.Read")))
                    .isInstanceOf(AuthorizationRevokedException.class)
                    .hasMessageContaining("offline_access");
        }
        assertThatThrownBy(() -> user.connect(GraphAccount.bearer(graph.login().accessToken(alice, "User.Read"))))
                .isInstanceOf(AuthorizationRevokedException.class)
                .hasMessageContaining("Calendars.ReadWrite");
    }

    @Test
    void withoutUserRead_theCalendarsOwnerSaysWhoseItIs() throws Exception {
        Account account =
                user(builder()).connect(GraphAccount.bearer(graph.login().accessToken(alice, "Calendars.ReadWrite")));
        assertThat(account.identity()).isEqualTo("alice@example.com");
    }

    @Test
    void refreshTokenThatTheHostHas_connects_andRotates() throws Exception {
        graph.login().singleUseRefreshTokens(true);
        UserSync user = user(secret());
        Account account = user.connect(GraphAccount.refreshToken(
                graph.login().refreshToken(alice, "Calendars.ReadWrite", "User.Read", "offline_access")));
        world.tasks().runFor(Duration.ofHours(3));
        assertThat(user.calendars(account)).isNotEmpty();
        world.tasks().runFor(Duration.ofHours(3));
        assertThat(user.calendars(account)).isNotEmpty();
    }

    @Test
    void administratorsConsentThatIsMissing_isExplained() {
        UserSync user = user(secret());
        graph.login().fail(1, AadError.ADMIN_CONSENT_REQUIRED);
        String token = graph.login().refreshToken(alice, "Calendars.ReadWrite", "offline_access");
        assertThatThrownBy(() -> user.connect(GraphAccount.refreshToken(token)))
                .isInstanceOf(AuthorizationRevokedException.class)
                .hasMessageContaining("AADSTS")
                .hasMessageContaining("administrator");
    }

    @Test
    void applicationWithACertificate_opensMailboxesOfItsTenant() throws Exception {
        SelfSigned certificate = SelfSigned.named("calsync");
        String id = "22222222-2222-4222-8222-222222222222";
        graph.login().app(id).certificate(certificate.certificate());
        UserSync user = user(builder()
                .applicationWithCertificate(
                        id, pem("CERTIFICATE", certificate.certificate().getEncoded()), key(certificate))
                .tenant(alice.tenant()));
        Account account = user.connect(GraphAccount.application("alice@example.com"));
        assertThat(account.settings()).containsEntry("mailbox", "alice@example.com");
        alice.primary().create(Events.single("A", "2026-03-02"));
        RemoteCalendar calendar = user.calendars(account).get(0);
        user.await(user.syncNow(calendar.ref()).id(), Duration.ofMinutes(5));
        assertThat(user.events(calendar.ref()).page(null, 9)).hasSize(1);
        assertThat(graph.requests().matching(LoggedRequest.toGraph()))
                .allMatch(request -> request.target().contains("/users/alice"));
    }

    private static String pem(String kind, byte[] bytes) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(bytes) + "\n-----END " + kind
                + "-----\n";
    }

    private static Secret key(SelfSigned pair) {
        return Secret.of(pem("PRIVATE KEY", pair.key().getEncoded()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"common", "organizations", "consumers", "contoso.example"})
    void whoMaySignIn_isWhereTokensAreAskedFor(String tenant) throws Exception {
        FakeMailbox bob = graph.mailbox("bob@contoso.example");
        if (tenant.equals("consumers")) {
            bob.tenant(FakeLogin.PERSONAL_TENANT);
        }
        GraphCalendarProviderBuilder parts = secret().tenant(tenant);
        UserSync user = user(parts);
        try (GraphCalendarProvider asking = parts.build()) {
            assertThat(asking.authorization(BACK, GraphCalendarProvider.READ_AND_WRITE)
                            .url()
                            .getPath())
                    .isEqualTo("/" + tenant + "/oauth2/v2.0/authorize");
        }
        Account account = user.connect(GraphAccount.refreshToken(graph.login().refreshToken(bob)));
        assertThat(account.identity()).isEqualTo("bob@contoso.example");
        assertThat(graph.requests().matching(LoggedRequest.of(RequestKind.TOKEN)))
                .isNotEmpty()
                .allMatch(request -> request.target().equals("/" + tenant + "/oauth2/v2.0/token"));
    }

    @Test
    void hostsOwnVault_givesTheTokens_andHearsOfOneThatWasRefused() throws Exception {
        List<String> refusals = new ArrayList<>();
        engine = CalendarSync.builder()
                .store(MemorySyncStore.create(world.time()))
                .provider(builder().build())
                .tokens((grant, refused) -> {
                    refusals.add(grant + (refused == null ? "" : " refused"));
                    return OAuthTokens.ofAccessToken(
                            Secret.of(graph.login().accessToken(alice)),
                            world.time().now().plus(Duration.ofHours(1)));
                })
                .environment(world.node())
                .build();
        engine.start();
        UserSync user = engine.forUser("alice");
        Account account = user.connect(GraphAccount.vault("alice's grant"));
        RemoteCalendar calendar = user.calendars(account).get(0);
        graph.login().expireAccessTokens();
        user.await(user.syncNow(calendar.ref()).id(), Duration.ofMinutes(5));
        assertThat(user.status(calendar.ref()).lastSuccessAt()).isPresent();
        assertThat(refusals).contains("alice's grant", "alice's grant refused");
        assertThat(graph.requests().count(RequestKind.TOKEN)).isZero();
    }

    @Test
    void applicationWithoutATenant_isToldToNameOne() {
        UserSync user = user(secret());
        assertThatThrownBy(() -> user.connect(GraphAccount.application("alice@example.com")))
                .isInstanceOf(UnrecoverableException.class)
                .hasMessageContaining("tenant");
    }

    @Test
    void refusedToken_isFetchedAnewOnce_andARevokedOneHoldsTheAccount() throws Exception {
        UserSync user = user(secret());
        Account account = user.connect(GraphAccount.refreshToken(
                graph.login().refreshToken(alice, "Calendars.ReadWrite", "User.Read", "offline_access")));
        RemoteCalendar calendar = user.calendars(account).get(0);
        graph.login().expireAccessTokens();
        user.await(user.syncNow(calendar.ref()).id(), Duration.ofMinutes(5));
        assertThat(user.status(calendar.ref()).lastSuccessAt()).isPresent();
        graph.login().revoke(alice);
        graph.login().expireAccessTokens();
        user.syncNow(calendar.ref());
        world.tasks().runFor(Duration.ofMinutes(5));
        assertThat(user.status(calendar.ref()).needsAttention()).isPresent();
    }

    @Test
    void listing_bringsOwnAndSharedCalendars_ofAllGroups() throws Exception {
        FakeMailbox bob = graph.mailbox("bob@example.com");
        alice.createCalendar("Team");
        alice.share(bob.createCalendar("Bob's"));
        UserSync user = user(builder());
        Account account = user.connect(GraphAccount.bearer(graph.login().accessToken(alice)));
        assertThat(user.calendars(account))
                .extracting(RemoteCalendar::displayName)
                .contains("Calendar", "Team", "Bob's")
                .doesNotHaveDuplicates();
        RemoteCalendar shared = user.calendars(account).stream()
                .filter(calendar -> calendar.displayName().equals("Bob's"))
                .findFirst()
                .orElseThrow();
        bob.calendars().get(1).create(Events.weekly("of Bob", "2026-03-02", null));
        user.await(user.syncNow(shared.ref()).id(), Duration.ofMinutes(5));
        assertThat(user.events(shared.ref()).page(null, 9)).hasSize(1);
    }

    @Test
    void builder_namesEveryFaultAtOnce() {
        UnaryOperator<GraphCalendarProviderBuilder> wrong = builder -> builder.application("", Secret.of(""))
                .graph(URI.create("http://graph.example.com/v1.0"))
                .tenant("a b")
                .tileMonths(99)
                .horizon(Duration.ofDays(-1), Duration.ZERO)
                .farTilesEvery(Duration.ofSeconds(1));
        assertThatThrownBy(() -> wrong.apply(GraphCalendarProvider.builder()).build())
                .isInstanceOfSatisfying(
                        InvalidConfigurationException.class,
                        e -> assertThat(e.faults()).hasSizeGreaterThanOrEqualTo(7));
    }

    @Test
    void nothingShowsASecret() {
        assertThat(GraphAccount.refreshToken("very-secret").toString()).doesNotContain("very-secret");
        assertThat(GraphAccount.authorizationCode("code-secret", Secret.of("verifier-secret"), BACK)
                        .toString())
                .doesNotContain("secret");
        assertThat(GraphAccount.oauth(OAuthTokens.none()).settings()).isEqualTo(Map.of());
        assertThat(GraphAccount.vault("grant")
                        .mailbox("bob@example.com")
                        .tenant("contoso.example")
                        .settings())
                .containsOnlyKeys("mailbox", "tenant");
        assertThat(List.of(GraphAccount.bearer("abc").toString())).noneMatch(text -> text.contains("abc"));
    }
}
