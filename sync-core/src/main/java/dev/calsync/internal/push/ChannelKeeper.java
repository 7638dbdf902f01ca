package dev.calsync.internal.push;

import dev.calsync.error.StoreUnavailableException;
import dev.calsync.provider.ChangeNotificationSource;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredAccount;
import dev.calsync.store.StoredChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the channels whose time has come and whose users are this node's. What there is to do is in their rows, so
 * any node can do it; that one node owns a user's bucket keeps two from doing it at once, and what two did all the same
 * shows in the rows.
 */
final class ChannelKeeper {
    static final Logger log = LoggerFactory.getLogger(ChannelKeeper.class);

    private static final int PAGE = 200;
    private static final int PAGES_MAX = 50;
    /** Conversations with providers at once. */
    private static final int AT_ONCE = 8;

    private final PushServices services;
    private final Duration every;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean lookPlanned = new AtomicBoolean();
    /** Whether there was as much to do as can be done at once, so perhaps more. */
    private volatile boolean more;

    /** @param every how often to look for what is due */
    ChannelKeeper(PushServices services, Duration every) {
        this.services = services;
        this.every = every;
    }

    void start() {
        look();
    }

    /** Looks as soon as possible. */
    void soon() {
        if (lookPlanned.compareAndSet(false, true)) {
            execute("channels", () -> {
                lookPlanned.set(false);
                lookOnce();
            });
        }
    }

    private void execute(String name, Runnable task) {
        try {
            services.environment().tasks().execute(name, task);
        } catch (RejectedExecutionException closed) {
            log.debug("no more looking after channels: the runner is closed");
        }
    }

    private void look() {
        try {
            lookOnce();
        } finally {
            try {
                services.environment().tasks().schedule("channels", every, this::look);
            } catch (RejectedExecutionException closed) {
                log.debug("no more looking after channels: the runner is closed");
            }
        }
    }

    /** What a look found. */
    private record Due(StoredChannel channel, StoredAccount account) {}

    private void lookOnce() {
        try {
            List<Due> due = services.store().inTransaction(this::due);
            more = due.size() == AT_ONCE || due.size() + underWay.size() > AT_ONCE;
            due.forEach(this::begin);
        } catch (StoreUnavailableException away) {
            log.debug("the store is away; channels are looked after later: {}", away.getMessage());
        } catch (RuntimeException broken) {
            log.error("looking after channels failed; the next look comes as planned", broken);
        }
    }

    /** Those of other nodes stand among ours: the page grows until it holds enough of ours, or everything. */
    private List<Due> due(StoreTransaction tx) {
        for (int pages = 1; ; pages *= 5) {
            List<StoredChannel> page = tx.channels().due(tx.now(), PAGE * pages);
            List<Due> mine = new ArrayList<>();
            for (StoredChannel channel : page) {
                StoredAccount account = underWay.contains(channel.id())
                        ? null
                        : tx.accounts().find(channel.account()).orElse(null);
                if (account != null && mine.size() < AT_ONCE && services.isMine(tx, account, channel)) {
                    mine.add(new Due(channel, account));
                }
            }
            if (!mine.isEmpty() || page.size() < PAGE * pages || pages >= PAGES_MAX) {
                return mine;
            }
        }
    }

    private void begin(Due due) {
        Optional<ChangeNotificationSource> source =
                services.source(due.account().account().provider());
        if (underWay.size() >= AT_ONCE || !underWay.add(due.channel().id())) {
            return;
        }
        if (source.isEmpty()) {
            UnheardCalendars unheard = new UnheardCalendars(services);
            next(due.channel().id(), () -> {
                unheard.look(due.account(), due.channel().path());
                return null;
            });
            return;
        }
        ChannelWork work = new ChannelWork(
                services, due.account(), source.get(), due.channel().path());
        next(due.channel().id(), work::begin);
    }

    private void next(String id, ChannelWork.Step step) {
        execute("channel", () -> {
            ChannelWork.Step following = perform(step);
            if (following == null) {
                underWay.remove(id);
                if (more) {
                    soon();
                }
            } else {
                next(id, following);
            }
        });
    }

    private static ChannelWork.@Nullable Step perform(ChannelWork.Step step) {
        try {
            return step.run();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (StoreUnavailableException away) {
            log.warn("the store is away; a channel is looked after later: {}", away.getMessage());
        } catch (RuntimeException broken) {
            log.error("looking after a channel failed; it is tried again in some minutes", broken);
        }
        return null;
    }
}
