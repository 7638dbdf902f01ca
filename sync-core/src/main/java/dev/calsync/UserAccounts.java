package dev.calsync;

import dev.calsync.internal.engine.Engine;
import dev.calsync.model.Account;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.UserId;
import dev.calsync.provider.AccountRequest;
import dev.calsync.store.StoredAccount;
import dev.calsync.store.StoredCalendar;
import java.util.List;

/** One user's accounts and calendars; nobody else's get past here. */
final class UserAccounts {
    private final Engine engine;
    private final UserId user;

    UserAccounts(Engine engine, UserId user) {
        this.engine = engine;
        this.user = user;
    }

    Account connect(AccountRequest request) throws InterruptedException {
        Account account = request instanceof HostAccount host
                ? engine.connector().register(user, host, host.identity(), host.calendarIds())
                : engine.connector().connect(user, request);
        engine.wake();
        return account;
    }

    void disconnect(Account account) {
        AccountId id = require(account);
        engine.push().ifPresent(push -> push.stopAll(id));
        engine.store().inTransaction(tx -> {
            tx.users().changed(user);
            tx.accounts().delete(id);
            return true;
        });
        engine.wake();
    }

    List<Account> all() {
        return engine.store()
                .inTransaction(tx -> tx.accounts().ofUser(user).stream()
                        .map(StoredAccount::account)
                        .toList());
    }

    List<RemoteCalendar> calendars(Account account) {
        return engine.connector().known(require(account));
    }

    List<RemoteCalendar> refresh(Account account) throws InterruptedException {
        require(account);
        return engine.connector().refresh(account);
    }

    private AccountId require(Account account) {
        boolean own = engine.store()
                .inTransaction(tx -> tx.accounts()
                        .find(account.id())
                        .filter(stored -> stored.account().user().equals(user))
                        .isPresent());
        if (!own) {
            throw new IllegalArgumentException("this user has no account " + account.id());
        }
        return account.id();
    }

    StoredCalendar require(CalendarRef calendar) {
        return engine.store()
                .inTransaction(tx -> tx.calendars()
                        .find(calendar)
                        .filter(stored -> stored.user().equals(user)))
                .orElseThrow(() -> new IllegalArgumentException("this user has no calendar " + calendar));
    }
}
