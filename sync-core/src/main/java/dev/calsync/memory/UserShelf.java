package dev.calsync.memory;

import dev.calsync.model.JobId;
import dev.calsync.model.ScheduleId;
import dev.calsync.model.UserId;
import dev.calsync.store.Buckets;
import dev.calsync.store.DeadLetter;
import dev.calsync.store.StoredJob;
import dev.calsync.store.StoredSchedule;
import dev.calsync.store.StoredUser;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Everything that belongs to one user. */
final class UserShelf {
    final UserId id;
    int bucket;

    @Nullable
    StoredUser stored;

    final NavigableMap<Long, AccountShelf> accounts = new TreeMap<>();
    final NavigableMap<Long, CalendarShelf> calendars = new TreeMap<>();
    final Map<ScheduleId, Long> scheduleOrdinals = new HashMap<>();
    final NavigableMap<Long, StoredSchedule> schedules = new TreeMap<>();
    final NavigableMap<Long, MirrorShelf> mirrors = new TreeMap<>();
    final Map<JobId, JobRow> jobs = new HashMap<>();
    final NavigableMap<Long, JobRow> jobsInOrder = new TreeMap<>();
    final NavigableMap<Moment, DeadLetter> deadLetters = new TreeMap<>();

    UserShelf(UserId id) {
        this.id = id;
        this.bucket = Buckets.of(id);
    }

    /** Jobs and dead letters need no look: they hang on calendars, and those on accounts. */
    boolean isEmpty() {
        return accounts.isEmpty() && schedules.isEmpty() && stored == null;
    }

    /** A job, and the place among the final ones; null while it is open. */
    record JobRow(long ordinal, StoredJob job, @Nullable Moment finalAt) {}
}
