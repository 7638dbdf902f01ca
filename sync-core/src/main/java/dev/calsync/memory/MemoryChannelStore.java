package dev.calsync.memory;

import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.store.ChannelStore;
import dev.calsync.store.StoredChannel;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

final class MemoryChannelStore extends MemoryDrawer implements ChannelStore {
    MemoryChannelStore(MemoryTransaction transaction) {
        super(transaction);
    }

    /** A channel and its place in the order of all. */
    record Row(long ordinal, StoredChannel channel) {
        Moment due() {
            return new Moment(channel.attendAt(), ordinal);
        }
    }

    @Override
    public void put(List<StoredChannel> channels) {
        channels.forEach(this::put);
    }

    private void put(StoredChannel channel) {
        AccountShelf account = state().accounts.get(channel.account());
        CalendarRef calendar = channel.calendar();
        if (account == null || (calendar != null && shelfOf(calendar) == null)) {
            throw new IllegalArgumentException(
                    "no channel can be kept for " + (calendar == null ? channel.account() : calendar)
                            + ": it is not kept. Put it into accounts() and calendars() first");
        }
        Row known = state().channels.get(channel.id());
        if (known != null && !known.channel.account().equals(channel.account())) {
            throw new IllegalArgumentException("channel " + channel.id() + " is another account's, and stays that");
        }
        Row others = state().channelsByPath.get(channel.path());
        if (others != null && !others.channel.id().equals(channel.id())) {
            throw new IllegalArgumentException("the path of channel " + channel.id() + " is another channel's");
        }
        if (known != null) {
            forget(tx(), known);
        }
        Row row = new Row(known == null ? state().nextNumber() : known.ordinal, channel);
        journal().put(state().channels, channel.id(), row);
        journal().put(state().channelsByPath, channel.path(), row);
        journal().put(state().dueChannels, row.due(), row);
        journal().put(account.channels, row.ordinal, row);
    }

    static void forget(MemoryTransaction tx, Collection<Row> rows) {
        rows.forEach(row -> forget(tx, row));
    }

    private static void forget(MemoryTransaction tx, Row row) {
        tx.journal.remove(tx.state.channels, row.channel.id());
        tx.journal.remove(tx.state.channelsByPath, row.channel.path());
        tx.journal.remove(tx.state.dueChannels, row.due());
        AccountShelf account = tx.state.accounts.get(row.channel.account());
        if (account != null) {
            tx.journal.remove(account.channels, row.ordinal);
        }
    }

    /** A calendar is forgotten. */
    static void forget(MemoryTransaction tx, CalendarShelf calendar) {
        AccountShelf account = tx.state.accounts.get(calendar.ref.account());
        if (account != null && !account.channels.isEmpty()) {
            forget(
                    tx,
                    account.channels.values().stream()
                            .filter(row -> calendar.ref.equals(row.channel.calendar()))
                            .toList());
        }
    }

    @Override
    public Optional<StoredChannel> byPath(String path) {
        return Optional.ofNullable(state().channelsByPath.get(path)).map(Row::channel);
    }

    @Override
    public List<StoredChannel> ofAccount(AccountId account) {
        AccountShelf shelf = state().accounts.get(account);
        return shelf == null
                ? List.of()
                : shelf.channels.values().stream().map(Row::channel).toList();
    }

    @Override
    public List<StoredChannel> ofCalendar(CalendarRef calendar) {
        return ofAccount(calendar.account()).stream()
                .filter(channel -> calendar.equals(channel.calendar()))
                .toList();
    }

    @Override
    public List<StoredChannel> due(Instant now, int limit) {
        return state().dueChannels.headMap(new Moment(now, Long.MAX_VALUE), true).values().stream()
                .limit(limit)
                .map(Row::channel)
                .toList();
    }

    @Override
    public List<StoredChannel> sealedOtherwise(String keyId, String after, int limit) {
        return state().channels.values().stream()
                .map(Row::channel)
                .filter(channel -> !channel.secret().keyId().isEmpty()
                        && !channel.secret().keyId().equals(keyId))
                .filter(channel -> channel.id().compareTo(after) > 0)
                .sorted(Comparator.comparing(StoredChannel::id))
                .limit(limit)
                .toList();
    }

    @Override
    public void delete(Collection<String> ids) {
        for (String id : ids) {
            Row row = state().channels.get(id);
            if (row != null) {
                forget(tx(), row);
            }
        }
    }
}
