package dev.calsync.internal.engine;

import dev.calsync.auth.Credentials;
import dev.calsync.auth.Sealed;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.internal.grants.Grants;
import dev.calsync.internal.grants.TrialGrant;
import dev.calsync.model.Account;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ProviderId;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.UserId;
import dev.calsync.provider.AccountRequest;
import dev.calsync.provider.CalendarProvider;
import dev.calsync.provider.CalendarSession;
import dev.calsync.provider.ConnectedAccount;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredAccount;
import dev.calsync.store.StoredCalendar;
import dev.calsync.store.SyncStore;
import dev.calsync.system.Environment;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Connects accounts and keeps the list of their calendars. Thread-safe; calls block on the provider. */
public final class Connector {
    private final SyncStore store;
    private final Environment environment;
    private final Providers providers;
    private final Set<ProviderId> hostKinds;
    private final SettingsRows settingsRows;
    private final Grants grants;
    private volatile BiConsumer<StoreTransaction, UserId> align = (tx, user) -> {};

    Connector(
            SyncStore store,
            Environment environment,
            Providers providers,
            Set<ProviderId> hostKinds,
            SettingsRows settingsRows,
            Grants grants) {
        this.store = store;
        this.environment = environment;
        this.providers = providers;
        this.hostKinds = Set.copyOf(hostKinds);
        this.settingsRows = settingsRows;
        this.grants = grants;
    }

    /** What else is brought in line when there are other calendars; set once, while the engine is wired. */
    void aligns(BiConsumer<StoreTransaction, UserId> more) {
        align = more;
    }

    /**
     * Proves the credentials and keeps the account. The same identity at the same provider is the same account: it gets
     * the new credentials, and what waited for them goes on.
     */
    public Account connect(UserId user, AccountRequest request) throws InterruptedException {
        CalendarProvider provider = providers.require(request.provider());
        TrialGrant trial = grants.trial(request);
        ConnectedAccount found = provider.connect(request, ProviderCalls.outside(environment, trial));
        Credentials exchanged = found.credentials();
        Account account = store.inTransaction(tx -> keep(
                tx,
                user,
                request,
                found,
                id -> exchanged == null ? grants.seal(id, trial) : grants.seal(id, exchanged)));
        refresh(account);
        return account;
    }

    /** Keeps an account whose calendars only the host's own worker understands. */
    public Account register(UserId user, AccountRequest request, String identity, List<String> calendarIds) {
        if (!hostKinds.contains(request.provider())) {
            throw new UnrecoverableException("no worker works on calendars of '" + request.provider()
                    + "'. Hand one in with .worker(ProviderId.of(\"" + request.provider() + "\"), …)");
        }
        ConnectedAccount found = new ConnectedAccount(identity, request.settings());
        return store.inTransaction(tx -> {
            Account account = keep(tx, user, request, found, id -> grants.seal(id, request.credentials()));
            List<RemoteCalendar> calendars = calendarIds.stream()
                    .map(id -> new RemoteCalendar(new CalendarRef(account.id(), id), id, true))
                    .toList();
            keep(tx, account, calendars);
            return account;
        });
    }

    private Account keep(
            StoreTransaction tx,
            UserId user,
            AccountRequest request,
            ConnectedAccount found,
            Function<AccountId, Sealed> credentials) {
        AccountId id = tx.accounts().ofUser(user).stream()
                .map(StoredAccount::account)
                .filter(known -> known.provider().equals(request.provider())
                        && known.identity().equals(found.identity()))
                .map(Account::id)
                .findFirst()
                .orElseGet(() -> AccountId.of(environment.ids().next()));
        Account account = new Account(id, user, request.provider(), found.identity(), found.settings());
        boolean waited =
                tx.accounts().find(id).map(StoredAccount::needsAttention).isPresent();
        tx.accounts().put(new StoredAccount(account, credentials.apply(id)));
        tx.users().changed(user);
        if (waited) {
            Accounts.reconnected(tx, id);
        }
        settingsRows.seen(tx, user);
        return account;
    }

    /**
     * Asks the provider for the account's calendars and keeps what is new or changed. A calendar that is no longer listed
     * stays known until the account is disconnected: not being listed may be a fault of the moment.
     */
    public List<RemoteCalendar> refresh(Account account) throws InterruptedException {
        if (hostKinds.contains(account.provider())) {
            return known(account.id());
        }
        StoredAccount stored = store.inTransaction(tx -> tx.accounts().find(account.id()))
                .orElseThrow(() -> new IllegalArgumentException("account " + account.id() + " is not connected"));
        List<RemoteCalendar> listed;
        try (CalendarSession session = providers
                .require(account.provider())
                .open(stored.account(), ProviderCalls.outside(environment, grants.of(stored)))) {
            listed = session.calendars();
        }
        store.inTransaction(tx -> {
            keep(tx, stored.account(), listed);
            return true;
        });
        return listed;
    }

    /** The account's calendars as they were last listed. */
    public List<RemoteCalendar> known(AccountId account) {
        return store.inTransaction(tx -> tx.calendars().ofAccount(account).stream()
                .map(StoredCalendar::calendar)
                .toList());
    }

    private void keep(StoreTransaction tx, Account account, List<RemoteCalendar> listed) {
        Set<CalendarRef> seen = new HashSet<>();
        List<StoredCalendar> changed = listed.stream()
                .filter(calendar -> seen.add(calendar.ref()))
                .map(calendar -> tx.calendars()
                        .find(calendar.ref())
                        .map(known -> known.calendar(calendar))
                        .orElseGet(() -> new StoredCalendar(account.user(), calendar, null)))
                .toList();
        if (!changed.isEmpty()) {
            tx.calendars().put(changed);
            tx.users().changed(account.user());
            settingsRows.align(tx, account.user());
            align.accept(tx, account.user());
        }
    }
}
