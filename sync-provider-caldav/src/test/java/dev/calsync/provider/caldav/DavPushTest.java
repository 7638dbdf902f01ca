package dev.calsync.provider.caldav;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.auth.Credentials;
import dev.calsync.auth.Secret;
import dev.calsync.model.Account;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.UserId;
import dev.calsync.provider.CalendarSession;
import dev.calsync.provider.ChangeNotificationSource;
import dev.calsync.provider.Channel;
import dev.calsync.provider.ChannelHint;
import dev.calsync.provider.ChannelRequest;
import dev.calsync.provider.NotificationSession;
import dev.calsync.provider.ProviderContext;
import dev.calsync.provider.RenewOutcome;
import dev.calsync.provider.SubscribeOutcome;
import dev.calsync.provider.WebhookCall;
import dev.calsync.provider.WebhookOutcome;
import dev.calsync.provider.caldav.testing.FakeCalDavServer;
import dev.calsync.provider.caldav.testing.FakeCalendar;
import dev.calsync.provider.caldav.testing.FakePushServer;
import dev.calsync.system.Environment;
import dev.calsync.system.IdGenerator;
import dev.calsync.system.TimeSource;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** WebDAV-Push, from registering to messages, over a server that seals and signs. */
class DavPushTest {
    private static final String PATH = "path-that-nobody-guesses";
    private static final URI CALLBACK = URI.create("https://app.example.com/calsync/webhooks/caldav/" + PATH);
    private static final String EVENT = String.join(
            "\r\n",
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:t",
            "BEGIN:VEVENT",
            "UID:%s",
            "DTSTAMP:20260101T000000Z",
            "DTSTART:20260102T100000Z",
            "SUMMARY:S",
            "END:VEVENT",
            "END:VCALENDAR",
            "");

    private final FakeCalDavServer server = FakeCalDavServer.start().user("alice", "secret");
    private final FakeCalendar team = server.createCalendar("alice", "team", "Team");
    private final CalDavProvider provider =
            CalDavProvider.builder().allowLoopbackHttp().webDavPush().build();
    private final ChangeNotificationSource source = provider.notifications().orElseThrow();
    private final List<FakePushServer.Message> messages = new ArrayList<>();
    private Account account;
    private Channel planned;

    @BeforeEach
    void connect() throws InterruptedException {
        account = new Account(
                AccountId.of("acc"),
                UserId.of("alice"),
                CalDavProvider.ID,
                "alice",
                provider.connect(CalDavAccount.basic(server.url(), "alice", "secret"), context())
                        .settings());
        planned = Channel.planned(
                "channel-1",
                PATH,
                Secret.of("the channel's secret of 32 chars"),
                account.id(),
                Optional.of(new CalendarRef(account.id(), team.path())));
        server.push().deliverTo(message -> {
            synchronized (messages) {
                messages.add(message);
            }
            return 201;
        });
    }

    @AfterEach
    void close() {
        provider.close();
        server.close();
    }

    private static ProviderContext context() {
        return new ProviderContext() {
            @Override
            public TimeSource time() {
                return TimeSource.system();
            }

            @Override
            public IdGenerator ids() {
                return Environment.system("test").ids();
            }

            @Override
            public Credentials credentials() {
                return new Credentials.Basic("alice", Secret.of("secret"));
            }

            @Override
            public void beforeRequest() {}

            @Override
            public void afterResponse(long bytes) {}
        };
    }

    private SubscribeOutcome subscribe() throws InterruptedException {
        try (NotificationSession session = source.open(account, context())) {
            return session.subscribe(new ChannelRequest(planned, CALLBACK, source.longestLifetime()));
        }
    }

    private Channel live() throws InterruptedException {
        server.push().offer();
        return ((SubscribeOutcome.Subscribed) subscribe()).channel();
    }

    private FakePushServer.Message message() throws InterruptedException {
        server.push().awaitSent();
        return messages.get(messages.size() - 1);
    }

    private static WebhookCall call(FakePushServer.Message message, byte[] body) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        message.headers().forEach((name, value) -> headers.put(name, List.of(value)));
        return new WebhookCall("POST", PATH, headers, Map.of(), body);
    }

    private List<ChannelHint> hints(WebhookCall call, Channel channel) {
        WebhookOutcome outcome =
                source.handle(call, path -> Optional.of(channel).filter(one -> path.equals(PATH)));
        assertThat(outcome).isInstanceOf(WebhookOutcome.Accepted.class);
        assertThat(((WebhookOutcome.Accepted) outcome).status()).isEqualTo(201);
        return ((WebhookOutcome.Accepted) outcome).hints();
    }

    @Test
    void withoutTheOption_nobodyIsAsked_andAServerWithoutPushSaysSo() throws InterruptedException {
        try (CalDavProvider plain = CalDavProvider.create()) {
            assertThat(plain.notifications()).isEmpty();
        }
        assertThat(subscribe()).isInstanceOf(SubscribeOutcome.Unsupported.class);
    }

    @Test
    void change_isToldOf_withTheTokenOfItsState() throws InterruptedException {
        Channel channel = live();
        assertThat(channel.expiresAt()).isNotNull();
        team.put("a.ics", EVENT.formatted("a"));
        List<ChannelHint> hints = hints(call(message(), message().body()), channel);
        assertThat(hints).singleElement().satisfies(hint -> {
            assertThat(hint.kind()).isEqualTo(ChannelHint.Kind.CHANGED);
            assertThat(hint.channelId()).isEqualTo("channel-1");
            String cursor =
                    "SYNC 0 0 1 ? " + Manners.unknown(java.time.Instant.EPOCH).text() + " " + hint.state();
            assertThat(source.isKnown(cursor, String.valueOf(hint.state()))).isTrue();
            assertThat(source.isKnown(cursor + "0", String.valueOf(hint.state())))
                    .isFalse();
        });
        // One that comes while the answer to the registration is on its way.
        assertThat(hints(call(message(), message().body()), planned)).hasSize(1);
    }

    @Test
    void whatIsNotProven_tellsNothing_andIsAnsweredAlike() throws InterruptedException {
        Channel channel = live();
        team.put("a.ics", EVENT.formatted("a"));
        FakePushServer.Message real = message();
        byte[] changed = real.body();
        changed[changed.length - 1] ^= 1;
        assertThat(hints(call(real, changed), channel)).isEmpty();
        assertThat(hints(call(real, new byte[] {1, 2, 3}), channel)).isEmpty();
        Channel other = new Channel(
                "channel-2",
                PATH,
                Secret.of("another secret"),
                account.id(),
                channel.calendar(),
                channel.remoteId(),
                null);
        assertThat(hints(call(real, real.body()), other)).isEmpty();
        server.push().unsigned();
        team.put("b.ics", EVENT.formatted("b"));
        assertThat(message().headers()).doesNotContainKey("Authorization");
        assertThat(hints(call(message(), message().body()), channel)).isEmpty();
        PushRegistration kept =
                PushRegistration.parse(String.valueOf(channel.remoteId())).orElseThrow();
        String otherTopic = new PushRegistration(kept.address(), kept.callback(), kept.vapidKey(), "x")
                .text()
                .orElseThrow();
        assertThat(hints(call(real, real.body()), channel.live(otherTopic, null)))
                .isEmpty();
        WebhookCall plain = new WebhookCall("POST", PATH, Map.of("TTL", List.of("0")), Map.of(), real.body());
        assertThat(source.handle(plain, path -> Optional.empty())).isEqualTo(new WebhookOutcome.Refused(415));
        WebhookCall noTtl = new WebhookCall("POST", PATH, Map.of(), Map.of(), real.body());
        assertThat(source.handle(noTtl, path -> Optional.empty())).isEqualTo(new WebhookOutcome.Refused(400));
    }

    @Test
    void renewing_isTheSameRegistration_andStoppingEndsIt() throws InterruptedException {
        Channel channel = live();
        server.push().longest(Duration.ofDays(6));
        try (NotificationSession session = source.open(account, context())) {
            RenewOutcome renewed = session.renew(channel, source.longestLifetime());
            assertThat(renewed).isInstanceOf(RenewOutcome.Extended.class);
            Channel longer = ((RenewOutcome.Extended) renewed).channel();
            assertThat(longer.expiresAt()).isAfter(channel.expiresAt());
            assertThat(longer.remoteId()).isEqualTo(channel.remoteId());
            assertThat(server.push().made()).isEqualTo(1);
            assertThat(server.push().live()).containsExactly(CALLBACK);
            session.stop(longer);
            assertThat(server.push().live()).isEmpty();
            session.stop(longer);
            assertThat(session.list()).isEmpty();
        }
    }

    @Test
    void ownWrites_areNotToldBack() throws InterruptedException {
        live();
        try (CalendarSession session = provider.open(account, context())) {
            session.write(
                    team.path(),
                    List.of(new dev.calsync.provider.EventWrite.Create("key", Conversation.event("own", "Own"))));
        }
        server.push().awaitSent();
        assertThat(team.resources()).hasSize(1);
        assertThat(messages).isEmpty();
        team.put("theirs.ics", EVENT.formatted("theirs"));
        assertThat(message()).isNotNull();
    }
}
