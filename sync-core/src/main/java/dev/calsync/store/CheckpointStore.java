package dev.calsync.store;

import dev.calsync.model.CalendarRef;
import java.util.List;
import java.util.Optional;

/** Where each change feed is, and the checkpoints of hosts' own workers. */
public interface CheckpointStore {

    /** The partitions of a calendar's feed that have a row. */
    List<StoredFeed> feeds(CalendarRef calendar);

    /** Keeps where a partition is. */
    void put(CalendarRef calendar, StoredFeed feed);

    /** Forgets a partition. */
    void delete(CalendarRef calendar, String partition);

    /** What a worker last kept with {@code WorkContext.checkpoint}. */
    Optional<String> workerCheckpoint(CalendarRef calendar);

    /** Keeps a worker's checkpoint. */
    void putWorkerCheckpoint(CalendarRef calendar, String checkpoint);
}
