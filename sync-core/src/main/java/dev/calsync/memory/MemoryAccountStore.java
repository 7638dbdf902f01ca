package dev.calsync.memory;

import dev.calsync.model.AccountId;
import dev.calsync.model.UserId;
import dev.calsync.store.AccountChange;
import dev.calsync.store.AccountStore;
import dev.calsync.store.StoredAccount;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
            AccountShelf created = new AccountShelf(user, at(1, account), state().nextNumber());
            journal().put(state().accounts, id, created);
            journal().put(user.accounts, created.ordinal, created);
            return;
        }
        if (!known.user.id.equals(owner)) {
            throw new IllegalArgumentException("account " + id + " belongs to another user, and stays theirs");
        }
        set(known, at(known.stored.version() + 1, account), null);
    }

    private static StoredAccount at(long version, StoredAccount account) {
        return new StoredAccount(account.account(), account.credentials(), version, account.needsAttention());
    }

    private void set(AccountShelf shelf, StoredAccount next, @Nullable Instant refreshing) {
        StoredAccount before = shelf.stored;
        Instant refreshingBefore = shelf.refreshingUntil;
        journal().note(() -> {
            shelf.stored = before;
            shelf.refreshingUntil = refreshingBefore;
        });
        shelf.stored = next;
        shelf.refreshingUntil = refreshing;
    }

    @Override
    public boolean change(AccountId id, long version, AccountChange change) {
        AccountShelf shelf = state().accounts.get(id);
        if (shelf == null || shelf.stored.version() != version) {
            return false;
        }
        StoredAccount stored = shelf.stored;
        Instant refreshing = shelf.refreshingUntil;
        if (change instanceof AccountChange.Renewed renewed) {
            StoredAccount next = new StoredAccount(
                    stored.account(), renewed.credentials(), stored.version() + 1, stored.needsAttention());
            set(shelf, next, null);
        } else if (change instanceof AccountChange.Resealed resealed) {
            StoredAccount next = new StoredAccount(
                    stored.account(), resealed.credentials(), stored.version(), stored.needsAttention());
            set(shelf, next, refreshing);
        } else if (change instanceof AccountChange.RefreshBegun begun) {
            if (refreshing != null && refreshing.isAfter(tx().now())) {
                return false;
            }
            set(shelf, stored, begun.until());
        } else if (change instanceof AccountChange.RefreshEnded ended) {
            if (!ended.until().equals(refreshing)) {
                return false;
            }
            set(shelf, stored, null);
        } else if (change instanceof AccountChange.Attention attention) {
            StoredAccount next =
                    new StoredAccount(stored.account(), stored.credentials(), stored.version(), attention.reason());
            set(shelf, next, refreshing);
        }
        return true;
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
    public List<StoredAccount> sealedOtherwise(String keyId, String after, int limit) {
        return state().accounts.values().stream()
                .map(account -> account.stored)
                .filter(stored -> stored.account().id().value().compareTo(after) > 0)
                .filter(stored -> !stored.credentials().keyId().isEmpty()
                        && !stored.credentials().keyId().equals(keyId))
                .sorted(Comparator.comparing(stored -> stored.account().id().value()))
                .limit(limit)
                .toList();
    }

    @Override
    public List<StoredAccount> all(String after, int limit) {
        return state().accounts.values().stream()
                .map(account -> account.stored)
                .filter(stored -> stored.account().id().value().compareTo(after) > 0)
                .sorted(Comparator.comparing(stored -> stored.account().id().value()))
                .limit(limit)
                .toList();
    }

    @Override
    public void delete(AccountId id) {
        AccountShelf account = state().accounts.get(id);
        if (account == null) {
            return;
        }
        List.copyOf(account.calendars.values()).forEach(calendar -> state().drop(tx(), calendar));
        MemoryChannelStore.forget(tx(), List.copyOf(account.channels.values()));
        journal().remove(account.user.accounts, account.ordinal);
        journal().remove(state().accounts, id);
        state().dropIfEmpty(journal(), account.user);
    }
}
