package dev.calsync.provider.google.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.calsync.testing.ManualTime;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Channels and what they are told. */
class FakeGooglePushTest {
    private final ManualTime time = ManualTime.atNewYear();
    private final FakeGoogleCalendar google = FakeGoogleCalendar.start(time);
    private final FakeUser alice = google.user("alice@example.com");
    private final Talk talk = new Talk(google, alice.accessToken());
    private final List<String> states = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        google.close();
    }

    private Talk.Heard watch(String id, String more) throws Exception {
        return talk.send(
                "POST",
                "calendars/primary/events/watch",
                "{\"id\":\"" + id
                        + "\",\"type\":\"web_hook\",\"address\":\"https://app.example.com/hook\",\"token\":\"secret\""
                        + more + "}");
    }

    private void receive() {
        google.pushes().deliverTo(headers -> {
            states.add(headers.get("X-Goog-Resource-State"));
            return 200;
        });
    }

    private void change() throws Exception {
        alice.primary().put("{" + FakeGoogleEventsTest.TEN + "}");
        assertThat(google.pushes().awaitIdle(Duration.ofSeconds(20))).isTrue();
    }

    @Test
    void channel_hearsOfChanges_withGrowingNumbers() throws Exception {
        receive();
        Talk.Heard opened = watch("c1", "");
        assertThat(opened.status()).isEqualTo(200);
        assertThat(opened.get("/kind")).isEqualTo("api#channel");
        assertThat(opened.json().path("expiration").isTextual()).isTrue();
        assertThat(Long.parseLong(opened.get("/expiration")))
                .isEqualTo(time.now().plus(Duration.ofDays(7)).toEpochMilli());
        change();
        change();
        change();
        List<PushDelivery> told = google.pushes().deliveries();
        assertThat(told).extracting(PushDelivery::state).containsExactly("sync", "exists", "exists", "exists");
        assertThat(told).extracting(PushDelivery::messageNumber).isSorted().startsWith(1L);
        assertThat(told.get(1).headers())
                .containsEntry("X-Goog-Channel-ID", "c1")
                .containsEntry("X-Goog-Channel-Token", "secret")
                .containsEntry("X-Goog-Resource-ID", opened.get("/resourceId"))
                .containsEntry("X-Goog-Channel-Expiration", "Thu, 08 Jan 2026 00:00:00 GMT");
        assertThat(google.openChannels()).isEqualTo(1);
    }

    @Test
    void stoppedChannel_fallsSilent_afterAWhile() throws Exception {
        receive();
        String resource = watch("c1", "").get("/resourceId");
        google.pushes().lateAfterStop(1);
        assertThat(talk.send("POST", "channels/stop", "{\"id\":\"c1\",\"resourceId\":\"other\"}")
                        .status())
                .isEqualTo(404);
        String stop = "{\"id\":\"c1\",\"resourceId\":\"" + resource + "\"}";
        assertThat(talk.send("POST", "channels/stop", stop).status()).isEqualTo(204);
        assertThat(talk.send("POST", "channels/stop", stop).status()).isEqualTo(404);
        change();
        change();
        assertThat(states).containsExactly("sync", "exists");
        assertThat(google.openChannels()).isZero();
    }

    @Test
    void expiredOrLostMessages_neverCome_andSomeAreTriedAgain() throws Exception {
        google.pushes().deliverTo(headers -> {
            states.add(headers.get("X-Goog-Resource-State"));
            return states.size() == 2 ? 503 : 200;
        });
        watch("c1", ",\"params\":{\"ttl\":\"3600\"}");
        change();
        google.pushes().dropNext(1);
        change();
        google.pushes().retry();
        assertThat(google.pushes().awaitIdle(Duration.ofSeconds(20))).isTrue();
        assertThat(google.pushes().deliveries())
                .extracting(PushDelivery::outcome)
                .containsExactly(200, 503, PushDelivery.DROPPED, 200);
        time.advance(Duration.ofHours(1));
        change();
        assertThat(states).hasSize(3);
    }

    @Test
    void badChannels_areRefused() throws Exception {
        receive();
        watch("c1", "");
        assertThat(watch("c1", "").reason()).isEqualTo("channelIdNotUnique");
        assertThat(watch("not an id", "").reason()).isEqualTo("invalid");
        assertThat(watch("c2", ",\"expiration\":1000").reason()).isEqualTo("invalid");
        assertThat(talk.send(
                                "POST",
                                "calendars/primary/events/watch",
                                "{\"id\":\"c3\",\"type\":\"web_hook\",\"address\":\"http://app.example.com/\"}")
                        .reason())
                .isEqualTo("push.webhookUrlNotHttps");
    }

    @Test
    void calendarList_canBeWatched_andRemovedCalendarsSaySo() throws Exception {
        receive();
        FakeCalendar team = alice.createCalendar("Team");
        String body = "{\"id\":\"%s\",\"type\":\"webhook\",\"address\":\"https://app.example.com/hook\"}";
        assertThat(talk.send("POST", "users/me/calendarList/watch", body.formatted("list"))
                        .status())
                .isEqualTo(200);
        talk.send("POST", "calendars/" + Talk.encoded(team.id()) + "/events/watch", body.formatted("team"));
        team.remove();
        assertThat(google.pushes().awaitIdle(Duration.ofSeconds(20))).isTrue();
        assertThat(google.pushes().deliveries())
                .extracting(delivery -> delivery.channelId() + " " + delivery.state())
                .containsExactlyInAnyOrder("list sync", "team sync", "list exists", "team not_exists");
    }

    @Test
    void syncMessage_mayComeBeforeTheAnswer_asARealPost() throws Exception {
        HttpServer hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hook.createContext("/", exchange -> {
            states.add(exchange.getRequestMethod() + " "
                    + exchange.getRequestHeaders().getFirst("X-Goog-Resource-State"));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        hook.start();
        google.oddities(Oddity.SYNC_BEFORE_ANSWER);
        talk.send(
                "POST",
                "calendars/primary/events/watch",
                "{\"id\":\"c1\",\"type\":\"web_hook\",\"address\":\"http://127.0.0.1:"
                        + hook.getAddress().getPort() + "/\"}");
        assertThat(states).containsExactly("POST sync");
        hook.stop(0);
        change();
        assertThat(google.pushes().deliveries())
                .extracting(PushDelivery::outcome)
                .containsExactly(204, PushDelivery.UNREACHABLE);
    }
}
