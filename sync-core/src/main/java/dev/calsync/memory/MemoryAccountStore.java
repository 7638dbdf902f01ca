package dev.calsync.memory;

import dev.calsync.model.AccountId;
import dev.calsync.model.UserId;
import dev.calsync.store.AccountStore;
import dev.calsync.store.StoredAccount;
import java.util.List;
import java.util.Optional;

final class MemoryAccountStore extends MemoryDrawer implements AccountStore {
    MemoryAccountStore(MemoryTransaction transaction) {
        super(transaction);
    }

    @Override
    public void put(StoredAccount account) {
        AccountId id = account.account().id();
        UserId owner = account.account().user();
        AccountShelf known = state().accounts.get(id);
        if (known == null) {
            UserShelf user = state().user(journal(), owner);
            AccountShelf created = new AccountShelf(user, account, state().nextNumber());
            journal().put(state().accounts, id, created);
            journal().put(user.accounts, created.ordinal, created);
            return;
        }
        if (!known.user.id.equals(owner)) {
            throw new IllegalArgumentException("account " + id + " belongs to another user, and stays theirs");
        }
        StoredAccount before = known.stored;
        journal().note(() -> known.stored = before);
        known.stored = account;
    }

    @Override
    public Optional<StoredAccount> find(AccountId id) {
        return Optional.ofNullable(state().accounts.get(id)).map(account -> account.stored);
    }

    @Override
    public List<StoredAccount> ofUser(UserId user) {
        UserShelf shelf = state().users.get(user);
        return shelf == null
                ? List.of()
                : shelf.accounts.values().stream()
                        .map(account -> account.stored)
                        .toList();
    }

    @Override
    public void delete(AccountId id) {
        AccountShelf account = state().accounts.get(id);
        if (account == null) {
            return;
        }
        List.copyOf(account.calendars.values()).forEach(calendar -> state().drop(tx(), calendar));
        journal().remove(account.user.accounts, account.ordinal);
        journal().remove(state().accounts, id);
        state().dropIfEmpty(journal(), account.user);
    }
}
