package dev.calsync.store.jdbc;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.SeriesId;
import dev.calsync.store.Intent;
import dev.calsync.store.IntentStore;
import dev.calsync.store.jdbc.DamagedRows.Table;
import java.util.Collection;
import java.util.List;

/** Remote writes under way. */
final class JdbcIntentStore extends JdbcDrawer implements IntentStore {
    JdbcIntentStore(JdbcTransaction transaction) {
        super(transaction);
    }

    /** A row keeps its key, and with it its place, when it is replaced. */
    @Override
    public void put(CalendarRef calendar, List<Intent> intents) {
        long key = calendar(calendar).key();
        batch(
                upsert("intents", List.of("calendar_key", "series_id"), List.of("payload")),
                intents,
                (call, intent) -> call.number(key).text(intent.series().value()).bytes(Payload.INTENT.encode(intent)));
    }

    @Override
    public List<Intent> open(CalendarRef calendar, int limit) {
        CalendarKey key = calendarOf(calendar);
        return key == null
                ? List.of()
                : call("SELECT payload FROM {intents} WHERE calendar_key = ? ORDER BY intent_key LIMIT ?")
                        .number(key.key())
                        .integer(limit)
                        .list(row -> read(Payload.INTENT, row.bytes(), calendar, Table.INTENTS, key.key()));
    }

    @Override
    public void settle(CalendarRef calendar, Collection<SeriesId> series) {
        CalendarKey key = calendarOf(calendar);
        if (key != null && !series.isEmpty()) {
            call("DELETE FROM {intents} WHERE calendar_key = ? AND series_id IN (?*)")
                    .number(key.key())
                    .texts(series.stream().map(SeriesId::value).toList())
                    .update();
        }
    }
}
