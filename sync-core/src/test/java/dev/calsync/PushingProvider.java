package dev.calsync;

import dev.calsync.error.TransientException;
import dev.calsync.error.UnreachableException;
import dev.calsync.http.HttpRequest;
import dev.calsync.http.SyncHttp;
import dev.calsync.model.Account;
import dev.calsync.model.CalendarRef;
import dev.calsync.provider.ChangeNotificationSource;
import dev.calsync.provider.Channel;
import dev.calsync.provider.ChannelHint;
import dev.calsync.provider.ChannelRequest;
import dev.calsync.provider.LiveChannels;
import dev.calsync.provider.NotificationSession;
import dev.calsync.provider.ProviderContext;
import dev.calsync.provider.RemoteChannel;
import dev.calsync.provider.RenewOutcome;
import dev.calsync.provider.SubscribeOutcome;
import dev.calsync.provider.WebhookCall;
import dev.calsync.provider.WebhookOutcome;
import dev.calsync.system.TimeSource;
import dev.calsync.testing.ForwardingProvider;
import dev.calsync.testing.ScriptedProvider;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A provider in memory that tells of changes as one of the real ones does. */
final class PushingProvider extends ForwardingProvider {
    static final Duration LIFETIME = Duration.ofDays(7);
    static final URI ADDRESS = URI.create("https://app.example.com/calsync");

    /** Whose ways it has. */
    enum Shape {
        /** No list, no renewal; the remote id names what is watched. */
        GOOGLE,
        /** A list, and renewals. */
        GRAPH,
        /** No list; asking again gives the same, which renews it. */
        WEBDAV_PUSH
    }

    final ScriptedProvider calendars;
    final Map<String, Sub> subs = new LinkedHashMap<>();
    private final TimeSource time;
    private final Shape shape;
    /** Where calls go; null while nobody listens. */
    @Nullable
    SyncHttp receiver;

    boolean silent;
    boolean loseNextSubscribeAnswer;
    boolean failSubscribes;
    boolean refuses;
    boolean syncBeforeAnswer = true;
    Runnable inSubscribe = () -> {};
    int made;
    int stopped;

    PushingProvider(ScriptedProvider calendars, TimeSource time, Shape shape) {
        super(calendars);
        this.calendars = calendars;
        this.time = time;
        this.shape = shape;
    }

    /** What the provider knows of a channel. */
    static final class Sub {
        final String id;
        final String resource;
        final String secret;
        final URI callback;
        final String calendar;
        Instant expires;
        long number;

        Sub(String id, String resource, String secret, URI callback, String calendar, Instant expires) {
            this.id = id;
            this.resource = resource;
            this.secret = secret;
            this.callback = callback;
            this.calendar = calendar;
            this.expires = expires;
        }
    }

    List<Sub> live() {
        subs.values().removeIf(sub -> !time.now().isBefore(sub.expires));
        return List.copyOf(subs.values());
    }

    /** Tells of a change of a calendar; returns the answers. */
    List<Integer> tell(String calendar) {
        List<Integer> answers = new ArrayList<>();
        if (!silent) {
            live().stream()
                    .filter(sub -> sub.calendar.equals(calendar))
                    .forEach(sub -> answers.add(send(sub, "change")));
        }
        return answers;
    }

    int send(Sub sub, String kind) {
        return receiver == null
                ? 0
                : receiver.handle(call(sub, kind, ++sub.number)).status();
    }

    HttpRequest call(Sub sub, String kind, long number) {
        String path = Objects.requireNonNull(sub.callback.getPath())
                .substring(ADDRESS.getPath().length());
        return HttpRequest.of("POST", path)
                .header("x-id", sub.id)
                .header("x-secret", sub.secret)
                .header("x-resource", sub.resource)
                .header("x-kind", kind)
                .header("x-number", String.valueOf(number))
                .source("192.0.2.1");
    }

    @Override
    public Optional<ChangeNotificationSource> notifications() {
        return Optional.of(new Source());
    }

    private final class Source implements ChangeNotificationSource {

        @Override
        public Duration longestLifetime() {
            return LIFETIME;
        }

        @Override
        public boolean watchesCalendarLists() {
            return false;
        }

        @Override
        public boolean subscribesAgain() {
            return shape == Shape.WEBDAV_PUSH;
        }

        @Override
        public NotificationSession open(Account account, ProviderContext context) {
            return new Session();
        }

        @Override
        public WebhookOutcome handle(WebhookCall call, LiveChannels live) {
            String kind = call.header("x-kind").orElse("");
            if (kind.isEmpty()) {
                return new WebhookOutcome.Refused(400);
            }
            Optional<Channel> channel = live.byPath(call.path())
                    .filter(known -> call.header("x-secret")
                            .orElse("")
                            .equals(known.secret().reveal()));
            return new WebhookOutcome.Accepted(
                    channel.map(known -> List.of(hint(known, call, kind))).orElse(List.of()));
        }

        private ChannelHint hint(Channel known, WebhookCall call, String kind) {
            ChannelHint.Kind meant = switch (kind) {
                case "sync" -> ChannelHint.Kind.ALIVE;
                case "removed" -> ChannelHint.Kind.REMOVED;
                default -> ChannelHint.Kind.CHANGED;
            };
            return new ChannelHint(
                    known.id(),
                    meant,
                    call.header("x-resource").orElse(null),
                    call.header("x-number").map(Long::valueOf).orElse(null));
        }
    }

    private final class Session implements NotificationSession {

        @Override
        public SubscribeOutcome subscribe(ChannelRequest request) {
            if (failSubscribes) {
                throw new UnreachableException("the provider is away");
            }
            if (refuses) {
                return new SubscribeOutcome.Unsupported("it does not tell of this calendar");
            }
            Channel channel = request.channel();
            if (subs.containsKey(channel.id()) && shape == Shape.WEBDAV_PUSH) {
                return again(channel, request.lifetime());
            }
            if (subs.containsKey(channel.id())) {
                return new SubscribeOutcome.Duplicate();
            }
            CalendarRef watched = Objects.requireNonNull(channel.calendar());
            made++;
            Sub sub = new Sub(
                    channel.id(),
                    shape == Shape.GOOGLE ? "resource-" + watched.calendarId() : "sub-" + made,
                    channel.secret().reveal(),
                    request.callback(),
                    watched.calendarId(),
                    time.now().plus(request.lifetime()));
            subs.put(channel.id(), sub);
            inSubscribe.run();
            if (syncBeforeAnswer && shape != Shape.WEBDAV_PUSH) {
                send(sub, "sync");
            }
            if (loseNextSubscribeAnswer) {
                loseNextSubscribeAnswer = false;
                throw new TransientException("the answer was lost");
            }
            return new SubscribeOutcome.Subscribed(channel.live(sub.resource, sub.expires));
        }

        private SubscribeOutcome again(Channel channel, Duration lifetime) {
            Sub sub = Objects.requireNonNull(subs.get(channel.id()));
            sub.expires = time.now().plus(lifetime);
            return new SubscribeOutcome.Subscribed(channel.live(sub.resource, sub.expires));
        }

        @Override
        public RenewOutcome renew(Channel channel, Duration lifetime) {
            Sub sub = subs.get(channel.id());
            if (shape == Shape.GOOGLE) {
                return new RenewOutcome.Replace();
            }
            if (sub == null || !time.now().isBefore(sub.expires)) {
                return new RenewOutcome.Gone();
            }
            sub.expires = time.now().plus(lifetime);
            return new RenewOutcome.Extended(channel.live(sub.resource, sub.expires));
        }

        @Override
        public void stop(Channel channel) {
            if (shape != Shape.GOOGLE) {
                subs.values().removeIf(sub -> sub.resource.equals(channel.remoteId()));
            } else {
                subs.values().removeIf(sub -> sub.id.equals(channel.id()) && sub.resource.equals(channel.remoteId()));
            }
            stopped++;
        }

        @Override
        public Optional<List<RemoteChannel>> list() {
            return shape == Shape.GRAPH
                    ? Optional.of(live().stream()
                            .map(sub -> new RemoteChannel(sub.resource, sub.callback.toString(), sub.expires))
                            .toList())
                    : Optional.empty();
        }

        @Override
        public void close() {}
    }
}
