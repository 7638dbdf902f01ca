package dev.calsync.provider.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.calsync.auth.Credentials;
import dev.calsync.auth.Secret;
import dev.calsync.model.Account;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.UserId;
import dev.calsync.provider.ChangeNotificationSource;
import dev.calsync.provider.Channel;
import dev.calsync.provider.ChannelHint;
import dev.calsync.provider.ChannelHint.Kind;
import dev.calsync.provider.ChannelRequest;
import dev.calsync.provider.NotificationSession;
import dev.calsync.provider.ProviderContext;
import dev.calsync.provider.RenewOutcome;
import dev.calsync.provider.SubscribeOutcome;
import dev.calsync.provider.WebhookCall;
import dev.calsync.provider.WebhookOutcome;
import dev.calsync.provider.graph.testing.FakeCalendar;
import dev.calsync.provider.graph.testing.FakeGraph;
import dev.calsync.provider.graph.testing.FakeLogin;
import dev.calsync.provider.graph.testing.FakeMailbox;
import dev.calsync.provider.graph.testing.Forgery;
import dev.calsync.provider.graph.testing.LifecycleEvent;
import dev.calsync.provider.graph.testing.SelfSigned;
import dev.calsync.system.IdGenerator;
import dev.calsync.system.RandomSource;
import dev.calsync.system.TimeSource;
import dev.calsync.testing.ManualTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Subscriptions, and what calls at a channel's address turn out to be. */
class NotificationsTest {
    private final ManualTime time = new ManualTime(Instant.parse("2026-03-01T08:00:00Z"));
    private final FakeGraph graph = FakeGraph.start(time);
    private final FakeMailbox alice = graph.mailbox("alice@example.com");
    private final FakeCalendar team = alice.createCalendar("Team");
    private final Map<String, Channel> live = new ConcurrentHashMap<>();
    private final List<WebhookOutcome> outcomes = new CopyOnWriteArrayList<>();
    private GraphCalendarProvider provider;
    private HttpServer door;

    @BeforeEach
    void open() throws IOException {
        door = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        door.createContext("/hooks/", exchange -> {
            WebhookOutcome outcome = source().handle(call(exchange.getRequestMethod(), exchange.getRequestURI(),
                    exchange.getRequestBody().readAllBytes()), path -> Optional.ofNullable(live.get(path)));
            outcomes.add(outcome);
            byte[] text = outcome instanceof WebhookOutcome.Handshake shake
                    ? shake.text().getBytes(StandardCharsets.UTF_8)
                    : new byte[0];
            int status = outcome instanceof WebhookOutcome.Refused refused
                    ? refused.status()
                    : outcome instanceof WebhookOutcome.Handshake ? 200 : 202;
            exchange.getResponseHeaders().set("Content-Type", "text/plain");
            exchange.sendResponseHeaders(status, text.length == 0 ? -1 : text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
        });
        door.start();
        provider = builder().build();
    }

    private GraphCalendarProviderBuilder builder() {
        return GraphCalendarProvider.builder()
                .allowLoopbackHttp()
                .graph(graph.url())
                .authority(graph.loginUrl())
                .application(FakeLogin.CLIENT_ID, Secret.of(FakeLogin.CLIENT_SECRET))
                .time(time);
    }

    @AfterEach
    void close() {
        provider.close();
        door.stop(0);
        graph.close();
    }

    private ChangeNotificationSource source() {
        return provider.notifications().orElseThrow();
    }

    private static WebhookCall call(String method, URI uri, byte[] body) {
        Map<String, String> query = new HashMap<>();
        if (uri.getRawQuery() != null) {
            for (String pair : uri.getRawQuery().split("&")) {
                int equals = pair.indexOf('=');
                query.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        String path = uri.getPath().substring(uri.getPath().lastIndexOf('/') + 1);
        return new WebhookCall(method, path, Map.of(), query, body);
    }

    private NotificationSession session() {
        Account account = new Account(
                AccountId.of("acc"), UserId.of("alice"), GraphCalendarProvider.ID, alice.address(), Map.of());
        return source().open(account, new Context());
    }

    private final class Context implements ProviderContext {
        private final Credentials token = new Credentials.Bearer(
                Secret.of(graph.login().tokenLifetime(Duration.ofDays(30)).accessToken(alice)));
        private final IdGenerator ids = IdGenerator.uuidV7(time, RandomSource.seeded(2));

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
            return token;
        }

        @Override
        public void beforeRequest() {}

        @Override
        public void afterResponse(long bytes) {}
    }

    private ChannelRequest request(String path, Optional<String> calendar, Duration lifetime) {
        Channel planned = Channel.planned(
                "channel-" + path,
                path,
                Secret.of("secret-of-" + path),
                AccountId.of("acc"),
                calendar.map(id -> new CalendarRef(AccountId.of("acc"), id)));
        live.put(path, planned);
        URI callback = URI.create("http://127.0.0.1:" + door.getAddress().getPort() + "/hooks/" + path);
        return new ChannelRequest(planned, callback, lifetime);
    }

    private Channel subscribed(String path) throws InterruptedException {
        SubscribeOutcome outcome =
                session().subscribe(request(path, Optional.of(team.id()), Duration.ofDays(3)));
        assertThat(outcome).isInstanceOf(SubscribeOutcome.Subscribed.class);
        Channel channel = ((SubscribeOutcome.Subscribed) outcome).channel();
        live.put(path, channel);
        outcomes.clear();
        return channel;
    }

    private List<ChannelHint> delivered() throws InterruptedException {
        outcomes.clear();
        graph.subscriptions().deliver();
        List<ChannelHint> hints = new ArrayList<>();
        for (WebhookOutcome outcome : outcomes) {
            hints.addAll(((WebhookOutcome.Accepted) outcome).hints());
        }
        return hints;
    }

    @Test
    void subscription_isValidatedWhileItIsAskedFor_andTellsOfChanges() throws Exception {
        Channel channel = subscribed("p1");
        assertThat(channel.expiresAt()).isEqualTo(time.now().plus(Duration.ofDays(3)));
        team.create(Events.single("A", "2026-03-02"));
        team.create(Events.single("B", "2026-03-02"));
        assertThat(delivered())
                .containsExactly(new ChannelHint("channel-p1", Kind.CHANGED, channel.remoteId(), null));
        assertThat(delivered()).isEmpty();
    }

    @Test
    void lifetimeBeyondWhatGraphGrants_isCut() throws Exception {
        SubscribeOutcome outcome =
                session().subscribe(request("p1", Optional.of(team.id()), Duration.ofDays(30)));
        Channel channel = ((SubscribeOutcome.Subscribed) outcome).channel();
        assertThat(channel.expiresAt()).isEqualTo(time.now().plus(source().longestLifetime()));
    }

    @Test
    void renewal_extends_andOneThatIsGoneIsToldAsGone() throws Exception {
        Channel channel = subscribed("p1");
        time.advance(Duration.ofDays(2));
        RenewOutcome renewed = session().renew(channel, Duration.ofDays(5));
        assertThat(((RenewOutcome.Extended) renewed).channel().expiresAt())
                .isEqualTo(time.now().plus(Duration.ofDays(5)));
        assertThat(session().list().orElseThrow()).hasSize(1).allMatch(one -> one.remoteId()
                .equals(channel.remoteId()));
        session().stop(channel);
        session().stop(channel);
        assertThat(session().renew(channel, Duration.ofDays(5))).isInstanceOf(RenewOutcome.Gone.class);
        assertThat(session().list().orElseThrow()).isEmpty();
    }

    @Test
    void secondSubscription_isADuplicate_andListsOfCalendarsCannotBeWatched() throws Exception {
        subscribed("p1");
        assertThat(session().subscribe(request("p2", Optional.of(team.id()), Duration.ofDays(3))))
                .isInstanceOf(SubscribeOutcome.Duplicate.class);
        assertThat(source().watchesCalendarLists()).isFalse();
        assertThat(session().subscribe(request("p3", Optional.empty(), Duration.ofDays(3))))
                .isInstanceOf(SubscribeOutcome.Unsupported.class);
    }

    @Test
    void lifecycleEvents_areToldAsWhatTheyMean() throws Exception {
        Channel channel = subscribed("p1");
        graph.subscriptions().lifecycle(channel.remoteId(), LifecycleEvent.REAUTHORIZATION_REQUIRED);
        graph.subscriptions().lifecycle(channel.remoteId(), LifecycleEvent.MISSED);
        graph.subscriptions().lifecycle(channel.remoteId(), LifecycleEvent.SUBSCRIPTION_REMOVED);
        assertThat(delivered())
                .extracting(ChannelHint::kind)
                .containsExactlyInAnyOrder(Kind.RENEW, Kind.MISSED, Kind.REMOVED);
    }

    @Test
    void forgedAndUnknownCalls_areTakenLikeAnyOther_andSayNothing() throws Exception {
        subscribed("p1");
        graph.subscriptions().forged(Forgery.OTHER_CLIENT_STATE);
        team.create(Events.single("A", "2026-03-02"));
        assertThat(delivered()).isEmpty();
        assertThat(outcomes).hasSize(1).allMatch(WebhookOutcome.Accepted.class::isInstance);
        byte[] body = "{\"value\":[{\"clientState\":\"secret-of-p1\"}]}".getBytes(StandardCharsets.UTF_8);
        assertThat(answer("POST", "/hooks/nobody", body)).isEqualTo(new WebhookOutcome.Accepted(List.of()));
        assertThat(answer("POST", "/hooks/nobody?validationToken=x", new byte[0]))
                .as("nobody else can make this a target")
                .isEqualTo(new WebhookOutcome.Accepted(List.of()));
        for (String path : List.of("p1", "nobody")) {
            assertThat(answer("GET", "/hooks/" + path, new byte[0])).isEqualTo(new WebhookOutcome.Refused(405));
            assertThat(answer("POST", "/hooks/" + path, "not json".getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(new WebhookOutcome.Refused(400));
            assertThat(answer("POST", "/hooks/" + path, "[]".getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(new WebhookOutcome.Refused(400));
            assertThat(answer("POST", "/hooks/" + path + "?validationToken=" + "x".repeat(5_000), new byte[0]))
                    .isEqualTo(new WebhookOutcome.Refused(400));
            assertThat(answer("POST", "/hooks/" + path + "?validationToken=a%0Ab", new byte[0]))
                    .isEqualTo(new WebhookOutcome.Refused(400));
        }
    }

    private WebhookOutcome answer(String method, String target, byte[] body) {
        return source().handle(call(method, URI.create("http://h" + target), body), path ->
                Optional.ofNullable(live.get(path)));
    }

    private void withResourceData() throws Exception {
        SelfSigned pair = SelfSigned.named("notifications");
        provider.close();
        provider = builder()
                .notificationsWithResourceData(
                        pem("CERTIFICATE", pair.certificate().getEncoded()),
                        Secret.of(pem("PRIVATE KEY", pair.key().getEncoded())))
                .build();
    }

    private static String pem(String kind, byte[] bytes) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(bytes) + "\n-----END " + kind
                + "-----\n";
    }

    @Test
    void resourceData_isCheckedAndOpened() throws Exception {
        withResourceData();
        Channel channel = subscribed("p1");
        assertThat(Duration.between(time.now(), channel.expiresAt())).isEqualTo(source().longestLifetime());
        String id = team.create(Events.single("A", "2026-03-02"));
        assertThat(delivered()).extracting(ChannelHint::kind).containsExactly(Kind.CHANGED);
        team.delete(id);
        assertThat(delivered()).as("a deletion carries no content").hasSize(1);
        graph.subscriptions().lifecycle(channel.remoteId(), LifecycleEvent.MISSED);
        assertThat(delivered()).extracting(ChannelHint::kind).containsExactly(Kind.MISSED);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void forgedResourceData_saysNothing(Forgery forgery) throws Exception {
        withResourceData();
        subscribed("p1");
        graph.subscriptions().forged(forgery);
        team.create(Events.single("A", "2026-03-02"));
        assertThat(delivered()).isEmpty();
    }
}
