package dev.calsync.provider.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.auth.Secret;
import dev.calsync.error.TransientException;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.model.CalendarRef;
import dev.calsync.provider.ChangeNotificationSource;
import dev.calsync.provider.Channel;
import dev.calsync.provider.ChannelHint;
import dev.calsync.provider.ChannelRequest;
import dev.calsync.provider.NotificationSession;
import dev.calsync.provider.RenewOutcome;
import dev.calsync.provider.SubscribeOutcome;
import dev.calsync.provider.WebhookCall;
import dev.calsync.provider.WebhookOutcome;
import dev.calsync.provider.google.testing.LoggedRequest;
import dev.calsync.provider.google.testing.Oddity;
import dev.calsync.provider.google.testing.PushDelivery;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Push channels, against the fake service and against forgers. */
class GoogleNotificationsTest {
    private static final URI HOOK = URI.create("https://app.example.com/calsync/");

    private Conversation talk;
    private ChangeNotificationSource source;
    private NotificationSession session;
    private final Map<String, Channel> live = new HashMap<>();
    private final List<WebhookOutcome> outcomes = new CopyOnWriteArrayList<>();

    @BeforeEach
    void begin() throws Exception {
        talk = new Conversation();
        source = talk.provider().notifications().orElseThrow();
        session = source.open(talk.account(), talk);
        talk.google().pushes().deliverTo(headers -> {
            Channel channel = live.values().iterator().next();
            outcomes.add(source.handle(call(channel.path(), headers), this::byPath));
            return 200;
        });
    }

    @AfterEach
    void end() {
        session.close();
        talk.close();
    }

    private Optional<Channel> byPath(String path) {
        return Optional.ofNullable(live.get(path));
    }

    private static WebhookCall call(String path, Map<String, String> headers) {
        Map<String, List<String>> all = new HashMap<>();
        headers.forEach((name, value) -> all.put(name, List.of(value)));
        return new WebhookCall("POST", path, all, Map.of(), new byte[0]);
    }

    private Channel planned(String id, Optional<String> calendarId) {
        Channel channel = Channel.planned(
                id,
                "path-of-" + id,
                Secret.of("secret-of-" + id),
                talk.account().id(),
                calendarId.map(calendar -> new CalendarRef(talk.account().id(), calendar)));
        live.put(channel.path(), channel);
        return channel;
    }

    private Channel subscribe(Channel channel, Duration lifetime) throws InterruptedException {
        SubscribeOutcome outcome =
                session.subscribe(new ChannelRequest(channel, HOOK.resolve(channel.path()), lifetime));
        Channel opened = ((SubscribeOutcome.Subscribed) outcome).channel();
        live.put(opened.path(), opened);
        return opened;
    }

    private List<ChannelHint.Kind> heard() throws InterruptedException {
        assertThat(talk.google().pushes().awaitIdle(Duration.ofSeconds(20))).isTrue();
        return outcomes.stream()
                .flatMap(outcome -> ((WebhookOutcome.Accepted) outcome).hints().stream())
                .map(ChannelHint::kind)
                .toList();
    }

    @Test
    void calendarTellsOfItsChanges_untilItsChannelIsStopped() throws Exception {
        Channel channel = subscribe(planned("c1", Optional.of(talk.team().id())), Duration.ofDays(30));
        assertThat(channel.remoteId()).isNotEmpty();
        assertThat(channel.expiresAt())
                .as("as Google says, whatever was asked for")
                .isEqualTo(talk.clock().now().plus(Duration.ofDays(7)));
        talk.team().put("{\"start\":{\"date\":\"2026-03-02\"},\"end\":{\"date\":\"2026-03-03\"}}");
        assertThat(heard()).containsExactly(ChannelHint.Kind.ALIVE, ChannelHint.Kind.CHANGED);
        ChannelHint last = ((WebhookOutcome.Accepted) outcomes.get(1)).hints().get(0);
        assertThat(last.channelId()).isEqualTo("c1");
        assertThat(last.remoteId()).isEqualTo(channel.remoteId());
        assertThat(last.messageNumber()).isGreaterThan(1);
        session.stop(channel);
        session.stop(channel);
        assertThat(talk.google().openChannels()).isZero();
    }

    /** Numbers grow, and not one by one: who took a gap for a loss would list everything over and over. */
    @Test
    void gapBetweenNumbers_isToldAndMeansNothing() throws Exception {
        subscribe(planned("c1", Optional.of(talk.team().id())), Duration.ofDays(1));
        heard();
        talk.google().pushes().dropNext(1);
        talk.team().put("{\"start\":{\"date\":\"2026-03-02\"},\"end\":{\"date\":\"2026-03-03\"}}");
        heard();
        talk.team().put("{\"start\":{\"date\":\"2026-03-04\"},\"end\":{\"date\":\"2026-03-05\"}}");
        assertThat(heard()).containsExactly(ChannelHint.Kind.ALIVE, ChannelHint.Kind.CHANGED);
        ChannelHint first = ((WebhookOutcome.Accepted) outcomes.get(0)).hints().get(0);
        ChannelHint last = ((WebhookOutcome.Accepted) outcomes.get(1)).hints().get(0);
        assertThat(first.messageNumber()).isEqualTo(1);
        assertThat(last.messageNumber()).isGreaterThan(2);
    }

    @Test
    void lifetimeIsAskedFor() throws Exception {
        Channel channel = subscribe(planned("c1", Optional.of(talk.team().id())), Duration.ofHours(2));
        assertThat(channel.expiresAt()).isEqualTo(talk.clock().now().plus(Duration.ofHours(2)));
        LoggedRequest watch = talk.google()
                .requests()
                .matching(LoggedRequest.of("events.watch"))
                .get(0);
        assertThat(watch.body())
                .isEqualTo(
                        "{\"id\":\"c1\",\"type\":\"web_hook\",\"address\":\"https://app.example.com/calsync/path-of-c1\","
                                + "\"token\":\"secret-of-c1\",\"params\":{\"ttl\":\"7200\"}}");
    }

    @Test
    void listOfCalendarsIsWatchedToo() throws Exception {
        assertThat(source.watchesCalendarLists()).isTrue();
        subscribe(planned("c1", Optional.empty()), Duration.ofDays(1));
        talk.alice().createCalendar("Another");
        assertThat(heard()).startsWith(ChannelHint.Kind.ALIVE, ChannelHint.Kind.CHANGED);
    }

    @Test
    void firstMessageBeforeTheAnswer_isUnderstood() throws Exception {
        talk.google().oddities(Oddity.SYNC_BEFORE_ANSWER);
        subscribe(planned("c1", Optional.of(talk.team().id())), Duration.ofDays(1));
        assertThat(heard()).containsExactly(ChannelHint.Kind.ALIVE);
    }

    @Test
    void calendarThatIsRemoved_endsItsChannel() throws Exception {
        subscribe(planned("c1", Optional.of(talk.team().id())), Duration.ofDays(1));
        talk.team().remove();
        assertThat(heard()).endsWith(ChannelHint.Kind.REMOVED);
    }

    @Test
    void noChannelIsExtendedOrListed() throws Exception {
        Channel channel = subscribe(planned("c1", Optional.of(talk.team().id())), Duration.ofDays(1));
        talk.traffic();
        assertThat(session.renew(channel, Duration.ofDays(1))).isEqualTo(new RenewOutcome.Replace());
        assertThat(session.list()).isEmpty();
        assertThat(talk.traffic()).isEmpty();
        Channel next = subscribe(planned("c2", Optional.of(talk.team().id())), Duration.ofDays(1));
        session.stop(channel);
        assertThat(talk.google().openChannels()).isEqualTo(1);
        assertThat(next.remoteId()).as("it watches the same").isEqualTo(channel.remoteId());
    }

    @Test
    void subscriptionWhoseAnswerIsLost_isThereAlready() throws Exception {
        Channel planned = planned("c1", Optional.of(talk.team().id()));
        talk.google().faults().loseReply(1, LoggedRequest.of("events.watch"));
        assertThatThrownBy(() -> subscribe(planned, Duration.ofDays(1))).isInstanceOf(TransientException.class);
        assertThat(session.subscribe(new ChannelRequest(planned, HOOK.resolve(planned.path()), Duration.ofDays(1))))
                .isEqualTo(new SubscribeOutcome.Duplicate());
        assertThat(heard()).containsExactly(ChannelHint.Kind.ALIVE);
        assertThat(((WebhookOutcome.Accepted) outcomes.get(0)).hints().get(0).remoteId())
                .as("its messages tell what it is called")
                .isNotNull();
    }

    @Test
    void calendarWithoutPush_andAddressesThatGoogleRefuses_areToldApart() throws Exception {
        Channel planned = planned("c1", Optional.of(talk.team().id()));
        talk.google().faults().fail(1, LoggedRequest.of("events.watch"), 400, "pushNotSupportedForRequestedResource");
        assertThat(session.subscribe(new ChannelRequest(planned, HOOK.resolve(planned.path()), Duration.ofDays(1))))
                .isInstanceOf(SubscribeOutcome.Unsupported.class);
        URI http = URI.create("http://app.example.com/" + planned.path());
        assertThatThrownBy(() -> session.subscribe(new ChannelRequest(planned, http, Duration.ofDays(1))))
                .isInstanceOf(UnrecoverableException.class)
                .hasMessageContaining("https");
    }

    private Map<String, String> headers(Channel channel) {
        Map<String, String> headers = new HashMap<>();
        headers.put("X-Goog-Channel-ID", channel.id());
        headers.put("X-Goog-Channel-Token", channel.secret().reveal());
        headers.put("X-Goog-Resource-ID", String.valueOf(channel.remoteId()));
        headers.put("X-Goog-Resource-State", "exists");
        headers.put("X-Goog-Message-Number", "17");
        return headers;
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Goog-Channel-ID", "X-Goog-Channel-Token", "X-Goog-Resource-ID", "path"})
    void forgedCall_looksLikeAnyOther_andSaysNothing(String forged) throws Exception {
        Channel channel = subscribe(planned("c1", Optional.of(talk.team().id())), Duration.ofDays(1));
        Map<String, String> headers = headers(channel);
        assertThat(source.handle(call(channel.path(), headers), this::byPath))
                .isEqualTo(new WebhookOutcome.Accepted(
                        List.of(new ChannelHint("c1", ChannelHint.Kind.CHANGED, channel.remoteId(), 17L))));
        headers.replace(forged, "forged");
        String path = forged.equals("path") ? "forged" : channel.path();
        assertThat(source.handle(call(path, headers), this::byPath)).isEqualTo(new WebhookOutcome.Accepted(List.of()));
    }

    @Test
    void whatIsNoCallOfGoogles_isRefused_whoeverItIsFor() {
        Channel channel = planned("c1", Optional.empty());
        for (String path : List.of(channel.path(), "unknown")) {
            assertThat(source.handle(call(path, Map.of()), this::byPath)).isEqualTo(new WebhookOutcome.Refused(400));
            assertThat(source.handle(new WebhookCall("GET", path, Map.of(), Map.of(), new byte[0]), this::byPath))
                    .isEqualTo(new WebhookOutcome.Refused(405));
        }
        Map<String, String> odd = headers(channel);
        odd.put("X-Goog-Message-Number", "minus one");
        odd.put("X-Goog-Resource-State", "something new");
        odd.remove("X-Goog-Resource-ID");
        assertThat(source.handle(call(channel.path(), odd), this::byPath))
                .isEqualTo(new WebhookOutcome.Accepted(
                        List.of(new ChannelHint("c1", ChannelHint.Kind.CHANGED, null, null))));
    }

    @Test
    void deliveriesOfTheFake_areReal() throws Exception {
        subscribe(planned("c1", Optional.of(talk.team().id())), Duration.ofDays(1));
        heard();
        assertThat(talk.google().pushes().deliveries())
                .extracting(PushDelivery::outcome)
                .containsOnly(200);
    }
}
