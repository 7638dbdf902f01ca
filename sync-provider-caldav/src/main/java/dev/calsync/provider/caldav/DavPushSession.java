package dev.calsync.provider.caldav;

import dev.calsync.error.TransientException;
import dev.calsync.model.Account;
import dev.calsync.model.CalendarRef;
import dev.calsync.provider.Channel;
import dev.calsync.provider.ChannelRequest;
import dev.calsync.provider.NotificationSession;
import dev.calsync.provider.RemoteChannel;
import dev.calsync.provider.RenewOutcome;
import dev.calsync.provider.SubscribeOutcome;
import dev.calsync.system.TimeSource;
import dev.calsync.transport.HttpScope;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One account's subscriptions. Registering, renewing and finding out what became of one is the same request. */
final class DavPushSession implements NotificationSession {
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final int FORBIDDEN = 403;

    private final Account account;
    private final TimeSource time;
    private final PushRegistrations registrations;
    private final Opening opening;
    private @Nullable Door door;

    /**
     * What requests go through.
     *
     * @param client the calls
     * @param home what calendars' hrefs are relative to
     * @param scope where requests may go
     */
    record Door(DavClient client, URI home, HttpScope scope) {}

    /** Opens the door at the first call: credentials may take a while. */
    @FunctionalInterface
    interface Opening {
        Door open() throws InterruptedException;
    }

    DavPushSession(Account account, TimeSource time, PushRegistrations registrations, Opening opening) {
        this.account = account;
        this.time = time;
        this.registrations = registrations;
        this.opening = opening;
    }

    private Door door() throws InterruptedException {
        Door made = door;
        if (made == null) {
            made = opening.open();
            door = made;
        }
        return made;
    }

    /** What a server offers for a calendar. */
    private record Offer(String topic, String vapidKey) {}

    @Override
    public SubscribeOutcome subscribe(ChannelRequest request) throws InterruptedException {
        CalendarRef calendar = request.channel().calendar();
        if (calendar == null) {
            return new SubscribeOutcome.Unsupported("the list of an account's calendars is not watched");
        }
        URI collection = new Hrefs(door().home(), calendar.calendarId()).collection();
        Optional<Offer> offer = offer(collection);
        if (offer.isEmpty()) {
            return new SubscribeOutcome.Unsupported("the server does not offer WebDAV-Push for this calendar");
        }
        return register(request.channel(), collection, request.callback(), request.lifetime(), offer.get());
    }

    private Optional<Offer> offer(URI collection) throws InterruptedException {
        List<Offer> found = new ArrayList<>();
        door().client()
                .propfind(collection, "0", DavXml.pushOffer(), response -> {
                    Optional<DavElement> webPush =
                            response.property(DavNames.TRANSPORTS).flatMap(all -> all.first(DavNames.WEB_PUSH));
                    Optional<String> topic = response.text(DavNames.TOPIC);
                    if (webPush.isPresent() && topic.isPresent()) {
                        String key = webPush.get()
                                .first(DavNames.VAPID_KEY)
                                .map(DavElement::trimmed)
                                .orElse("");
                        found.add(new Offer(topic.get(), key));
                    }
                })
                .orThrow();
        return found.stream().findFirst();
    }

    private SubscribeOutcome register(Channel channel, URI collection, URI callback, Duration lifetime, Offer offer)
            throws InterruptedException {
        WebPushKeys keys = WebPushKeys.of(channel.secret());
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        Instant wished = time.now().plus(lifetime);
        DavClient.Registered answer = door().client()
                .register(
                        collection,
                        DavXml.pushRegister(
                                callback.toString(),
                                base64.encodeToString(keys.publicKey()),
                                base64.encodeToString(keys.auth()),
                                HTTP_DATE.format(wished)));
        if (answer.answer().status() == FORBIDDEN) {
            return new SubscribeOutcome.Unsupported("the server refuses to send messages for this calendar");
        }
        if (!answer.answer().isSuccess()) {
            throw answer.answer().failure().get();
        }
        URI address = answer.answer()
                .location()
                .flatMap(location -> Links.resolve(answer.answer().uri(), location))
                .orElseThrow(() -> new TransientException("a server took a subscription and did not say where it is"));
        if (!door().scope().trusts(address)) {
            return new SubscribeOutcome.Unsupported("the server keeps subscriptions where credentials do not go");
        }
        Optional<String> kept =
                new PushRegistration(address, callback, offer.vapidKey(), PushRegistration.hash(offer.topic())).text();
        if (kept.isEmpty()) {
            return new SubscribeOutcome.Unsupported("the server's address of the subscription is too long");
        }
        registrations.note(new CalendarRef(account.id(), calendarId(channel)), address);
        return new SubscribeOutcome.Subscribed(channel.live(
                kept.get(), answer.expires().flatMap(DavPushSession::date).orElse(wished)));
    }

    private static String calendarId(Channel channel) {
        CalendarRef calendar = channel.calendar();
        return calendar == null ? "" : calendar.calendarId();
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(Instant.from(HTTP_DATE.parse(text.strip())));
        } catch (DateTimeException malformed) {
            return Optional.empty();
        }
    }

    @Override
    public RenewOutcome renew(Channel channel, Duration lifetime) throws InterruptedException {
        Optional<PushRegistration> known =
                Optional.ofNullable(channel.remoteId()).flatMap(PushRegistration::parse);
        if (known.isEmpty()) {
            return new RenewOutcome.Replace();
        }
        SubscribeOutcome outcome =
                subscribe(new ChannelRequest(channel, known.get().callback(), lifetime));
        return outcome instanceof SubscribeOutcome.Subscribed subscribed
                ? new RenewOutcome.Extended(subscribed.channel())
                : new RenewOutcome.Gone();
    }

    @Override
    public void stop(Channel channel) throws InterruptedException {
        Optional<PushRegistration> known =
                Optional.ofNullable(channel.remoteId()).flatMap(PushRegistration::parse);
        if (known.isEmpty()) {
            return;
        }
        URI address = known.get().address();
        registrations.forget(new CalendarRef(account.id(), calendarId(channel)), address);
        DavAnswer answer = door().client().delete(address, null);
        if (!answer.isSuccess() && !answer.isGone()) {
            throw answer.failure().get();
        }
    }

    @Override
    public Optional<List<RemoteChannel>> list() {
        return Optional.empty();
    }

    @Override
    public void close() {
        door = null;
    }
}
