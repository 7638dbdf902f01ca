package dev.calsync.store.jdbc;

import dev.calsync.auth.Sealed;
import dev.calsync.model.Account;
import dev.calsync.model.AccountId;
import dev.calsync.model.ProviderId;
import dev.calsync.model.UserId;
import dev.calsync.store.AccountChange;
import dev.calsync.store.AccountStore;
import dev.calsync.store.StoredAccount;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Accounts and their sealed credentials. */
final class JdbcAccountStore extends JdbcDrawer implements AccountStore {
    private static final String COLUMNS = """
            SELECT a.account_id, u.user_id, a.provider, a.payload, a.sealed_with, a.credentials, a.version, a.attention
            FROM {accounts} a JOIN {users} u ON u.user_key = a.user_key\s""";

    JdbcAccountStore(JdbcTransaction transaction) {
        super(transaction);
    }

    private static StoredAccount account(Row row) throws SQLException {
        AccountId id = AccountId.of(row.text());
        UserId user = UserId.of(row.text());
        ProviderId provider = ProviderId.of(row.text());
        AccountForm form = Payload.ACCOUNT.decode(row.bytes(), "account " + id);
        Account account = new Account(id, user, provider, form.identity(), form.settings());
        Sealed credentials = Sealed.of(row.text(), row.bytes());
        return new StoredAccount(account, credentials, row.number(), row.textOrNull());
    }

    @Override
    public void put(StoredAccount account) {
        Account named = account.account();
        UserKey user = tx().userKeys().keep(named.user());
        Optional<Long> owner = call("SELECT user_key FROM {accounts} WHERE account_id = ?"
                        + dialect().forUpdate(""))
                .text(named.id().value())
                .first(Row::number);
        if (owner.isPresent() && owner.get() != user.key()) {
            throw new IllegalArgumentException("account " + named.id() + " belongs to another user, and stays theirs");
        }
        String sql = owner.isPresent()
                ? "UPDATE {accounts} SET provider = ?, payload = ?, sealed_with = ?, credentials = ?, attention = ?,"
                        + " version = version + 1, refreshing_until = NULL WHERE account_id = ?"
                : "INSERT INTO {accounts} (provider, payload, sealed_with, credentials, attention, account_id, version,"
                        + " user_key) VALUES (?, ?, ?, ?, ?, ?, 1, ?)";
        Call call = call(sql)
                .text(named.provider().value())
                .bytes(Payload.ACCOUNT.encode(new AccountForm(named.identity(), named.settings())))
                .text(account.credentials().keyId())
                .bytes(account.credentials().envelope())
                .text(account.needsAttention())
                .text(named.id().value());
        (owner.isPresent() ? call : call.number(user.key())).update();
    }

    @Override
    public Optional<StoredAccount> find(AccountId id) {
        return call(COLUMNS + "WHERE a.account_id = ?").text(id.value()).first(JdbcAccountStore::account);
    }

    @Override
    public List<StoredAccount> ofUser(UserId user) {
        return call(COLUMNS + "WHERE u.user_id = ? ORDER BY a.account_key")
                .text(user.value())
                .list(JdbcAccountStore::account);
    }

    /** One statement that names what it is made on: of two that do so at once, the second finds another row. */
    @Override
    public boolean change(AccountId id, long version, AccountChange change) {
        String set;
        String only = "";
        if (change instanceof AccountChange.Renewed) {
            set = "sealed_with = ?, credentials = ?, version = version + 1, refreshing_until = NULL";
        } else if (change instanceof AccountChange.Resealed) {
            set = "sealed_with = ?, credentials = ?";
        } else if (change instanceof AccountChange.RefreshBegun) {
            set = "refreshing_until = ?";
            only = " AND (refreshing_until IS NULL OR refreshing_until <= ?)";
        } else if (change instanceof AccountChange.RefreshEnded) {
            set = "refreshing_until = NULL";
            only = " AND refreshing_until = ?";
        } else {
            set = "attention = ?";
        }
        Call call = call("UPDATE {accounts} SET " + set + " WHERE account_id = ? AND version = ?" + only);
        if (change instanceof AccountChange.Renewed renewed) {
            call.text(renewed.credentials().keyId()).bytes(renewed.credentials().envelope());
        } else if (change instanceof AccountChange.Resealed resealed) {
            call.text(resealed.credentials().keyId())
                    .bytes(resealed.credentials().envelope());
        } else if (change instanceof AccountChange.RefreshBegun begun) {
            call.time(begun.until());
        } else if (change instanceof AccountChange.Attention attention) {
            call.text(attention.reason());
        }
        call.text(id.value()).number(version);
        if (change instanceof AccountChange.RefreshBegun) {
            call.time(tx().now());
        } else if (change instanceof AccountChange.RefreshEnded ended) {
            call.time(ended.until());
        }
        return call.update() > 0;
    }

    @Override
    public List<StoredAccount> sealedOtherwise(String keyId, String after, int limit) {
        return call(COLUMNS + "WHERE a.account_id > ? AND a.sealed_with <> ? AND a.sealed_with <> ?"
                        + " ORDER BY a.account_id LIMIT ?")
                .text(after)
                .text(keyId)
                .text("")
                .integer(limit)
                .list(JdbcAccountStore::account);
    }

    @Override
    public List<StoredAccount> all(String after, int limit) {
        return call(COLUMNS + "WHERE a.account_id > ? ORDER BY a.account_id LIMIT ?")
                .text(after)
                .integer(limit)
                .list(JdbcAccountStore::account);
    }

    @Override
    public void delete(AccountId id) {
        Optional<Long> key = call("SELECT account_key FROM {accounts} WHERE account_id = ?"
                        + dialect().forUpdate(""))
                .text(id.value())
                .first(Row::number);
        if (key.isEmpty()) {
            return;
        }
        UserId user = find(id).orElseThrow().account().user();
        CalendarRows.deleteOfAccount(tx(), id, key.get());
        call("DELETE FROM {channels} WHERE account_key = ?").number(key.get()).update();
        call("DELETE FROM {accounts} WHERE account_key = ?").number(key.get()).update();
        tx().userKeys().dropIfEmpty(user);
    }
}
