package dev.calsync.internal.push;

import dev.calsync.error.StoreUnavailableException;
import dev.calsync.model.UserId;
import dev.calsync.store.StoredAccount;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;

/**
 * Goes once through all users after a start: what they wished for before there was an address, no change of theirs has
 * made a channel of. Page by page with pauses, so that many users cost a started engine little; the first page comes at
 * once. Nodes that do it at the same time find nothing left to do.
 */
final class ChannelSweep {
    private static final int PAGE = 200;
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration STORE_AWAY = Duration.ofSeconds(10);

    private final PushServices services;
    private final ChannelPlan plan;
    private final Runnable attend;

    /** @param attend called when channels may be due */
    ChannelSweep(PushServices services, ChannelPlan plan, Runnable attend) {
        this.services = services;
        this.plan = plan;
        this.attend = attend;
    }

    void start() {
        page("");
    }

    private void page(String after) {
        String last;
        try {
            last = services.store().inTransaction(tx -> {
                List<StoredAccount> accounts = tx.accounts().all(after, PAGE);
                Set<UserId> users = new LinkedHashSet<>();
                accounts.forEach(account -> users.add(account.account().user()));
                for (UserId user : services.asking(tx, users)) {
                    plan.align(tx, user);
                }
                return accounts.size() < PAGE
                        ? ""
                        : accounts.get(PAGE - 1).account().id().value();
            });
        } catch (StoreUnavailableException away) {
            ChannelKeeper.log.debug("the store is away; who wants channels is looked for later: {}", away.getMessage());
            next(STORE_AWAY, after);
            return;
        }
        attend.run();
        if (!last.isEmpty()) {
            next(PAUSE, last);
        }
    }

    private void next(Duration pause, String after) {
        try {
            services.environment().tasks().schedule("channels", pause, () -> page(after));
        } catch (RejectedExecutionException closed) {
            ChannelKeeper.log.debug("nobody looks for who wants channels: the runner is closed");
        }
    }
}
