package dev.calsync.memory;

import dev.calsync.model.UserId;
import dev.calsync.store.Buckets;
import dev.calsync.store.StoredUser;
import dev.calsync.store.UserStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

final class MemoryUserStore extends MemoryDrawer implements UserStore {
    MemoryUserStore(MemoryTransaction transaction) {
        super(transaction);
    }

    @Override
    public void put(StoredUser user) {
        UserShelf shelf = state().user(journal(), user.user());
        int bucket = state().region(user.region()) + Buckets.of(user.user());
        if (bucket != shelf.bucket && !(shelf.accounts.isEmpty() && shelf.schedules.isEmpty())) {
            throw new IllegalArgumentException("user " + user.user()
                    + " has accounts or schedules and cannot move to " + user.region()
                    + ": choose a user's region before the first account is connected");
        }
        change(shelf, user, bucket);
    }

    @Override
    public List<StoredUser> find(Collection<UserId> users) {
        Map<UserId, UserShelf> shelves = state().users;
        List<StoredUser> found = new ArrayList<>(users.size());
        for (UserId user : users) {
            UserShelf shelf = shelves.get(user);
            if (shelf != null && shelf.stored != null) {
                found.add(shelf.stored);
            }
        }
        return found;
    }

    @Override
    public void delete(UserId user) {
        UserShelf shelf = state().users.get(user);
        if (shelf != null) {
            change(shelf, null, shelf.bucket);
            state().dropIfEmpty(journal(), shelf);
        }
    }

    @Override
    public void changed(UserId user) {
        UserShelf shelf = state().users.get(user);
        if (shelf != null) {
            journal().put(state().changes, shelf.bucket, state().changes.getOrDefault(shelf.bucket, 0L) + 1);
        }
    }

    @Override
    public Map<Integer, Long> changes(Set<Integer> buckets) {
        Map<Integer, Long> found = new HashMap<>();
        for (Integer bucket : buckets) {
            Long changes = state().changes.get(bucket);
            if (changes != null) {
                found.put(bucket, changes);
            }
        }
        return found;
    }

    private void change(UserShelf shelf, @Nullable StoredUser stored, int bucket) {
        StoredUser before = shelf.stored;
        int bucketBefore = shelf.bucket;
        journal().note(() -> {
            shelf.stored = before;
            shelf.bucket = bucketBefore;
        });
        shelf.stored = stored;
        shelf.bucket = bucket;
    }
}
