package dev.calsync.internal.push;

import dev.calsync.error.StoreUnavailableException;
import dev.calsync.listener.SyncEvent;
import dev.calsync.listener.SyncListener;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.UserId;
import dev.calsync.provider.ChangeNotificationSource;
import dev.calsync.provider.NotificationSession;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredAccount;
import dev.calsync.store.StoredChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Everything about push channels of one engine. Thread-safe. */
public final class Push implements SyncListener {
    private static final int STOPPED_AT_ONCE_MAX = 100;

    private final PushServices services;
    private final ChannelPlan plan;
    private final ChannelKeeper keeper;
    private final ChannelSweep sweep;
    private final SilenceWatch silence;
    private final WebhookDesk desk;

    /** @param lookEvery how often to look for channels that are due */
    public Push(PushServices services, Duration lookEvery) {
        this.services = services;
        this.plan = new ChannelPlan(services);
        this.keeper = new ChannelKeeper(services, lookEvery);
        this.sweep = new ChannelSweep(services, plan, keeper::soon);
        this.silence = new SilenceWatch(services);
        ChannelBook book = new ChannelBook(services);
        this.desk = new WebhookDesk(services, book, new HintBuffer(services, book, keeper::soon));
    }

    /** Begins to look after channels. */
    public void start() {
        sweep.start();
        keeper.start();
    }

    /** Takes the calls of providers. */
    public WebhookDesk desk() {
        return desk;
    }

    /**
     * Brings the channels of a user in line with the schedules and the calendars there are, in the transaction that
     * changed one of them.
     */
    public void align(StoreTransaction tx, UserId user) {
        plan.align(tx, user);
    }

    /** Something may be due: looks as soon as possible. */
    public void soon() {
        keeper.soon();
    }

    @Override
    public void on(SyncEvent event) {
        if (event instanceof SyncEvent.RunFinished run) {
            try {
                silence.ended(run);
            } catch (StoreUnavailableException away) {
                ChannelKeeper.log.debug("whether a channel keeps silent is not known: {}", away.getMessage());
            }
        }
    }

    /**
     * Whether a calendar need not be polled now, because its channel is well and the last poll is recent enough. If it has
     * to be, that is noted.
     */
    public static boolean spares(StoreTransaction tx, CalendarRef calendar, Duration safetyNet) {
        return SilenceWatch.spares(tx, calendar, safetyNet);
    }

    /** How a calendar's channel is doing; empty if it has none. */
    public Optional<ChannelHealth> health(StoreTransaction tx, CalendarRef calendar) {
        return ChannelHealth.of(tx.channels().ofCalendar(calendar), tx.now());
    }

    /** An account is about to be forgotten: its channels are stopped, as far as that works. Blocks on the provider. */
    public void stopAll(AccountId id) {
        record Open(StoredAccount account, List<StoredChannel> channels) {}
        Optional<Open> found = services.store()
                .inTransaction(tx -> tx.accounts()
                        .find(id)
                        .map(account -> new Open(account, tx.channels().ofAccount(id))));
        if (found.isEmpty()) {
            return;
        }
        StoredAccount account = found.get().account();
        Optional<ChangeNotificationSource> source =
                services.source(account.account().provider());
        List<StoredChannel> live = found.get().channels().stream()
                .filter(channel -> channel.remoteId() != null)
                .limit(STOPPED_AT_ONCE_MAX)
                .toList();
        if (source.isEmpty() || live.isEmpty()) {
            return;
        }
        try (NotificationSession session = services.open(account)) {
            for (StoredChannel channel : live) {
                session.stop(ChannelBook.open(services.box(), channel));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException failure) {
            ChannelKeeper.log.info("channels of a forgotten account end when they expire: {}", failure.getMessage());
        }
    }
}
