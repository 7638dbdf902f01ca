package dev.calsync.store.jdbc;

import dev.calsync.auth.Sealed;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.store.ChannelStore;
import dev.calsync.store.StoredChannel;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Push channels. */
final class JdbcChannelStore extends JdbcDrawer implements ChannelStore {
    private static final String COLUMNS = """
            SELECT h.channel_id, a.account_id, c.calendar_id, h.path, h.sealed_with, h.secret, h.expires_at, h.attend_at,
            h.payload FROM {channels} h JOIN {accounts} a ON a.account_key = h.account_key
            LEFT JOIN {calendars} c ON c.calendar_key = h.calendar_key\s""";

    JdbcChannelStore(JdbcTransaction transaction) {
        super(transaction);
    }

    private static StoredChannel channel(Row row) throws SQLException {
        String id = row.text();
        AccountId account = AccountId.of(row.text());
        String calendar = row.textOrNull();
        String path = row.text();
        Sealed secret = Sealed.of(row.text(), row.bytes());
        Instant expiresAt = row.timeOrNull();
        Instant attendAt = row.time();
        ChannelForm form = Payload.CHANNEL.decode(row.bytes(), "channel " + id);
        return new StoredChannel(
                id,
                account,
                calendar == null ? null : new CalendarRef(account, calendar),
                path,
                secret,
                form.remoteId(),
                expiresAt,
                attendAt,
                form.state());
    }

    @Override
    public void put(List<StoredChannel> channels) {
        channels.forEach(this::put);
    }

    private void put(StoredChannel channel) {
        long account = owner(channel);
        CalendarRef ref = channel.calendar();
        Long calendar = ref == null ? null : calendar(ref).key();
        Optional<Long> others = call("SELECT account_key FROM {channels} WHERE channel_id = ?"
                        + dialect().forUpdate(""))
                .text(channel.id())
                .first(Row::number);
        if (others.isPresent() && others.get() != account) {
            throw new IllegalArgumentException("channel " + channel.id() + " is another account's, and stays that");
        }
        boolean taken = call("SELECT channel_id FROM {channels} WHERE path = ? AND channel_id <> ?")
                .text(channel.path())
                .text(channel.id())
                .any();
        if (taken) {
            throw new IllegalArgumentException("the path of channel " + channel.id() + " is another channel's");
        }
        String sql = others.isPresent()
                ? "UPDATE {channels} SET calendar_key = ?, path = ?, sealed_with = ?, secret = ?, expires_at = ?,"
                        + " attend_at = ?, payload = ?, account_key = ? WHERE channel_id = ?"
                : "INSERT INTO {channels} (calendar_key, path, sealed_with, secret, expires_at, attend_at, payload,"
                        + " account_key, channel_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
        call(sql)
                .numberOrNull(calendar)
                .text(channel.path())
                .text(channel.secret().keyId())
                .bytes(channel.secret().envelope())
                .time(channel.expiresAt())
                .time(channel.attendAt())
                .bytes(Payload.CHANNEL.encode(new ChannelForm(channel.remoteId(), channel.state())))
                .number(account)
                .text(channel.id())
                .update();
    }

    /** The account, which does not go until the transaction ends. */
    private long owner(StoredChannel channel) {
        return call("SELECT account_key FROM {accounts} WHERE account_id = ?"
                        + dialect().forKeyShare(""))
                .text(channel.account().value())
                .first(Row::number)
                .orElseThrow(() -> new IllegalArgumentException("no channel can be kept for " + channel.account()
                        + ": it is not kept. Put it into accounts() first"));
    }

    @Override
    public Optional<StoredChannel> byPath(String path) {
        Optional<Long> locked = call("SELECT channel_key FROM {channels} WHERE path = ?"
                        + dialect().forUpdate(""))
                .text(path)
                .first(Row::number);
        return locked.flatMap(
                key -> call(COLUMNS + "WHERE h.channel_key = ?").number(key).first(JdbcChannelStore::channel));
    }

    @Override
    public List<StoredChannel> ofAccount(AccountId account) {
        return call(COLUMNS + "WHERE a.account_id = ? ORDER BY h.channel_key")
                .text(account.value())
                .list(JdbcChannelStore::channel);
    }

    @Override
    public List<StoredChannel> ofCalendar(CalendarRef calendar) {
        CalendarKey key = calendarOf(calendar);
        return key == null
                ? List.of()
                : call(COLUMNS + "WHERE h.calendar_key = ? ORDER BY h.channel_key")
                        .number(key.key())
                        .list(JdbcChannelStore::channel);
    }

    @Override
    public List<StoredChannel> due(Instant now, int limit) {
        return call(COLUMNS + "WHERE h.attend_at <= ? ORDER BY h.attend_at, h.channel_key LIMIT ?")
                .time(now)
                .integer(limit)
                .list(JdbcChannelStore::channel);
    }

    @Override
    public List<StoredChannel> sealedOtherwise(String keyId, String after, int limit) {
        List<Long> locked =
                call("SELECT channel_key FROM {channels} WHERE channel_id > ? AND sealed_with <> ? AND sealed_with <> ?"
                                + " ORDER BY channel_id LIMIT ?" + dialect().forUpdate(""))
                        .text(after)
                        .text(keyId)
                        .text("")
                        .integer(limit)
                        .list(Row::number);
        return locked.isEmpty()
                ? List.of()
                : call(COLUMNS + "WHERE h.channel_key IN (?*) ORDER BY h.channel_id")
                        .numbers(locked)
                        .list(JdbcChannelStore::channel);
    }

    @Override
    public void delete(Collection<String> ids) {
        if (!ids.isEmpty()) {
            call("DELETE FROM {channels} WHERE channel_id IN (?*)")
                    .texts(ids.stream().distinct().sorted().toList())
                    .update();
        }
    }

    /** What of a channel nobody looks for, as it is kept. */
    record ChannelForm(@Nullable String remoteId, String state) {

        static void write(PayloadWriter out, ChannelForm channel) {
            out.optional(channel.remoteId, PayloadWriter::text);
            out.text(channel.state);
        }

        static ChannelForm read(PayloadReader in) {
            return new ChannelForm(in.optional(PayloadReader::text), in.text());
        }
    }
}
