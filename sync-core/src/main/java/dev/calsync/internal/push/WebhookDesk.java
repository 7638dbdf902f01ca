package dev.calsync.internal.push;

import dev.calsync.error.CorruptStateException;
import dev.calsync.error.StoreUnavailableException;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.internal.push.ChannelBook.Known;
import dev.calsync.model.ProviderId;
import dev.calsync.provider.ChangeNotificationSource;
import dev.calsync.provider.ChannelHint;
import dev.calsync.provider.WebhookCall;
import dev.calsync.provider.WebhookOutcome;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the calls of providers. A call is a hint, never data: all it can bring about is that a calendar is pulled soon,
 * and how often that is, its debounce says. What is not proven is answered as what is, at once and without a trace.
 * Thread-safe.
 */
public final class WebhookDesk {
    private static final Logger log = LoggerFactory.getLogger(WebhookDesk.class);
    private static final int PATH_MAX = 128;

    private final PushServices services;
    private final ChannelBook book;
    private final HintBuffer hints;
    private final SourceLimits limits;

    WebhookDesk(PushServices services, ChannelBook book, HintBuffer hints) {
        this.services = services;
        this.book = book;
        this.hints = hints;
        this.limits = new SourceLimits(services.environment().time());
    }

    /** What a call is answered. */
    public sealed interface Answer {

        /** Proves that somebody is here: 200 and the text. */
        record Handshake(String text) implements Answer {}

        /** Taken: this status. */
        record Taken(int status) implements Answer {}

        /** No call of a provider's: this status. */
        record Refused(int status) implements Answer {}

        /** It could not be kept in time; the provider should deliver it again: 503. */
        record Again() implements Answer {}
    }

    /**
     * Takes a call. Blocks up to a second, and only for a call that was proven.
     *
     * @param source who called, as far as is known
     */
    public Answer take(ProviderId provider, WebhookCall call, String source) throws InterruptedException {
        ChangeNotificationSource notifications = services.source(provider).orElse(null);
        if (notifications == null) {
            return new Answer.Refused(404);
        }
        Known[] called = new Known[1];
        WebhookOutcome outcome;
        try {
            outcome = notifications.handle(call, path -> {
                Optional<Known> known = find(path, source, provider);
                called[0] = known.orElse(null);
                return known.map(Known::channel);
            });
        } catch (StoreUnavailableException away) {
            log.debug("the store is away; a call has to be delivered again: {}", away.getMessage());
            return new Answer.Again();
        }
        if (outcome instanceof WebhookOutcome.Refused refused) {
            return new Answer.Refused(refused.status());
        }
        Known known = called[0];
        if (outcome instanceof WebhookOutcome.Handshake shake) {
            return new Answer.Handshake(shake.text());
        }
        WebhookOutcome.Accepted accepted = (WebhookOutcome.Accepted) outcome;
        List<ChannelHint> told = accepted.hints();
        Answer taken = new Answer.Taken(accepted.status());
        if (known == null) {
            return taken;
        }
        List<ChannelHint> news =
                told.stream().filter(hint -> isNews(known, hint)).toList();
        return news.isEmpty() || hints.take(known, news) ? taken : new Answer.Again();
    }

    private Optional<Known> find(String path, String source, ProviderId provider) {
        if (path.isEmpty() || path.length() > PATH_MAX) {
            return Optional.empty();
        }
        boolean mayLook = book.isKnown(path) || book.isMarked(path) || limits.allows(source);
        try {
            return book.find(path, mayLook).filter(known -> known.provider().equals(provider));
        } catch (CorruptStateException | UnrecoverableException unreadable) {
            log.warn("a channel's secret cannot be opened: {}", unreadable.getMessage());
            return Optional.empty();
        }
    }

    /**
     * A number that is not higher than one that is durable comes from a call that is delivered again, or late: what it
     * tells of happened before what the higher one told of, and that was pulled, or will be.
     */
    private static boolean isNews(Known known, ChannelHint hint) {
        Long number = hint.messageNumber();
        return hint.channelId().equals(known.channel().id())
                && (number == null || number > known.number().get());
    }
}
