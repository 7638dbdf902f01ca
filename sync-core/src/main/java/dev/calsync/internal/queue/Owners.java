package dev.calsync.internal.queue;

import dev.calsync.model.AccountId;
import dev.calsync.model.ProviderId;
import dev.calsync.model.UserId;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whose work it is: the accounts and users that have work here, waiting or running, and every provider seen. */
final class Owners {
    private final Map<AccountId, QueuedAccount> accounts = new HashMap<>();
    private final Map<UserId, QueuedUser> users = new HashMap<>();
    private final Map<ProviderId, ProviderPool> pools = new HashMap<>();
    private final QueueLimits limits;
    private final Turns turns;
    private final Doors doors;

    Owners(QueueLimits limits, Turns turns, Doors doors) {
        this.limits = limits;
        this.turns = turns;
        this.doors = doors;
    }

    /** The account of this work, made if it is not there. Its gates are looked up once, then it hears of them. */
    QueuedAccount account(QueuedWork work) {
        QueuedAccount known = accounts.get(work.account());
        if (known != null) {
            confirm(known, work);
            return known;
        }
        QueuedUser user = users.computeIfAbsent(work.user(), id -> new QueuedUser(id, limits.perUser()));
        user.accounts++;
        QueuedAccount account = new QueuedAccount(
                work.account(), work.provider(), user, pool(work.provider()), limits.perAccount(), turns);
        accounts.put(work.account(), account);
        hold(account, doors.find(new QueueGate.OfAccount(work.account())));
        moveTo(account, work.host());
        account.turned();
        return account;
    }

    /** Refuses work that does not fit what is known of its account, and follows the account to another host. */
    void confirm(QueuedAccount account, QueuedWork work) {
        if (!account.user.id.equals(work.user()) || !account.provider.equals(work.provider())) {
            throw new IllegalArgumentException("account " + account.id + " is known as one of user " + account.user.id
                    + " at " + account.provider + ", not of " + work.user() + " at " + work.provider());
        }
        if (!Objects.equals(account.hostName, work.host())) {
            moveTo(account, work.host());
            account.turned();
        }
    }

    private void moveTo(QueuedAccount account, @Nullable String hostName) {
        leaveHost(account);
        account.hostName = hostName;
        if (hostName != null) {
            Door host = doors.of(new QueueGate.OfHost(hostName));
            host.addAtPlace(account);
            account.host = host;
        }
    }

    private void leaveHost(QueuedAccount account) {
        Door left = account.host;
        if (left != null) {
            account.host = null;
            left.remove(account);
            doors.forgetUnused(left);
        }
    }

    /** The door of a gate, with the work behind it. */
    Door door(QueueGate gate) {
        Door door = doors.of(gate);
        if (gate instanceof QueueGate.OfAccount one) {
            QueuedAccount account = accounts.get(one.account());
            if (account != null && account.own == null) {
                hold(account, door);
            }
        } else if (gate instanceof QueueGate.OfProvider one) {
            pool(one.provider()).door = door;
        }
        return door;
    }

    private static void hold(QueuedAccount account, @Nullable Door door) {
        account.own = door;
        if (door != null) {
            door.addAlone(account);
        }
    }

    private ProviderPool pool(ProviderId provider) {
        ProviderPool known = pools.get(provider);
        if (known == null) {
            known = new ProviderPool(limits.of(provider));
            pools.put(provider, known);
            turns.add(known);
        }
        return known;
    }

    /** A calendar of the account neither waits nor runs any more. */
    void release(QueuedAccount account) {
        if (--account.calendars > 0) {
            return;
        }
        accounts.remove(account.id);
        for (Line line : account.lines) {
            if (line != null) {
                line.forget();
            }
        }
        leaveHost(account);
        Door own = account.own;
        if (own != null) {
            own.remove(account);
            doors.forgetUnused(own);
        }
        QueuedUser user = account.user;
        if (--user.accounts == 0) {
            users.remove(user.id);
            for (Lane lane = user.lanes; lane != null; lane = lane.sibling) {
                turns.forget(lane);
            }
        }
    }
}
