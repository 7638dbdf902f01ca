package dev.calsync.memory;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.JobId;
import dev.calsync.model.ProviderId;
import dev.calsync.model.RemoteId;
import dev.calsync.model.RunId;
import dev.calsync.model.SeriesId;
import dev.calsync.reconcile.Side;
import dev.calsync.recurrence.SeriesExtent;
import dev.calsync.store.FeedRound;
import dev.calsync.store.Intent;
import dev.calsync.store.JournalEntry;
import dev.calsync.store.Link;
import dev.calsync.store.LocalSeries;
import dev.calsync.store.Quarantined;
import dev.calsync.store.Revision;
import dev.calsync.store.RunRecord;
import dev.calsync.store.StoredCalendar;
import dev.calsync.store.StoredFeed;
import dev.calsync.store.TouchedSeries;
import dev.calsync.store.WorkItem;
import dev.calsync.store.WorkRow;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Everything that hangs on one calendar. Whoever forgets the calendar forgets all of this with it. */
final class CalendarShelf {
    final CalendarRef ref;
    final UserShelf user;
    final long ordinal;
    final int bucket;
    final ProviderId provider;
    StoredCalendar stored;

    @Nullable
    WorkRow<NodeRow> work;

    final Set<JobId> waitingJobs = new HashSet<>();
    final Map<String, StoredFeed> feeds = new TreeMap<>();

    @Nullable
    String workerCheckpoint;

    final NavigableMap<String, Held> replica = new TreeMap<>();
    final NavigableMap<String, Held> pending = new TreeMap<>();
    final Map<String, Set<SeriesId>> byUid = new HashMap<>();
    final NavigableMap<String, Link> links = new TreeMap<>();
    final NavigableMap<String, FeedRound> goneInRound = new TreeMap<>();
    final Map<RemoteId, SeriesId> byRemote = new HashMap<>();
    final Map<SeriesId, Long> intentOrdinals = new HashMap<>();
    final NavigableMap<Long, Intent> intents = new TreeMap<>();
    final NavigableMap<Moment, RunRecord> runs = new TreeMap<>();
    final NavigableMap<Moment, JournalEntry> journal = new TreeMap<>();
    final Map<RunId, NavigableMap<Long, JournalEntry>> journalByRun = new HashMap<>();
    final NavigableMap<Moment, Revision> revisions = new TreeMap<>();
    final Map<SeriesId, NavigableMap<Moment, Revision>> revisionsBySeries = new LinkedHashMap<>();
    final Map<QuarantineKey, Long> quarantineOrdinals = new HashMap<>();
    final NavigableMap<Long, Quarantined> quarantine = new TreeMap<>();
    final NavigableMap<Long, TouchedSeries> touched = new TreeMap<>();
    /** Rows that {@link MemorySyncStore#damage} made unreadable. */
    final Set<DamagedState.Row> damaged = new HashSet<>();

    CalendarShelf(UserShelf user, ProviderId provider, StoredCalendar stored, long ordinal) {
        this.ref = stored.calendar().ref();
        this.user = user;
        this.ordinal = ordinal;
        this.bucket = user.bucket;
        this.provider = provider;
        this.stored = stored;
    }

    /** A work row of this calendar as it is shown. */
    WorkItem item(WorkRow<NodeRow> row) {
        return row.item(ref, user.id, provider, bucket, ordinal);
    }

    /** A series of the replica, and the time it may take up. */
    record Held(LocalSeries series, SeriesExtent span) {}

    /** What names a series in quarantine: an id alone could be of either side. */
    record QuarantineKey(Side side, String id) {}
}
