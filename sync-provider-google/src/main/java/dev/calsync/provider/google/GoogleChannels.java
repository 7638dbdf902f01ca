package dev.calsync.provider.google;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.calsync.error.SyncException;
import dev.calsync.error.TransientException;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.model.CalendarRef;
import dev.calsync.provider.Channel;
import dev.calsync.provider.ChannelRequest;
import dev.calsync.provider.NotificationSession;
import dev.calsync.provider.RemoteChannel;
import dev.calsync.provider.RenewOutcome;
import dev.calsync.provider.SubscribeOutcome;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One account's channels. None can be extended or listed: a new one takes an old one's place. */
final class GoogleChannels implements NotificationSession {
    private static final String WHAT = "opening a channel";
    private static final String NOT_SUPPORTED = "pushNotSupportedForRequestedResource";
    private static final String ID_TAKEN = "channelIdNotUnique";
    private static final Set<String> BAD_ADDRESS = Set.of(
            "webhookUrlNotHttps", "webhookUrlUnauthorized", "push.webhookUrlNotHttps", "push.webhookUrlUnauthorized");

    private final GoogleClient client;

    GoogleChannels(GoogleClient client) {
        this.client = client;
    }

    /** What Google answers. */
    private record Opened(String resourceId, @Nullable Instant expiresAt) {}

    @Override
    public SubscribeOutcome subscribe(ChannelRequest request) throws InterruptedException {
        CalendarRef calendar = request.channel().calendar();
        String path =
                calendar == null ? "users/me/calendarList/watch" : ApiCall.events(calendar.calendarId()) + "/watch";
        ApiAnswer answer = client.send(ApiCall.post(path, body(request)));
        if (answer instanceof ApiAnswer.Done done) {
            Opened opened = read(done.body());
            return new SubscribeOutcome.Subscribed(request.channel().live(opened.resourceId(), opened.expiresAt()));
        }
        if (answer instanceof ApiAnswer.Refused refused) {
            return refused(refused.error());
        }
        throw cause(answer);
    }

    private SubscribeOutcome refused(ApiError error) {
        if (error.reason().equals(NOT_SUPPORTED)) {
            return new SubscribeOutcome.Unsupported("Google does not tell of changes of this calendar");
        }
        if (error.reason().equals(ID_TAKEN)) {
            // It was asked for before, and the answer was lost. Only its messages tell what Google calls it.
            return new SubscribeOutcome.Duplicate();
        }
        if (BAD_ADDRESS.contains(error.reason())) {
            throw new UnrecoverableException(WHAT + ": Google answered " + error.words()
                    + "; the webhook address must be https with a certificate that Google accepts");
        }
        throw client.failure(WHAT, error);
    }

    private static Content body(ChannelRequest request) {
        Channel channel = request.channel();
        return Content.object(out -> {
            out.writeStringField("id", channel.id());
            out.writeStringField("type", "web_hook");
            out.writeStringField("address", request.callback().toString());
            out.writeStringField("token", channel.secret().reveal());
            out.writeObjectFieldStart("params");
            out.writeStringField(
                    "ttl", String.valueOf(Math.max(1, request.lifetime().toSeconds())));
            out.writeEndObject();
        });
    }

    private static Opened read(Content body) {
        String[] resource = {""};
        long[] expiration = {0};
        try (JsonParser in = body.parser()) {
            GoogleClient.members(in, (name, value) -> {
                switch (name) {
                    case "resourceId" -> resource[0] = Json.text(value, "");
                    // A 64-bit number, which this API writes as text.
                    case "expiration" -> expiration[0] = Json.number(value);
                    default -> skip(value);
                }
            });
        } catch (IOException e) {
            throw new TransientException(WHAT + ": Google's answer cannot be read", e);
        }
        if (resource[0].isEmpty()) {
            throw new TransientException(WHAT + ": Google's answer does not say what is watched");
        }
        return new Opened(resource[0], expiration[0] > 0 ? Instant.ofEpochMilli(expiration[0]) : null);
    }

    private static void skip(JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.END_OBJECT) {
            in.skipChildren();
        }
    }

    @Override
    public RenewOutcome renew(Channel channel, Duration lifetime) {
        return new RenewOutcome.Replace();
    }

    @Override
    public void stop(Channel channel) throws InterruptedException {
        Content body = Content.object(out -> {
            out.writeStringField("id", channel.id());
            out.writeStringField("resourceId", channel.remoteId());
        });
        ApiAnswer answer = client.send(ApiCall.post("channels/stop", body));
        if (answer instanceof ApiAnswer.Refused refused) {
            if (!GoogleErrors.isGone(refused.error())) {
                throw client.failure("stopping a channel", refused.error());
            }
        } else if (!(answer instanceof ApiAnswer.Done)) {
            throw cause(answer);
        }
    }

    private static SyncException cause(ApiAnswer answer) {
        return answer instanceof ApiAnswer.NotSent notSent ? notSent.cause() : ((ApiAnswer.Lost) answer).cause();
    }

    @Override
    public Optional<List<RemoteChannel>> list() {
        return Optional.empty();
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
