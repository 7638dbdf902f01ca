package dev.calsync.store.jdbc;

import dev.calsync.model.Region;
import dev.calsync.model.UserId;
import dev.calsync.schedule.SyncSettings;
import dev.calsync.store.StoredUser;
import dev.calsync.store.UserStore;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is kept about users. */
final class JdbcUserStore extends JdbcDrawer implements UserStore {
    JdbcUserStore(JdbcTransaction transaction) {
        super(transaction);
    }

    @Override
    public void put(StoredUser user) {
        UserKeys users = tx().userKeys();
        int region = tx().regions().number(user.region());
        UserKey key = users.keep(user.user(), region);
        if (key.region() != region) {
            if (users.inUse(key)) {
                throw new IllegalArgumentException("user " + user.user()
                        + " has accounts or schedules and cannot move to " + user.region()
                        + ": choose a user's region before the first account is connected");
            }
            key = new UserKey(key.key(), region, Regions.bucket(region, user.user()));
            users.note(user.user(), key);
        }
        call("UPDATE {users} SET region = ?, bucket = ?, kept = ?, settings = ?, seen_at = ? WHERE user_key = ?")
                .integer(key.region())
                .integer(key.bucket())
                .flag(true)
                .text(
                        SyncSettings.NONE.equals(user.settings())
                                ? null
                                : user.settings().toJson())
                .time(user.seenAt())
                .number(key.key())
                .update();
    }

    @Override
    public List<StoredUser> find(Collection<UserId> users) {
        return call("""
                        SELECT u.user_id, r.region_name, u.settings, u.seen_at
                        FROM {users} u JOIN {regions} r ON r.region = u.region
                        WHERE u.user_id IN (?*) AND u.kept""").texts(users.stream().map(UserId::value).toList()).list(JdbcUserStore::user);
    }

    private static StoredUser user(Row row) throws SQLException {
        UserId user = UserId.of(row.text());
        Region region = Region.of(row.text());
        String settings = row.textOrNull();
        return new StoredUser(
                user, region, settings == null ? SyncSettings.NONE : SyncSettings.fromJson(settings), row.timeOrNull());
    }

    /** Counted at the end of the transaction, see {@link JdbcTransaction#last}. */
    @Override
    public void changed(UserId user) {
        UserKey key = tx().userKeys().find(user);
        if (key != null) {
            tx().countChange(key.bucket());
        }
    }

    @Override
    public Map<Integer, Long> changes(Set<Integer> buckets) {
        Map<Integer, Long> found = new HashMap<>();
        call("SELECT bucket, changes FROM {bucket_changes} WHERE bucket IN (?*) AND changes > 0")
                .integers(buckets)
                .list(row -> Map.entry(row.integer(), row.number()))
                .forEach(row -> found.put(row.getKey(), row.getValue()));
        return found;
    }

    @Override
    public void delete(UserId user) {
        UserKey key = tx().userKeys().find(user);
        if (key != null) {
            call("UPDATE {users} SET kept = ?, settings = NULL, seen_at = NULL WHERE user_key = ?")
                    .flag(false)
                    .number(key.key())
                    .update();
            tx().userKeys().dropIfEmpty(user);
        }
    }
}
