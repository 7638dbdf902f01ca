package dev.calsync.testing;

import dev.calsync.model.ETag;
import dev.calsync.model.EventSeries;
import dev.calsync.model.RemoteId;
import dev.calsync.provider.RemoteChange;
import dev.calsync.provider.RemoteSeries;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A calendar of a {@link ScriptedProvider}: the truth at the provider's side, and a test's hands in it, which act as
 * another client of the same provider would. Thread-safe.
 */
public final class ScriptedCalendar {
    private final String id;
    private final Map<RemoteId, RemoteSeries> series = new LinkedHashMap<>();
    /** The last change of each series by its number; the value tells which series. */
    private final TreeMap<Long, RemoteId> changes = new TreeMap<>();

    private final Map<RemoteId, Long> changeOf = new LinkedHashMap<>();
    private final Map<RemoteId, RemoteSeries> earlier = new LinkedHashMap<>();
    private final Map<RemoteId, String> unreadable = new LinkedHashMap<>();
    private final List<String> appliedKeys = new ArrayList<>();
    private final Map<String, RemoteId> createdBy = new LinkedHashMap<>();
    private long clock;
    private long oldestToken;
    private boolean writable = true;

    ScriptedCalendar(String id) {
        this.id = id;
    }

    /** The provider's id of the calendar. */
    public String id() {
        return id;
    }

    /** Another client makes or changes a series, found by its UID. */
    public synchronized void put(EventSeries next) {
        RemoteId known = find(next.uid()).map(RemoteSeries::id).orElse(RemoteId.of("/" + id + "/" + next.uid()));
        store(known, next);
    }

    /** Another client deletes a series, found by its UID. */
    public synchronized void delete(String uid) {
        find(uid).ifPresent(found -> remove(found.id()));
    }

    /** From now on this series cannot be read, until it is put again. */
    public synchronized void garble(String uid, String reason) {
        find(uid).ifPresent(found -> {
            unreadable.put(found.id(), reason);
            touch(found.id());
        });
    }

    /** Whether the account may write here; it may unless told. */
    public synchronized void writable(boolean value) {
        writable = value;
    }

    /** Forgets where rounds ended: every cursor handed out so far is refused. */
    public synchronized void expireCursors() {
        clock++;
        oldestToken = clock;
    }

    /** Every series that is there, by UID. */
    public synchronized Map<String, EventSeries> events() {
        Map<String, EventSeries> events = new TreeMap<>();
        series.values().forEach(remote -> events.put(remote.series().uid(), remote.series()));
        return events;
    }

    /** The idempotency keys of the writes that took effect, in order; one that took effect twice is there twice. */
    public synchronized List<String> appliedKeys() {
        return List.copyOf(appliedKeys);
    }

    /** The state before the present one, if it was changed. */
    synchronized Optional<RemoteSeries> earlier(RemoteId known) {
        return Optional.ofNullable(earlier.get(known));
    }

    /** The next round mentions a series although it is as it was. */
    synchronized void mention(RemoteId known) {
        touch(known);
    }

    synchronized boolean writable() {
        return writable;
    }

    synchronized long clock() {
        return clock;
    }

    synchronized boolean knows(long token) {
        return token >= oldestToken && token <= clock;
    }

    /** The series that were changed after a point and up to another, in the order of their last change. */
    synchronized List<RemoteId> changedBetween(long after, long upTo, boolean full) {
        if (!full) {
            return List.copyOf(changes.subMap(after, false, upTo, true).values());
        }
        return series.keySet().stream()
                .filter(known -> changeOf.getOrDefault(known, 0L) > after && changeOf.getOrDefault(known, 0L) <= upTo)
                .sorted((one, other) -> Long.compare(changeOf.getOrDefault(one, 0L), changeOf.getOrDefault(other, 0L)))
                .toList();
    }

    synchronized long changeNumber(RemoteId known) {
        return changeOf.getOrDefault(known, 0L);
    }

    synchronized RemoteChange describe(RemoteId known, @Nullable ETag agreed) {
        RemoteSeries there = series.get(known);
        if (there == null) {
            return new RemoteChange.Removed(known);
        }
        String reason = unreadable.get(known);
        if (reason != null) {
            return new RemoteChange.Unreadable(known, there.etag(), reason);
        }
        if (agreed != null && agreed.equals(there.etag())) {
            return new RemoteChange.Unchanged(known);
        }
        return new RemoteChange.Upserted(there);
    }

    synchronized Optional<RemoteSeries> find(RemoteId known) {
        return Optional.ofNullable(series.get(known));
    }

    synchronized Optional<RemoteSeries> find(String uid) {
        return series.values().stream()
                .filter(remote -> remote.series().uid().equals(uid))
                .findFirst();
    }

    synchronized Optional<RemoteSeries> createdBy(String key) {
        return Optional.ofNullable(createdBy.get(key)).flatMap(this::find);
    }

    synchronized RemoteSeries create(String key, EventSeries next) {
        RemoteSeries made = store(RemoteId.of("/" + id + "/" + next.uid()), next);
        createdBy.put(key, made.id());
        appliedKeys.add(key);
        return made;
    }

    synchronized RemoteSeries update(String key, RemoteId known, EventSeries next) {
        appliedKeys.add(key);
        return store(known, next);
    }

    synchronized void delete(String key, RemoteId known) {
        appliedKeys.add(key);
        remove(known);
    }

    private RemoteSeries store(RemoteId known, EventSeries next) {
        unreadable.remove(known);
        touch(known);
        RemoteSeries stored = RemoteSeries.of(known, ETag.of("\"" + clock + "\""), next.withVersion(0), null);
        RemoteSeries before = series.put(known, stored);
        if (before != null) {
            earlier.put(known, before);
        }
        return stored;
    }

    private void remove(RemoteId known) {
        series.remove(known);
        earlier.remove(known);
        unreadable.remove(known);
        touch(known);
    }

    private void touch(RemoteId known) {
        clock++;
        Long before = changeOf.put(known, clock);
        if (before != null) {
            changes.remove(before);
        }
        changes.put(clock, known);
    }
}
