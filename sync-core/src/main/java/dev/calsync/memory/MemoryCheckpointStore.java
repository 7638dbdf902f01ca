package dev.calsync.memory;

import dev.calsync.model.CalendarRef;
import dev.calsync.store.CheckpointStore;
import dev.calsync.store.StateKind;
import dev.calsync.store.StoredFeed;
import java.util.List;
import java.util.Optional;

final class MemoryCheckpointStore extends MemoryDrawer implements CheckpointStore {
    MemoryCheckpointStore(MemoryTransaction transaction) {
        super(transaction);
    }

    @Override
    public List<StoredFeed> feeds(CalendarRef calendar) {
        CalendarShelf shelf = shelfOf(calendar);
        if (shelf == null) {
            return List.of();
        }
        shelf.feeds.keySet().forEach(partition -> readable(shelf, StateKind.CHECKPOINT, partition));
        return List.copyOf(shelf.feeds.values());
    }

    @Override
    public void put(CalendarRef calendar, StoredFeed feed) {
        CalendarShelf shelf = shelf(calendar);
        written(shelf, StateKind.CHECKPOINT, feed.partition());
        journal().put(shelf.feeds, feed.partition(), feed);
    }

    @Override
    public void delete(CalendarRef calendar, String partition) {
        CalendarShelf shelf = shelfOf(calendar);
        if (shelf != null) {
            written(shelf, StateKind.CHECKPOINT, partition);
            journal().remove(shelf.feeds, partition);
        }
    }

    @Override
    public Optional<String> workerCheckpoint(CalendarRef calendar) {
        return Optional.ofNullable(shelfOf(calendar)).map(shelf -> shelf.workerCheckpoint);
    }

    @Override
    public void putWorkerCheckpoint(CalendarRef calendar, String checkpoint) {
        CalendarShelf shelf = shelf(calendar);
        String before = shelf.workerCheckpoint;
        journal().note(() -> shelf.workerCheckpoint = before);
        shelf.workerCheckpoint = checkpoint;
    }
}
