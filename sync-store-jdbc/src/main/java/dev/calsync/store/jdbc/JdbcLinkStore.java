package dev.calsync.store.jdbc;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.RemoteId;
import dev.calsync.model.SeriesId;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.reconcile.Side;
import dev.calsync.store.FeedRound;
import dev.calsync.store.Link;
import dev.calsync.store.LinkStore;
import dev.calsync.store.jdbc.DamagedRows.Table;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What ties local series to remote ones. Remote ids are found by their hash, and compared in full once they are read. */
final class JdbcLinkStore extends JdbcDrawer implements LinkStore {
    private static final String COLUMNS = """
            SELECT series_id, hash, seen_partition, seen_round, left_side, payload FROM {links}
            WHERE calendar_key = ?\s""";

    /** All columns of the key are named: H2 reads and sorts the whole calendar otherwise. */
    private static final String BY_ID = " ORDER BY calendar_key, series_id LIMIT ?";

    JdbcLinkStore(JdbcTransaction transaction) {
        super(transaction);
    }

    private Link link(Row row, CalendarRef calendar, CalendarKey key) throws SQLException {
        SeriesId local = SeriesId.of(row.text());
        String hash = row.text();
        FeedRound seen = new FeedRound(row.text(), row.number());
        Long left = row.numberOrNull();
        RemoteSeries base = read(Payload.REMOTE, row.bytes(), calendar, Table.LINKS, key.key());
        return new Link(local, base, hash, seen, left == null ? null : Codes.SIDE.word(left.intValue()));
    }

    @Override
    public List<Link> byRemote(CalendarRef calendar, Collection<RemoteId> ids) {
        CalendarKey key = calendarOf(calendar);
        if (key == null || ids.isEmpty()) {
            return List.of();
        }
        Map<RemoteId, Link> found = new HashMap<>();
        call(COLUMNS + "AND remote_hash IN (?*)")
                .number(key.key())
                .hashes(hashes(ids))
                .list(row -> link(row, calendar, key))
                .forEach(link -> found.put(link.base().id(), link));
        return Lists.inOrder(ids, found);
    }

    private static List<byte[]> hashes(Collection<RemoteId> ids) {
        return ids.stream().distinct().map(id -> Hash.of(id.value())).toList();
    }

    @Override
    public List<Link> byLocal(CalendarRef calendar, Collection<SeriesId> ids) {
        CalendarKey key = calendarOf(calendar);
        if (key == null || ids.isEmpty()) {
            return List.of();
        }
        Map<SeriesId, Link> found = new HashMap<>();
        call(COLUMNS + "AND series_id IN (?*)")
                .number(key.key())
                .texts(ids.stream().map(SeriesId::value).distinct().toList())
                .list(row -> link(row, calendar, key))
                .forEach(link -> found.put(link.local(), link));
        return Lists.inOrder(ids, found);
    }

    @Override
    public void put(CalendarRef calendar, List<Link> links) {
        long key = calendar(calendar).key();
        Map<String, Link> byLocal = last(links);
        if (byLocal.isEmpty()) {
            return;
        }
        List<Tied> rows = byLocal.values().stream()
                .map(link -> new Tied(key, link, Hash.of(link.base().id().value())))
                .toList();
        untieOthers(key, rows);
        ROWS.keep(tx(), rows);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Tied(long calendar, Link link, byte[] remote) {}

    /** A link that is put is not staged as gone any more. */
    private static final Columns<Tied> ROWS = new Columns.Builder<Tied>()
            .number("calendar_key", Tied::calendar)
            .text("series_id", row -> row.link().local().value())
            .bytes("remote_hash", Tied::remote)
            .text("hash", row -> row.link().hash())
            .text("seen_partition", row -> row.link().seen().partition())
            .number("seen_round", row -> row.link().seen().number())
            .text("gone_partition", row -> null)
            .number("gone_round", row -> null)
            .integer("left_side", row -> code(row.link().left()))
            .bytes("payload", row -> Payload.REMOTE.encode(row.link().base()))
            .of("links", 2);

    private static @Nullable Integer code(@Nullable Side side) {
        return side == null ? null : Codes.SIDE.of(side);
    }

    /** What is left of the links when each was put after the other: one for each local, and one for each remote series. */
    private static Map<String, Link> last(List<Link> links) {
        Map<String, Link> byLocal = new TreeMap<>();
        Map<RemoteId, String> byRemote = new HashMap<>();
        for (Link link : links) {
            String local = link.local().value();
            String tiedTo = byRemote.put(link.base().id(), local);
            if (tiedTo != null && !tiedTo.equals(local)) {
                byLocal.remove(tiedTo);
            }
            Link before = byLocal.put(local, link);
            if (before != null && !before.base().id().equals(link.base().id())) {
                byRemote.remove(before.base().id());
            }
        }
        return byLocal;
    }

    /** Removes the links of remote series that get another one, so that no two have the same for a moment. */
    private void untieOthers(long key, List<Tied> rows) {
        Map<ByteBuffer, String> wanted = new HashMap<>();
        rows.forEach(row ->
                wanted.put(ByteBuffer.wrap(row.remote()), row.link().local().value()));
        List<String> others = new ArrayList<>();
        call("SELECT series_id, remote_hash FROM {links} WHERE calendar_key = ? AND remote_hash IN (?*)")
                .number(key)
                .hashes(rows.stream().map(Tied::remote).toList())
                .list(row -> Map.entry(row.text(), ByteBuffer.wrap(row.bytes())))
                .forEach(tied -> {
                    if (!tied.getKey().equals(wanted.get(tied.getValue()))) {
                        others.add(tied.getKey());
                    }
                });
        delete(key, others);
    }

    @Override
    public void delete(CalendarRef calendar, Collection<SeriesId> ids) {
        CalendarKey key = calendarOf(calendar);
        if (key != null) {
            delete(key.key(), ids.stream().map(SeriesId::value).toList());
        }
    }

    private void delete(long key, List<String> ids) {
        if (!ids.isEmpty()) {
            call("DELETE FROM {links} WHERE calendar_key = ? AND series_id IN (?*)")
                    .number(key)
                    .texts(ids)
                    .update();
        }
    }

    @Override
    public void seen(CalendarRef calendar, FeedRound round, Collection<RemoteId> ids) {
        long key = calendar(calendar).key();
        if (!ids.isEmpty()) {
            // What says so already is not written again.
            call("UPDATE {links} SET seen_partition = ?, seen_round = ?, gone_partition = NULL, gone_round = NULL"
                            + " WHERE calendar_key = ? AND remote_hash IN (?*)"
                            + " AND (seen_round <> ? OR seen_partition <> ? OR gone_round IS NOT NULL)")
                    .text(round.partition())
                    .number(round.number())
                    .number(key)
                    .hashes(hashes(ids))
                    .number(round.number())
                    .text(round.partition())
                    .update();
        }
    }

    @Override
    public void gone(CalendarRef calendar, FeedRound round, Collection<RemoteId> ids) {
        long key = calendar(calendar).key();
        if (!ids.isEmpty()) {
            call("UPDATE {links} SET gone_partition = ?, gone_round = ?"
                            + " WHERE calendar_key = ? AND remote_hash IN (?*)")
                    .text(round.partition())
                    .number(round.number())
                    .number(key)
                    .hashes(hashes(ids))
                    .update();
        }
    }

    @Override
    public List<Link> gone(CalendarRef calendar, FeedRound round, boolean full, @Nullable SeriesId after, int limit) {
        CalendarKey key = calendarOf(calendar);
        if (key == null) {
            return List.of();
        }
        // An incremental round looks only at what was staged; a full one has to ask every link.
        String which = full
                ? "AND ((gone_round = ? AND gone_partition = ?) OR (seen_round < ? AND seen_partition = ?))"
                : "AND gone_round = ? AND gone_partition = ?";
        Call call = call(COLUMNS + which + " AND series_id > ?" + BY_ID)
                .number(key.key())
                .number(round.number())
                .text(round.partition());
        if (full) {
            call.number(round.number()).text(round.partition());
        }
        return call.text(after == null ? "" : after.value()).integer(limit).list(row -> link(row, calendar, key));
    }
}
