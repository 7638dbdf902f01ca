package dev.calsync.provider.caldav;

import dev.calsync.model.Account;
import dev.calsync.model.CalendarRef;
import dev.calsync.provider.ChangeNotificationSource;
import dev.calsync.provider.Channel;
import dev.calsync.provider.ChannelHint;
import dev.calsync.provider.LiveChannels;
import dev.calsync.provider.NotificationSession;
import dev.calsync.provider.ProviderContext;
import dev.calsync.provider.WebhookCall;
import dev.calsync.provider.WebhookOutcome;
import dev.calsync.system.TimeSource;
import dev.calsync.transport.HttpScope;
import dev.calsync.transport.HttpTransport;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * WebDAV-Push (draft-bitfire-webdav-push): the server is told to send Web Push messages, and this side is the push service
 * itself (RFC 8030). A message is believed if it was encrypted with the channel's own keys (RFC 8291), carries the token
 * of the server's key where the server has one (RFC 8292), and names the calendar's topic. Each is checked whether or
 * not a channel is known, as far as it can be, and every answer is 201.
 */
final class DavPush implements ChangeNotificationSource {
    private static final int CREATED = 201;
    private static final int BAD_REQUEST = 400;
    private static final int TOO_LARGE = 413;
    private static final int UNSUPPORTED = 415;
    /** RFC 8030 section 7.2 wants 4,096 of content, which the encryption makes some longer. */
    private static final int MESSAGE_BYTES_MAX = 8_192;

    private static final Duration LIFETIME = Duration.ofDays(7);

    private final HttpTransport transport;
    private final Logins logins;
    private final CalDavOptions options;
    private final PushRegistrations registrations;
    private final TimeSource time;
    private final MultistatusReader reader = new MultistatusReader(MESSAGE_BYTES_MAX);

    DavPush(
            HttpTransport transport,
            Logins logins,
            CalDavOptions options,
            PushRegistrations registrations,
            TimeSource time) {
        this.transport = transport;
        this.logins = logins;
        this.options = options;
        this.registrations = registrations;
        this.time = time;
    }

    @Override
    public NotificationSession open(Account account, ProviderContext context) {
        return new DavPushSession(account, context.time(), registrations, () -> {
            CalDavSettings settings = CalDavSettings.of(account.settings());
            HttpScope scope = CalDavProvider.scope(
                    settings.url(),
                    logins.of(account.id(), settings.digest(), context),
                    settings.trusting(options.siblings()),
                    context);
            return new DavPushSession.Door(
                    new DavClient(transport, scope, MESSAGE_BYTES_MAX),
                    settings.homes().get(0),
                    scope);
        });
    }

    @Override
    public Duration longestLifetime() {
        return LIFETIME;
    }

    @Override
    public boolean watchesCalendarLists() {
        return false;
    }

    /** The push resource names a subscription: a server updates what it has. */
    @Override
    public boolean subscribesAgain() {
        return true;
    }

    /** A state is a sync token, and so is what a cursor holds. */
    @Override
    public boolean isKnown(String cursor, String state) {
        return FeedPosition.parse(cursor)
                .filter(position -> position.kind() == FeedPosition.Kind.SYNC
                        && position.page() == 0
                        && position.token().equals(state))
                .isPresent();
    }

    @Override
    public WebhookOutcome handle(WebhookCall call, LiveChannels live) {
        if (call.header("ttl").filter(ttl -> ttl.strip().matches("[0-9]{1,10}")).isEmpty()) {
            return new WebhookOutcome.Refused(BAD_REQUEST);
        }
        if (call.header("content-encoding")
                .filter("aes128gcm"::equalsIgnoreCase)
                .isEmpty()) {
            return new WebhookOutcome.Refused(UNSUPPORTED);
        }
        byte[] message = call.body();
        if (message.length > MESSAGE_BYTES_MAX) {
            return new WebhookOutcome.Refused(TOO_LARGE);
        }
        Optional<ChannelHint> hint = live.byPath(call.path()).flatMap(channel -> hint(channel, call, message));
        return new WebhookOutcome.Accepted(hint.map(List::of).orElse(List.of()), CREATED);
    }

    private Optional<ChannelHint> hint(Channel channel, WebhookCall call, byte[] message) {
        // Before the answer to its registration is noted there is no key to check; the encryption proves enough.
        Optional<PushRegistration> registration =
                Optional.ofNullable(channel.remoteId()).flatMap(PushRegistration::parse);
        boolean signed = registration
                .filter(one -> !one.vapidKey().isEmpty())
                .map(one ->
                        Vapid.proves(call.header("authorization").orElse(""), one.vapidKey(), one.origin(), time.now()))
                .orElse(true);
        if (!signed) {
            return Optional.empty();
        }
        DavElement root;
        try {
            root = reader.readElement(
                    new ByteArrayInputStream(WebPushKeys.of(channel.secret()).open(message)));
        } catch (GeneralSecurityException | MalformedAnswerException forged) {
            return Optional.empty();
        }
        String topic = root.first(DavNames.TOPIC).map(DavElement::trimmed).orElse("");
        boolean ours = root.name().equals(DavNames.PUSH_MESSAGE)
                && registration
                        .map(one -> one.topicHash().equals(PushRegistration.hash(topic)))
                        .orElse(true);
        if (!ours) {
            return Optional.empty();
        }
        remember(channel, registration);
        Optional<DavElement> content = root.first(DavNames.CONTENT_UPDATE);
        // A change of properties alone is nothing to pull.
        ChannelHint.Kind kind = content.isPresent() ? ChannelHint.Kind.CHANGED : ChannelHint.Kind.ALIVE;
        String token = content.flatMap(update -> update.first(DavNames.SYNC_TOKEN))
                .map(DavElement::trimmed)
                .filter(text -> !text.isEmpty())
                .orElse(null);
        return Optional.of(new ChannelHint(channel.id(), kind, null, null, token));
    }

    private void remember(Channel channel, Optional<PushRegistration> registration) {
        CalendarRef calendar = channel.calendar();
        if (calendar != null) {
            registration.ifPresent(one -> registrations.note(calendar, one.address()));
        }
    }
}
