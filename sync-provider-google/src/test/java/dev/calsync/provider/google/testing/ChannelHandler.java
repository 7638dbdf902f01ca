package dev.calsync.provider.google.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Channels: watch and stop, and who is told what. */
final class ChannelHandler {
    private static final Duration LIFE = Duration.ofDays(7);
    private static final int MOST_TOKEN = 256;
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final GoogleState state;
    private final FakePushes pushes;
    private final Map<String, Channel> channels = new LinkedHashMap<>();

    private static final class Channel {
        final String id;
        final String email;
        final String topic;
        final String resourceId;
        final URI resourceUri;
        final URI address;
        final String token;
        final Instant expiresAt;
        long lastNumber;
        boolean stopped;
        int lateLeft;

        Channel(String id, String email, String topic, URI resourceUri, URI address, String token, Instant expiresAt) {
            this.id = id;
            this.email = email;
            this.topic = topic;
            this.resourceId = Encodings.sha256(topic).substring(0, 27);
            this.resourceUri = resourceUri;
            this.address = address;
            this.token = token;
            this.expiresAt = expiresAt;
        }
    }

    ChannelHandler(GoogleState state, FakePushes pushes) {
        this.state = state;
        this.pushes = pushes;
        state.watch(this::changed);
    }

    ApiReply watchEvents(ApiRequest request) throws ApiProblem {
        FakeCalendar calendar = Access.calendar(state, request);
        String path = "calendar/v3/calendars/" + Encodings.url(calendar.id()) + "/events?alt=json";
        return watch(request, "events:" + calendar.id(), path);
    }

    ApiReply watchCalendarList(ApiRequest request) throws ApiProblem {
        return watch(request, "list:" + request.user().email(), "calendar/v3/users/me/calendarList?alt=json");
    }

    private ApiReply watch(ApiRequest request, String topic, String path) throws ApiProblem {
        ObjectNode body = request.json();
        String id = Json.text(body, "id");
        String token = Json.text(body, "token");
        if (id.isEmpty()) {
            throw ApiProblem.required("Required").in("parameter", "resource.id");
        }
        if (!id.matches("[A-Za-z0-9\\-_+/=]{1,64}") || token.length() > MOST_TOKEN) {
            throw ApiProblem.invalid("Invalid channel id or token.");
        }
        if (channels.containsKey(id)) {
            throw ApiProblem.of(400, "channelIdNotUnique", "Channel id " + id + " not unique");
        }
        if (!Set.of("web_hook", "webhook").contains(Json.text(body, "type"))) {
            throw ApiProblem.of(400, "channelUnknown", "Unknown channel type.");
        }
        URI address = address(Json.text(body, "address"));
        Channel channel = new Channel(
                id, request.user().email(), topic, state.root().resolve(path), address, token, expiry(body));
        if (!channel.expiresAt.isAfter(state.now())) {
            throw ApiProblem.invalid("The channel expires in the past.");
        }
        channels.put(id, channel);
        tell(channel, "sync");
        ObjectNode answer = Json.object().put("kind", "api#channel").put("id", id);
        answer.put("resourceId", channel.resourceId).put("resourceUri", channel.resourceUri.toString());
        if (!token.isEmpty()) {
            answer.put("token", token);
        }
        // A 64-bit number is a string in this API.
        answer.put("expiration", Long.toString(channel.expiresAt.toEpochMilli()));
        return ApiReply.ok(answer);
    }

    private static URI address(String text) throws ApiProblem {
        try {
            URI address = URI.create(text);
            boolean loopback = "http".equals(address.getScheme()) && "127.0.0.1".equals(address.getHost());
            if (!text.isEmpty() && ("https".equals(address.getScheme()) || loopback)) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            throw ApiProblem.invalid("Invalid address.");
        }
        throw ApiProblem.of(400, "push.webhookUrlNotHttps", "WebHook callback must be HTTPS: " + text);
    }

    /** The more restrictive of what is asked for and what the service gives. */
    private Instant expiry(ObjectNode body) {
        Instant latest = state.now().plus(LIFE);
        String ttl = Json.text(body.path("params"), "ttl");
        if (!ttl.isEmpty()) {
            latest = earlier(latest, state.now().plusSeconds(Long.parseLong(ttl)));
        }
        if (body.hasNonNull("expiration")) {
            latest =
                    earlier(latest, Instant.ofEpochMilli(body.path("expiration").asLong()));
        }
        return latest;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    ApiReply stop(ApiRequest request) throws ApiProblem {
        ObjectNode body = request.json();
        Channel channel = channels.get(Json.text(body, "id"));
        if (channel == null
                || channel.stopped
                || !channel.resourceId.equals(Json.text(body, "resourceId"))
                || !channel.email.equals(request.user().email())) {
            throw ApiProblem.of(
                    404, "notFound", "Channel '" + Json.text(body, "id") + "' not found for project 'fake'");
        }
        channel.stopped = true;
        channel.lateLeft = pushes.late();
        return ApiReply.empty(204);
    }

    private void changed(String topic) {
        boolean gone = topic.startsWith("gone:");
        String watched = gone ? "events:" + topic.substring("gone:".length()) : topic;
        for (Channel channel : channels.values()) {
            if (channel.topic.equals(watched) && state.now().isBefore(channel.expiresAt)) {
                if (!channel.stopped || channel.lateLeft-- > 0) {
                    tell(channel, gone ? "not_exists" : "exists");
                }
            }
        }
    }

    private void tell(Channel channel, String resourceState) {
        // Numbers grow, but not one by one.
        channel.lastNumber += channel.lastNumber == 0 ? 1 : 1 + (state.ticks() % 3);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-Goog-Channel-ID", channel.id);
        headers.put("X-Goog-Channel-Expiration", HTTP_DATE.format(channel.expiresAt));
        headers.put("X-Goog-Resource-ID", channel.resourceId);
        headers.put("X-Goog-Resource-URI", channel.resourceUri.toString());
        headers.put("X-Goog-Resource-State", resourceState);
        headers.put("X-Goog-Message-Number", Long.toString(channel.lastNumber));
        headers.put("User-Agent", "APIs-Google; (+https://developers.google.com/webmasters/APIs-Google.html)");
        if (!channel.token.isEmpty()) {
            headers.put("X-Goog-Channel-Token", channel.token);
        }
        pushes.add(new PushDelivery(
                channel.id, channel.address, resourceState, channel.lastNumber, headers, PushDelivery.DROPPED));
        if (!resourceState.equals("sync")) {
            pushes.go();
        }
    }

    /** How many channels are open. */
    int open() {
        return (int) channels.values().stream()
                .filter(channel -> !channel.stopped && state.now().isBefore(channel.expiresAt))
                .count();
    }
}
