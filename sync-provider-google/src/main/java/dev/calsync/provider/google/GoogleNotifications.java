package dev.calsync.provider.google;

import dev.calsync.model.Account;
import dev.calsync.provider.ChangeNotificationSource;
import dev.calsync.provider.Channel;
import dev.calsync.provider.ChannelHint;
import dev.calsync.provider.LiveChannels;
import dev.calsync.provider.NotificationSession;
import dev.calsync.provider.ProviderContext;
import dev.calsync.provider.WebhookCall;
import dev.calsync.provider.WebhookOutcome;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Google's push channels (Calendar API, guide "Push notifications"). A call has no body; all it says is in its headers,
 * and nothing signs it: it is believed if it carries the channel's secret, its id, and the id of what it watches.
 *
 * <p>Calls get lost, come twice, and come for a while after a channel was stopped; their numbers grow, but not one by one,
 * so a gap says nothing.
 */
final class GoogleNotifications implements ChangeNotificationSource {
    /** Google names no maximum, and gives less than this; what counts is what it answers. */
    private static final Duration LONGEST = Duration.ofDays(30);

    private static final String HEADER = "x-goog-";
    private static final int NOT_ALLOWED = 405;
    private static final int NOT_A_MESSAGE = 400;

    private final BiFunction<Account, ProviderContext, GoogleClient> clients;

    GoogleNotifications(BiFunction<Account, ProviderContext, GoogleClient> clients) {
        this.clients = clients;
    }

    @Override
    public NotificationSession open(Account account, ProviderContext context) {
        return new GoogleChannels(clients.apply(account, context));
    }

    @Override
    public Duration longestLifetime() {
        return LONGEST;
    }

    @Override
    public boolean watchesCalendarLists() {
        return true;
    }

    @Override
    public WebhookOutcome handle(WebhookCall call, LiveChannels live) {
        if (!call.method().equals("POST")) {
            return new WebhookOutcome.Refused(NOT_ALLOWED);
        }
        String id = header(call, "channel-id");
        String state = header(call, "resource-state");
        if (id.isEmpty() || state.isEmpty()) {
            return new WebhookOutcome.Refused(NOT_A_MESSAGE);
        }
        Optional<Channel> channel = live.byPath(call.path()).filter(known -> isFrom(known, call, id));
        return new WebhookOutcome.Accepted(
                channel.map(known -> List.of(hint(known, call, state))).orElse(List.of()));
    }

    private static boolean isFrom(Channel channel, WebhookCall call, String id) {
        boolean secret = same(header(call, "channel-token"), channel.secret().reveal());
        boolean named = same(id, channel.id());
        String watched = channel.remoteId();
        // All are compared, whatever the first says: how long it takes tells nothing.
        boolean resource = watched == null || same(header(call, "resource-id"), watched);
        return Stream.of(secret, named, resource).allMatch(Boolean::booleanValue);
    }

    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static ChannelHint hint(Channel channel, WebhookCall call, String state) {
        ChannelHint.Kind kind = switch (state) {
            case "sync" -> ChannelHint.Kind.ALIVE;
            case "not_exists" -> ChannelHint.Kind.REMOVED;
            default -> ChannelHint.Kind.CHANGED;
        };
        String resource = header(call, "resource-id");
        return new ChannelHint(
                channel.id(), kind, resource.isEmpty() ? null : resource, number(header(call, "message-number")));
    }

    private static @Nullable Long number(String text) {
        return text.matches("[0-9]{1,18}") ? Long.valueOf(text) : null;
    }

    private static String header(WebhookCall call, String name) {
        return call.header(HEADER + name).orElse("");
    }
}
