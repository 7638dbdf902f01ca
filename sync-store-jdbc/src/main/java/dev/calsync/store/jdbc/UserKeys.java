package dev.calsync.store.jdbc;

import dev.calsync.model.UserId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The numbers of the users that a transaction has come across. A user has a row while anything of theirs is kept. */
final class UserKeys {
    private static final String COLUMNS = "SELECT user_id, user_key, region, bucket FROM {users} WHERE user_id ";

    private final JdbcTransaction transaction;
    private final Map<UserId, UserKey> known = new HashMap<>();

    UserKeys(JdbcTransaction transaction) {
        this.transaction = transaction;
    }

    /** A user's key; null if nothing is kept of them. */
    @Nullable
    UserKey find(UserId user) {
        UserKey key = known.get(user);
        return key != null ? key : find(List.of(user)).get(user);
    }

    /** The keys of those of whom something is kept. */
    Map<UserId, UserKey> find(Collection<UserId> users) {
        Set<UserId> missing = new LinkedHashSet<>(users);
        missing.removeAll(known.keySet());
        if (!missing.isEmpty()) {
            List<String> ids = new ArrayList<>();
            missing.forEach(user -> ids.add(user.value()));
            read(transaction.call(COLUMNS + "IN (?*)").texts(ids));
        }
        Map<UserId, UserKey> found = new HashMap<>();
        for (UserId user : users) {
            UserKey key = known.get(user);
            if (key != null) {
                found.put(user, key);
            }
        }
        return found;
    }

    private void read(Call call) {
        call.list(row -> Map.entry(UserId.of(row.text()), new UserKey(row.number(), row.integer(), row.integer())))
                .forEach(entry -> known.put(entry.getKey(), entry.getValue()));
    }

    /**
     * A user's key; a user of whom nothing was kept gets one, and belongs to the default region. The user does not go until
     * the transaction ends.
     */
    UserKey keep(UserId user) {
        return locked(user).orElseGet(() -> create(user, Regions.DEFAULT));
    }

    /** The key of a user of that region, whose row nobody else changes until the transaction ends. */
    UserKey keep(UserId user, int region) {
        return locked(user).orElseGet(() -> create(user, region));
    }

    private Optional<UserKey> locked(UserId user) {
        known.remove(user);
        read(transaction
                .call(COLUMNS + "= ?" + transaction.dialect().forUpdate(""))
                .text(user.value()));
        return Optional.ofNullable(known.get(user));
    }

    private UserKey create(UserId user, int region) {
        int bucket = Regions.bucket(region, user);
        long key = transaction
                .call("INSERT INTO {users} (user_id, region, bucket, kept) VALUES (?, ?, ?, ?)")
                .text(user.value())
                .integer(region)
                .integer(bucket)
                .flag(false)
                .insert("user_key");
        UserKey created = new UserKey(key, region, bucket);
        known.put(user, created);
        return created;
    }

    /** Whether a user has an account or a schedule. */
    boolean inUse(UserKey user) {
        return transaction.call("""
                        SELECT 1 FROM {users} u WHERE u.user_key = ? AND (
                            EXISTS (SELECT 1 FROM {accounts} a WHERE a.user_key = u.user_key)
                            OR EXISTS (SELECT 1 FROM {schedules} s WHERE s.user_key = u.user_key))""").number(user.key()).any();
    }

    /** Forgets a user of whom nothing is kept any more. */
    void dropIfEmpty(UserId user) {
        UserKey key = find(user);
        if (key != null && !inUse(key)) {
            int dropped = transaction
                    .call("DELETE FROM {users} WHERE user_key = ? AND NOT kept")
                    .number(key.key())
                    .update();
            if (dropped > 0) {
                known.remove(user);
            }
        }
    }

    /** A user was moved. */
    void note(UserId user, UserKey key) {
        known.put(user, key);
    }
}
