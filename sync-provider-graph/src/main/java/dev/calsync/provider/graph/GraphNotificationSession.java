package dev.calsync.provider.graph;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.calsync.error.TransientException;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.model.CalendarRef;
import dev.calsync.provider.Channel;
import dev.calsync.provider.ChannelRequest;
import dev.calsync.provider.NotificationSession;
import dev.calsync.provider.RemoteChannel;
import dev.calsync.provider.RenewOutcome;
import dev.calsync.provider.SubscribeOutcome;
import dev.calsync.system.TimeSource;
import java.io.IOException;
import java.net.URI;
import java.security.cert.CertificateException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A conversation about one account's subscriptions. */
final class GraphNotificationSession implements NotificationSession {
    private static final String SUBSCRIPTIONS = "/subscriptions";
    private static final int MOST_PAGES = 100;

    private final GraphClient client;
    private final GraphSettings settings;
    private final TimeSource time;
    private final Optional<RichNotifications> rich;
    private final GraphNotifications.KeyFetch keys;

    GraphNotificationSession(
            GraphClient client,
            GraphSettings settings,
            TimeSource time,
            Optional<RichNotifications> rich,
            GraphNotifications.KeyFetch keys) {
        this.client = client;
        this.settings = settings;
        this.time = time;
        this.rich = rich;
        this.keys = keys;
    }

    /** A subscription as Graph shows it. */
    private record Subscription(String id, String url, String resource, @Nullable Instant expires) {
        Instant expiresOr(Instant otherwise) {
            return expires == null ? otherwise : expires;
        }
    }

    private record Page(List<Subscription> subscriptions, @Nullable String next) {}

    @Override
    public SubscribeOutcome subscribe(ChannelRequest request) throws InterruptedException {
        CalendarRef calendar = request.channel().calendar();
        if (calendar == null) {
            return new SubscribeOutcome.Unsupported("Graph tells of events, not of the list of calendars");
        }
        keys.run();
        byte[] body = body(request, calendar);
        GraphClient.Reply<Subscription> reply =
                client.ask(ApiCall.post(SUBSCRIPTIONS, body), GraphNotificationSession::whole);
        Subscription made = reply.value();
        ApiAnswer answer = reply.answer();
        if (made != null) {
            return new SubscribeOutcome.Subscribed(
                    request.channel().live(made.id(), made.expiresOr(ends(request.lifetime()))));
        }
        if (answer.status() == 409) {
            return new SubscribeOutcome.Duplicate();
        }
        if (answer.error().is("validationerror")) {
            throw new TransientException("Graph could not validate the address for notifications: it has to be reachable"
                    + " from the internet over https and answer within 10 seconds");
        }
        if (answer.isGone() || (answer.status() == 403 && !GraphErrors.isThrottled(answer))) {
            return new SubscribeOutcome.Unsupported(
                    "Graph does not tell of this calendar" + answer.error().shown());
        }
        throw answer.failure();
    }

    private byte[] body(ChannelRequest request, CalendarRef calendar) {
        return Json.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("changeType", "created,updated,deleted");
            out.writeStringField("notificationUrl", request.callback().toString());
            out.writeStringField("lifecycleNotificationUrl", request.callback().toString());
            out.writeStringField("resource", resource(calendar.calendarId()));
            out.writeStringField("expirationDateTime", ends(request.lifetime()).toString());
            out.writeStringField("clientState", request.channel().secret().reveal());
            out.writeStringField("latestSupportedTlsVersion", "v1_2");
            if (rich.isPresent()) {
                out.writeBooleanField("includeResourceData", true);
                try {
                    out.writeStringField("encryptionCertificate", rich.get().certificateBase64());
                } catch (CertificateException e) {
                    throw new IOException(e);
                }
                out.writeStringField("encryptionCertificateId", rich.get().certificateId());
            }
            out.writeEndObject();
        });
    }

    /** Resource data has to be asked for by name; the id is all that a hint needs. */
    private String resource(String calendarId) {
        String events = settings.paths().eventsOf(calendarId).substring(1);
        return rich.isPresent() ? events + "?$select=id" : events;
    }

    private Instant ends(Duration lifetime) {
        Duration longest = rich.isPresent() ? GraphNotifications.LONGEST_RICH : GraphNotifications.LONGEST;
        return time.now()
                .plus(lifetime.compareTo(longest) > 0 ? longest : lifetime)
                .truncatedTo(ChronoUnit.SECONDS);
    }

    @Override
    public RenewOutcome renew(Channel channel, Duration lifetime) throws InterruptedException {
        String id = channel.remoteId();
        if (id == null) {
            return new RenewOutcome.Gone();
        }
        keys.run();
        Instant until = ends(lifetime);
        byte[] body = Json.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("expirationDateTime", until.toString());
            out.writeEndObject();
        });
        GraphClient.Reply<Subscription> reply =
                client.ask(ApiCall.patch(target(id), body, null), GraphNotificationSession::whole);
        Subscription now = reply.value();
        if (now != null) {
            return new RenewOutcome.Extended(channel.live(id, now.expiresOr(until)));
        }
        if (reply.answer().isGone()) {
            return new RenewOutcome.Gone();
        }
        throw reply.answer().failure();
    }

    @Override
    public void stop(Channel channel) throws InterruptedException {
        String id = channel.remoteId();
        if (id != null) {
            ApiAnswer answer = client.send(ApiCall.delete(target(id), null));
            if (!answer.isSuccess() && !answer.isGone()) {
                throw answer.failure();
            }
        }
    }

    private static String target(String id) {
        return SUBSCRIPTIONS + "/" + GraphPaths.segment(id);
    }

    /** Those for this mailbox: to an application that acts for itself Graph lists those of all mailboxes. */
    @Override
    public Optional<List<RemoteChannel>> list() throws InterruptedException {
        List<RemoteChannel> found = new ArrayList<>();
        Page page = client.read(ApiCall.get(SUBSCRIPTIONS), GraphNotificationSession::page);
        for (int pages = 1; ; pages++) {
            for (Subscription each : page.subscriptions()) {
                if (isOurs(each.resource())) {
                    found.add(new RemoteChannel(each.id(), each.url(), each.expires()));
                }
            }
            String next = page.next();
            if (next == null) {
                return Optional.of(found);
            }
            if (pages == MOST_PAGES) {
                throw new UnrecoverableException("the application has more subscriptions than can be");
            }
            URI link = client.pinned(next);
            page = client.readLink(link, GraphNotificationSession::page);
        }
    }

    private boolean isOurs(String resource) {
        String bare = resource.startsWith("/") ? resource : "/" + resource;
        return settings.own() || bare.startsWith(settings.paths().owner() + "/");
    }

    private static Page page(JsonParser in) throws IOException {
        List<Subscription> found = new ArrayList<>();
        @Nullable String[] next = {null};
        in.nextToken();
        Json.object(in, name -> {
            if (name.equals("value") && in.currentToken() == JsonToken.START_ARRAY) {
                while (in.nextToken() == JsonToken.START_OBJECT) {
                    found.add(subscription(in));
                }
            } else if (name.equals("@odata.nextLink")) {
                next[0] = Json.text(in);
            } else {
                in.skipChildren();
            }
        });
        return new Page(found, next[0]);
    }

    private static Subscription whole(JsonParser in) throws IOException {
        in.nextToken();
        return subscription(in);
    }

    private static Subscription subscription(JsonParser in) throws IOException {
        String[] texts = {"", "", "", ""};
        Json.object(in, name -> {
            switch (name) {
                case "id" -> texts[0] = Json.text(in, "");
                case "notificationUrl" -> texts[1] = Json.text(in, "");
                case "resource" -> texts[2] = Json.text(in, "");
                case "expirationDateTime" -> texts[3] = Json.text(in, "");
                default -> in.skipChildren();
            }
        });
        return new Subscription(texts[0], texts[1], texts[2], instant(texts[3]));
    }

    private static @Nullable Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    @Override
    public void close() {
        // Nothing is held between two calls.
    }
}
