package dev.calsync.store.jdbc;

import dev.calsync.model.CalendarRef;
import dev.calsync.store.CheckpointStore;
import dev.calsync.store.StoredFeed;
import dev.calsync.store.jdbc.DamagedRows.Table;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Where change feeds are. */
final class JdbcCheckpointStore extends JdbcDrawer implements CheckpointStore {
    JdbcCheckpointStore(JdbcTransaction transaction) {
        super(transaction);
    }

    @Override
    public List<StoredFeed> feeds(CalendarRef calendar) {
        CalendarKey key = calendarOf(calendar);
        return key == null
                ? List.of()
                : call("SELECT payload FROM {feeds} WHERE calendar_key = ?")
                        .number(key.key())
                        .list(row -> read(Payload.FEED, row.bytes(), calendar, Table.FEEDS, key.key()))
                        .stream()
                        .sorted(Comparator.comparing(StoredFeed::partition))
                        .toList();
    }

    @Override
    public void put(CalendarRef calendar, StoredFeed feed) {
        long key = calendar(calendar).key();
        batch(
                upsert("feeds", List.of("calendar_key", "partition_hash"), List.of("round", "payload")),
                List.of(feed),
                (call, one) -> call.number(key)
                        .bytes(Hash.of(one.partition()))
                        .number(one.round())
                        .bytes(Payload.FEED.encode(one)));
    }

    @Override
    public void delete(CalendarRef calendar, String partition) {
        CalendarKey key = calendarOf(calendar);
        if (key != null) {
            call("DELETE FROM {feeds} WHERE calendar_key = ? AND partition_hash = ?")
                    .number(key.key())
                    .bytes(Hash.of(partition))
                    .update();
        }
    }

    @Override
    public Optional<String> workerCheckpoint(CalendarRef calendar) {
        CalendarKey key = calendarOf(calendar);
        return key == null
                ? Optional.empty()
                : call("SELECT payload FROM {worker_checkpoints} WHERE calendar_key = ?")
                        .number(key.key())
                        .first(row -> read(Payload.TEXT, row.bytes(), calendar, Table.WORKER_CHECKPOINTS, key.key()));
    }

    @Override
    public void putWorkerCheckpoint(CalendarRef calendar, String checkpoint) {
        long key = calendar(calendar).key();
        batch(
                upsert("worker_checkpoints", List.of("calendar_key"), List.of("payload")),
                List.of(checkpoint),
                (call, text) -> call.number(key).bytes(Payload.TEXT.encode(text)));
    }
}
