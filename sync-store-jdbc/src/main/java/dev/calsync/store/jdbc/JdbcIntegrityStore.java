package dev.calsync.store.jdbc;

import dev.calsync.error.CorruptStateException;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.SeriesId;
import dev.calsync.store.IntegrityPage;
import dev.calsync.store.IntegrityStore;
import dev.calsync.store.StateKind;
import dev.calsync.store.StoredFeed;
import dev.calsync.store.jdbc.DamagedRows.Table;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether rows are what was written: first each by itself, table by table, then what they say of each other. */
final class JdbcIntegrityStore extends JdbcDrawer implements IntegrityStore {
    private static final String EACH_OTHER = "";
    private static final String UNSEEN = "UPDATE {links} SET seen_round = 0 WHERE calendar_key = ? AND ";
    private static final String OR = " OR seen_partition = ?";

    JdbcIntegrityStore(JdbcTransaction transaction) {
        super(transaction);
    }

    @Override
    public IntegrityPage check(CalendarRef calendar, boolean complete, @Nullable String after, int limit) {
        CalendarKey key = calendarOf(calendar);
        if (key == null) {
            return new IntegrityPage(0, Map.of(), 0, null);
        }
        if (EACH_OTHER.equals(after)) {
            return missing(calendar, key.key(), complete);
        }
        String[] place = after == null ? new String[] {Table.FEEDS.name()} : after.split(":", 2);
        Table table = table(place[0]);
        DamagedRows.Look look = DamagedRows.look(tx(), table, key.key(), place.length > 1 ? place[1] : null, limit);
        Map<StateKind, Integer> damaged = look.damaged() == 0 ? Map.of() : Map.of(table.kind(), look.damaged());
        return new IntegrityPage(look.rows(), damaged, look.newer(), next(table, look.last()));
    }

    private static Table table(String name) {
        for (Table table : Table.values()) {
            if (table.name().equals(name)) {
                return table;
            }
        }
        throw new IllegalArgumentException("after must be what a page before named as next, was " + name);
    }

    private static String next(Table table, @Nullable String last) {
        if (last != null) {
            return table.name() + ":" + last;
        }
        List<Table> all = List.of(Table.values());
        int following = all.indexOf(table) + 1;
        return following < all.size() ? all.get(following).name() : EACH_OTHER;
    }

    private IntegrityPage missing(CalendarRef calendar, long key, boolean complete) {
        Map<StateKind, Integer> missing = new EnumMap<>(StateKind.class);
        note(missing, StateKind.CHECKPOINT, unknownRounds(calendar, key) > 0 ? 1 : 0);
        if (complete) {
            note(missing, StateKind.SERIES, linksOfNothing(calendar, key));
            note(missing, StateKind.LINK, tiedToNothing(key));
        }
        if (!missing.isEmpty()) {
            DamagedRows.askForAll(tx(), key);
        }
        return new IntegrityPage(0, missing, 0, null);
    }

    private static void note(Map<StateKind, Integer> missing, StateKind kind, int number) {
        if (number > 0) {
            missing.put(kind, number);
        }
    }

    /** Seen in a round that its feed has not reached: rounds count anew, and would take what they miss for mentioned. */
    private int unknownRounds(CalendarRef calendar, long key) {
        List<StoredFeed> feeds;
        try {
            feeds = new JdbcCheckpointStore(tx()).feeds(calendar);
        } catch (CorruptStateException ofANewerVersion) {
            return 0;
        }
        int found = 0;
        for (StoredFeed feed : feeds) {
            found += call(UNSEEN + "seen_round > ? AND seen_partition = ?")
                    .number(key)
                    .number(feed.round())
                    .text(feed.partition())
                    .update();
        }
        Call others = call(UNSEEN + "seen_round > 0"
                        + (feeds.isEmpty() ? "" : " AND NOT (seen_partition = ?" + OR.repeat(feeds.size() - 1) + ")"))
                .number(key);
        feeds.forEach(feed -> others.text(feed.partition()));
        return found + others.update();
    }

    /** A link without its series would look like a deletion made here. What kept the series in quarantine goes with it. */
    private int linksOfNothing(CalendarRef calendar, long key) {
        List<String> gone = call("SELECT l.series_id FROM {links} l WHERE l.calendar_key = ? AND NOT EXISTS"
                        + " (SELECT 1 FROM {series} s WHERE s.calendar_key = l.calendar_key AND s.series_id = l.series_id)")
                .number(key)
                .list(Row::text);
        tx().links().delete(calendar, gone.stream().map(SeriesId::of).toList());
        tx().quarantine().release(calendar, gone);
        return gone.size();
    }

    /** Should the provider have deleted it meanwhile, it is made there again rather than kept here alone. */
    private int tiedToNothing(long key) {
        return call("UPDATE {series} SET pending = ? WHERE calendar_key = ? AND pending = ? AND NOT EXISTS"
                        + " (SELECT 1 FROM {links} l"
                        + " WHERE l.calendar_key = {series}.calendar_key AND l.series_id = {series}.series_id)")
                .flag(true)
                .number(key)
                .flag(false)
                .update();
    }
}
