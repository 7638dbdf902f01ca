package dev.calsync.provider.graph;

import dev.calsync.model.Account;
import dev.calsync.provider.ChangeNotificationSource;
import dev.calsync.provider.Channel;
import dev.calsync.provider.ChannelHint;
import dev.calsync.provider.ChannelHint.Kind;
import dev.calsync.provider.LiveChannels;
import dev.calsync.provider.NotificationSession;
import dev.calsync.provider.ProviderContext;
import dev.calsync.provider.WebhookCall;
import dev.calsync.provider.WebhookOutcome;
import dev.calsync.provider.WebhookOutcome.Accepted;
import dev.calsync.provider.WebhookOutcome.Refused;
import dev.calsync.system.TimeSource;
import dev.calsync.transport.HttpTransport;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Subscriptions of Graph's. One address serves a subscription's notifications and what Graph has to say about its life, so
 * that each call is proven by the one secret that belongs to it ({@code clientState}).
 *
 * <p>With resource data, a notification also carries a token that Graph has signed and content that it has encrypted for this
 * application. Both are checked here. The content itself is not used: a notification is a hint, never data. A token signed by a
 * key that is not known yet neither proves nor disproves anything; then the secret alone decides, and the keys are fetched with
 * the next renewal.
 */
final class GraphNotifications implements ChangeNotificationSource {
    /** Graph grants 10,080 minutes at most, by its own clock. */
    static final Duration LONGEST = Duration.ofMinutes(10_070);

    /** With resource data a day. */
    static final Duration LONGEST_RICH = Duration.ofMinutes(1_430);

    private static final int MAX_HANDSHAKE_CHARS = 2_048;

    private final HttpTransport transport;
    private final GraphOptions options;
    private final Optional<RichNotifications> rich;
    private final TimeSource time;
    private final AtomicReference<@Nullable ValidationTokens> tokens = new AtomicReference<>();

    GraphNotifications(
            HttpTransport transport, GraphOptions options, Optional<RichNotifications> rich, TimeSource time) {
        this.transport = transport;
        this.options = options;
        this.rich = rich;
        this.time = time;
    }

    @Override
    public NotificationSession open(Account account, ProviderContext context) {
        GraphClient client = new GraphClient(
                transport, GraphCalendarProvider.scope(options.base(), context), options.base(), context);
        return new GraphNotificationSession(
                client, GraphSettings.of(account.settings()), context.time(), rich, () -> fetchKeys(context));
    }

    /** Gets the keys that Graph's tokens are signed with; only where tokens are asked for. */
    private void fetchKeys(ProviderContext context) throws InterruptedException {
        if (rich.isPresent()) {
            tokens.set(ValidationTokens.fetched(transport, rich.get(), context));
        }
    }

    @Override
    public Duration longestLifetime() {
        return rich.isPresent() ? LONGEST_RICH : LONGEST;
    }

    /** Graph tells of events, not of calendars. */
    @Override
    public boolean watchesCalendarLists() {
        return false;
    }

    @Override
    public WebhookOutcome handle(WebhookCall call, LiveChannels live) {
        if (!call.method().equals("POST")) {
            return new Refused(405);
        }
        Optional<Channel> channel = live.byPath(call.path());
        String handshake = call.query().get("validationToken");
        if (handshake != null) {
            return shake(handshake, channel);
        }
        NotificationBody body;
        try {
            body = NotificationBody.read(call.body());
        } catch (IOException e) {
            return new Refused(400);
        }
        return channel.isEmpty() ? new Accepted(List.of()) : new Accepted(hints(body, channel.get()));
    }

    /** Only addresses that we asked Graph to call are confirmed: nobody else can make this a target. */
    private static WebhookOutcome shake(String token, Optional<Channel> channel) {
        boolean sound = !token.isEmpty()
                && token.length() <= MAX_HANDSHAKE_CHARS
                && token.chars().noneMatch(Character::isISOControl);
        if (!sound) {
            return new Refused(400);
        }
        return channel.isPresent() ? new WebhookOutcome.Handshake(token) : new Accepted(List.of());
    }

    private List<ChannelHint> hints(NotificationBody body, Channel channel) {
        Map<Kind, ChannelHint> hints = new EnumMap<>(Kind.class);
        for (NotificationBody.Item item : body.items()) {
            if (proven(item, channel) && (rich.isEmpty() || authentic(item, body))) {
                String remote = item.subscriptionId().isEmpty() ? null : item.subscriptionId();
                Kind kind = kind(item.lifecycleEvent());
                hints.putIfAbsent(kind, new ChannelHint(channel.id(), kind, remote, null));
            }
        }
        return new ArrayList<>(hints.values());
    }

    private static boolean proven(NotificationBody.Item item, Channel channel) {
        return MessageDigest.isEqual(
                item.clientState().getBytes(StandardCharsets.UTF_8),
                channel.secret().reveal().getBytes(StandardCharsets.UTF_8));
    }

    /** Of what Graph signs and encrypts, nothing may be wrong. Lifecycle events and deletions carry no content. */
    private boolean authentic(NotificationBody.Item item, NotificationBody body) {
        ValidationTokens known = tokens.get();
        RichNotifications own = rich.orElseThrow();
        boolean signed = known == null || known.confirm(body.validationTokens(), item.tenantId(), time.now());
        EncryptedContent content = item.content();
        return signed && (content == null || own.opens(content));
    }

    private static Kind kind(String lifecycleEvent) {
        return switch (lifecycleEvent) {
            case "" -> Kind.CHANGED;
            case "reauthorizationRequired" -> Kind.RENEW;
            case "subscriptionRemoved" -> Kind.REMOVED;
            // Missed, and whatever Graph may come to say: looking at everything is never wrong.
            default -> Kind.MISSED;
        };
    }

    /** Fetches the keys of Graph's tokens. */
    @FunctionalInterface
    interface KeyFetch {
        void run() throws InterruptedException;
    }

    /** Where the keys of an authority's tokens are. */
    static URI keys(URI authority) {
        return URI.create(authority + "/common/discovery/v2.0/keys");
    }
}
