package dev.calsync.provider.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.auth.Credentials;
import dev.calsync.auth.OAuthTokens;
import dev.calsync.auth.Secret;
import dev.calsync.error.AuthorizationRevokedException;
import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.model.Account;
import dev.calsync.model.AccountId;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.UserId;
import dev.calsync.provider.CalendarSession;
import dev.calsync.provider.ConnectedAccount;
import dev.calsync.provider.ProviderContext;
import dev.calsync.provider.google.testing.FakeGoogleCalendar;
import dev.calsync.provider.google.testing.FakeUser;
import dev.calsync.provider.google.testing.LoggedRequest;
import dev.calsync.system.IdGenerator;
import dev.calsync.system.RandomSource;
import dev.calsync.system.TimeSource;
import dev.calsync.transport.AuthorizationRequest;
import dev.calsync.transport.HttpTransport;
import dev.calsync.transport.ServiceAccountKey;
import java.net.URI;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Authorizations in every form, and what they turn out to be good for. */
class ConnectTest {
    private static final String CLIENT = "1234-abc.apps.googleusercontent.com";
    private static final URI REDIRECT = URI.create("https://app.example.com/oauth");
    private static final String SCOPE = "https://www.googleapis.com/auth/";

    private final FakeGoogleCalendar google = FakeGoogleCalendar.start();
    private final FakeUser alice = google.user("alice@example.com");
    private final Context context = new Context();

    ConnectTest() {
        google.oauth().client(CLIENT, "secret");
    }

    @AfterEach
    void end() {
        google.close();
    }

    private GoogleCalendarProvider provider(UnaryOperator<GoogleCalendarProvider.Builder> more) {
        return more.apply(GoogleCalendarProvider.builder(CLIENT, "secret")
                        .rootUrl(google.root())
                        .tokenUrl(google.tokenUri())
                        .authorizationUrl(google.authorizationUri())
                        .allowLoopbackHttp())
                .build();
    }

    private static String parameter(URI address, String name) {
        Matcher value = Pattern.compile("[?&]" + name + "=([^&]*)").matcher(address.toString());
        assertThat(value.find()).as("%s of %s", name, address).isTrue();
        return java.net.URLDecoder.decode(value.group(1), java.nio.charset.StandardCharsets.UTF_8);
    }

    @Test
    void userWhoAgreesInTheBrowser_isConnected_withARefreshToken() throws Exception {
        GoogleCalendarProvider provider = provider(builder -> builder);
        AuthorizationRequest begun = provider.authorization(REDIRECT);
        assertThat(parameter(begun.url(), "access_type")).isEqualTo("offline");
        assertThat(parameter(begun.url(), "prompt")).isEqualTo("consent");
        assertThat(parameter(begun.url(), "scope"))
                .isEqualTo(SCOPE + "calendar.calendarlist.readonly " + SCOPE + "calendar.events");
        URI back = google.oauth().authorize(begun.url(), "alice@example.com");
        assertThat(begun.isAnsweredBy(parameter(back, "state"))).isTrue();
        GoogleAccount account = GoogleAccount.authorized(begun, REDIRECT, parameter(back, "code"));
        ConnectedAccount connected = provider.connect(account, context);
        assertThat(connected.identity()).isEqualTo("alice@example.com");
        OAuthTokens tokens = ((Credentials.OAuth) connected.credentials()).tokens();
        assertThat(tokens.refreshToken()).isNotNull();
        assertThat(connected.settings().toString() + account + tokens)
                .doesNotContain(tokens.refreshToken().reveal())
                .doesNotContain(parameter(back, "code"));
        OAuthTokens renewed = provider.tokenRefresh().orElseThrow().refresh(tokens, connected.settings(), context);
        assertThat(renewed.accessToken()).isNotEqualTo(tokens.accessToken());
        assertThat(list(provider, connected, renewed.accessToken()).get(0).writable())
                .isTrue();
        assertThatThrownBy(() -> provider.connect(account, context))
                .as("a code is good once")
                .isInstanceOf(AuthorizationRevokedException.class);
        provider.close();
    }

    private List<RemoteCalendar> list(GoogleCalendarProvider provider, ConnectedAccount connected, Secret access)
            throws InterruptedException {
        context.credentials = new Credentials.Bearer(access);
        Account account = new Account(
                AccountId.of("a"), UserId.of("u"), provider.id(), connected.identity(), connected.settings());
        try (CalendarSession session = provider.open(account, context)) {
            return session.calendars();
        }
    }

    @Test
    void userWhoUnticksWhatIsNeeded_isToldAllThatIsMissing() {
        String other = SCOPE + "calendar.settings.readonly";
        GoogleCalendarProvider provider =
                provider(builder -> builder.scopes(Set.of(GoogleScopes.EVENTS, GoogleScopes.LIST_CALENDARS, other)));
        google.oauth().grantOnly(other);
        AuthorizationRequest begun = provider.authorization(REDIRECT);
        URI back = google.oauth().authorize(begun.url(), "alice@example.com");
        assertThatThrownBy(() ->
                        provider.connect(GoogleAccount.authorized(begun, REDIRECT, parameter(back, "code")), context))
                .isInstanceOf(AuthorizationRevokedException.class)
                .hasMessageContaining("to list the user's calendars: " + SCOPE + "calendar.calendarlist.readonly")
                .hasMessageContaining("to read events: " + SCOPE + "calendar.events.readonly");
        provider.close();
    }

    @Test
    void userWhoLetsReadOnly_hasCalendarsThatAreNotWritten() throws Exception {
        GoogleCalendarProvider provider = provider(GoogleCalendarProvider.Builder::readOnly);
        AuthorizationRequest begun = provider.authorization(REDIRECT);
        assertThat(parameter(begun.url(), "scope")).endsWith("calendar.events.readonly");
        URI back = google.oauth().authorize(begun.url(), "alice@example.com");
        ConnectedAccount connected =
                provider.connect(GoogleAccount.authorized(begun, REDIRECT, parameter(back, "code")), context);
        Secret access = ((Credentials.OAuth) connected.credentials()).tokens().accessToken();
        assertThat(list(provider, connected, access)).hasSize(1).noneMatch(RemoteCalendar::writable);
        provider.close();
    }

    @Test
    void refreshTokenOfTheHosts_isGoodAsItIs() throws Exception {
        GoogleCalendarProvider provider = provider(builder -> builder);
        String refresh = google.oauth()
                .refreshToken(alice, CLIENT, SCOPE + "calendar.events.owned", SCOPE + "calendar.calendarlist.readonly");
        Set<String> scopes = Set.of(SCOPE + "calendar.events.owned", SCOPE + "calendar.calendarlist.readonly");
        GoogleAccount account = GoogleAccount.oauth(OAuthTokens.ofRefreshToken(Secret.of(refresh), scopes));
        OAuthTokens tokens = ((Credentials.OAuth) account.credentials()).tokens();
        Secret access = provider.tokenRefresh()
                .orElseThrow()
                .refresh(tokens, account.settings(), context)
                .accessToken();
        context.credentials = new Credentials.Bearer(access);
        google.user("bob@example.com").createCalendar("Bob's").share("alice@example.com", "writer");
        ConnectedAccount connected = provider.connect(account, context);
        assertThat(connected.credentials()).isNull();
        assertThat(list(provider, connected, access))
                .as("with these scopes only what she owns")
                .extracting(RemoteCalendar::displayName)
                .doesNotContain("Bob's");
        provider.close();
    }

    @Test
    void scopesThatAreKnownNotToDo_areRefusedAtOnce() {
        GoogleCalendarProvider provider = provider(builder -> builder);
        GoogleAccount account = GoogleAccount.oauth(
                OAuthTokens.ofRefreshToken(Secret.of("1//x"), Set.of(SCOPE + "calendar.calendarlist.readonly")));
        assertThatThrownBy(() -> provider.connect(account, context))
                .isInstanceOf(AuthorizationRevokedException.class)
                .hasMessageContaining("to read events")
                .hasMessageNotContaining("to list");
        assertThat(google.requests().all()).isEmpty();
        provider.close();
    }

    @Test
    void scopesThatAreNotKnown_areFoundOutByTrying() throws Exception {
        GoogleCalendarProvider provider = provider(builder -> builder);
        GoogleAccount account =
                GoogleAccount.bearer(alice.accessToken(java.time.Duration.ofHours(1), SCOPE + "calendar.events"));
        context.credentials = account.credentials();
        assertThatThrownBy(() -> provider.connect(account, context))
                .isInstanceOf(AuthorizationRevokedException.class)
                .hasMessageContaining("grant");
        provider.close();
    }

    @Test
    void serviceAccount_actsForItsDomainsUsers_whoAreCountedByName() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair keys = generator.generateKeyPair();
        String pem = "-----BEGIN PRIVATE KEY-----\\n"
                + Base64.getEncoder().encodeToString(keys.getPrivate().getEncoded())
                + "\\n-----END PRIVATE KEY-----\\n";
        ServiceAccountKey key = ServiceAccountKey.parse(Secret.of(
                "{\"type\":\"service_account\",\"client_email\":\"bot@proj.iam.gserviceaccount.com\",\"private_key_id\":"
                        + "\"k1\",\"private_key\":\"" + pem + "\",\"token_uri\":\"" + google.tokenUri() + "\"}"));
        google.oauth()
                .serviceAccount(
                        "bot@proj.iam.gserviceaccount.com",
                        keys.getPublic(),
                        SCOPE + "calendar.events",
                        SCOPE + "calendar.calendarlist.readonly");
        GoogleCalendarProvider provider = provider(builder -> builder.serviceAccount(key));
        GoogleAccount account = GoogleAccount.delegated("alice@example.com");
        OAuthTokens tokens =
                provider.tokenRefresh().orElseThrow().refresh(OAuthTokens.none(), account.settings(), context);
        context.credentials = new Credentials.Bearer(tokens.accessToken());
        ConnectedAccount connected = provider.connect(account, context);
        assertThat(connected.identity()).isEqualTo("alice@example.com");
        google.requests().reset();
        assertThat(list(provider, connected, tokens.accessToken()).get(0).writable())
                .isTrue();
        assertThat(google.requests().matching(LoggedRequest.of("calendarList.list")))
                .allMatch(request -> request.query("quotaUser").matches("[0-9a-v]{32}"));
        Account known = new Account(
                AccountId.of("a"), UserId.of("u"), provider.id(), connected.identity(), connected.settings());
        assertThat(provider.service(known)).isEqualTo("proj.iam.gserviceaccount.com");
        provider.close();
        GoogleCalendarProvider without = provider(builder -> builder);
        assertThatThrownBy(() ->
                        without.tokenRefresh().orElseThrow().refresh(OAuthTokens.none(), account.settings(), context))
                .isInstanceOf(UnrecoverableException.class)
                .hasMessageContaining("key");
        without.close();
    }

    @Test
    void accountsOfOneProject_shareItsBudget() throws Exception {
        GoogleCalendarProvider provider = provider(builder -> builder);
        Account account = new Account(AccountId.of("a"), UserId.of("u"), provider.id(), "x", Map.of());
        assertThat(provider.service(account)).isEqualTo("1234");
        assertThat(GoogleCalendarProvider.of("other-client", "s").service(account))
                .isEqualTo("other-client");
        provider.close();
    }

    @Test
    void quotaUserCanBeHadForAll() throws Exception {
        GoogleCalendarProvider provider = provider(GoogleCalendarProvider.Builder::quotaUser);
        context.credentials = new Credentials.Bearer(Secret.of(alice.accessToken()));
        ConnectedAccount connected = provider.connect(GoogleAccount.bearer(alice.accessToken()), context);
        google.requests().reset();
        list(provider, connected, Secret.of(alice.accessToken()));
        assertThat(google.requests().all())
                .allMatch(request -> !request.query("quotaUser").isEmpty());
        provider.close();
    }

    @Test
    void everyFaultIsNamed() {
        HttpTransport transport = HttpTransport.builder().build();
        assertThatThrownBy(() -> GoogleCalendarProvider.builder(" ", "")
                        .transport(transport)
                        .allowLoopbackHttp()
                        .scopes(Set.of())
                        .pageSize(2_501)
                        .build())
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("clientId")
                .hasMessageContaining("clientSecret")
                .hasMessageContaining("scopes")
                .hasMessageContaining("pageSize")
                .hasMessageContaining("transport");
        transport.close();
    }

    /** Outside of a run; its credentials are what they are set to. */
    private static final class Context implements ProviderContext {
        private final IdGenerator ids = IdGenerator.uuidV7(TimeSource.system(), RandomSource.seeded(1));
        private Credentials credentials = new Credentials.None();

        @Override
        public TimeSource time() {
            return TimeSource.system();
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
        public void beforeRequest() {}

        @Override
        public void afterResponse(long bytes) {}
    }
}
