package dev.calsync;

import dev.calsync.internal.engine.Engine;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.SeriesId;
import dev.calsync.model.UserId;
import dev.calsync.store.LocalChange;
import dev.calsync.store.LocalOutcome;
import dev.calsync.store.LocalSeries;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.WorkCause;
import dev.calsync.store.WorkRequest;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The events of one calendar, as this side has them: read from the built-in replica, edited in it. An edit is durable on
 * return and is pushed to the provider by a run that it asks for. Thread-safe; calls block on the store only.
 *
 * <p>What is handed out carries the version it was read at, and an edit hands that version back: an edit of something
 * that was changed meanwhile is {@link EditOutcome.Stale} and changes nothing.
 */
public final class CalendarEvents {
    private static final int SERIES_MAX = 10_000;
    /** Wide enough for every event, and within what every store can keep. */
    private static final Instant BEGINNING = Instant.parse("-9999-01-01T00:00:00Z");

    private static final Instant END = Instant.parse("9999-12-31T00:00:00Z");

    private final Engine engine;
    private final UserId user;
    private final CalendarRef calendar;

    static CalendarEvents of(Engine engine, UserId user, CalendarRef calendar, boolean builtInReplica) {
        if (!builtInReplica) {
            throw new IllegalStateException("this host keeps events in its own replica; read and edit them there");
        }
        return new CalendarEvents(engine, user, calendar);
    }

    private CalendarEvents(Engine engine, UserId user, CalendarRef calendar) {
        this.engine = engine;
        this.user = user;
        this.calendar = calendar;
    }

    /** As {@link #between(Instant, Instant, ZoneId)}, seen from UTC. */
    public Agenda between(Instant from, Instant until) {
        return between(from, until, ZoneOffset.UTC);
    }

    /**
     * What takes place in a span, recurrences expanded: what starts before {@code until} and ends after {@code from}.
     *
     * @param from inclusive
     * @param until exclusive
     * @param viewer the zone for whole days and times without a zone
     */
    public Agenda between(Instant from, Instant until, ZoneId viewer) {
        record Found(List<LocalSeries> series, Instant now) {}
        Found found = engine.store()
                .inTransaction(
                        tx -> new Found(tx.replica().overlapping(calendar, from, until, null, SERIES_MAX), tx.now()));
        boolean beyond = from.isBefore(engine.settings().window().from(found.now()))
                || until.isAfter(engine.settings().window().until(found.now()));
        return AgendaReader.read(
                found.series(), from, until, viewer, found.series().size() == SERIES_MAX, beyond);
    }

    /** The series of this UID; empty when there is none or it was deleted here. */
    public Optional<EventSeries> find(String uid) {
        return engine.store()
                .inTransaction(tx -> Optional.ofNullable(stored(tx, uid))
                        .filter(local -> !local.deleted())
                        .map(local -> local.series().withVersion(local.version())));
    }

    /**
     * All series, page by page, in the order of this side's ids.
     *
     * @param after the last id of the page before; null to begin
     * @param limit how many at most
     */
    public List<StoredSeries> page(@Nullable SeriesId after, int limit) {
        return engine.store()
                .inTransaction(tx -> tx.replica().overlapping(calendar, BEGINNING, END, after, limit).stream()
                        .map(local ->
                                new StoredSeries(local.id(), local.series().withVersion(local.version())))
                        .toList());
    }

    /**
     * A series of the replica.
     *
     * @param id this side's id
     * @param series the series, with the version it was read at
     */
    public record StoredSeries(SeriesId id, EventSeries series) {}

    /**
     * Makes or changes an event: a single one or a master by its UID, keeping its overrides, or the override of one
     * instance.
     *
     * @param event carries the version it was read at; 0 if it is new
     */
    public EditOutcome put(CalendarEvent event) {
        return edit(event.uid(), event.version(), known -> known == null ? EventSeries.of(event) : known.with(event));
    }

    /**
     * Makes or replaces a whole series.
     *
     * @param series carries the version it was read at; 0 if it is new
     */
    public EditOutcome put(EventSeries series) {
        return edit(series.uid(), series.version(), known -> series);
    }

    /**
     * Deletes a series.
     *
     * @param series as it was read
     */
    public EditOutcome delete(EventSeries series) {
        return edit(series.uid(), series.version(), known -> null);
    }

    private interface Edit {
        @Nullable
        EventSeries apply(@Nullable EventSeries known);
    }

    private EditOutcome edit(String uid, long version, Edit edit) {
        EditOutcome outcome = engine.store().inTransaction(tx -> {
            LocalSeries stored = stored(tx, uid);
            long current = stored == null || stored.deleted() ? 0 : stored.version();
            if (current != version) {
                return new EditOutcome.Stale(current);
            }
            SeriesId id = stored != null
                    ? stored.id()
                    : SeriesId.of(engine.environment().ids().next());
            EventSeries known = stored == null || stored.deleted() ? null : stored.series();
            EventSeries next = edit.apply(known);
            if (next == null && known == null) {
                return new EditOutcome.Stale(0);
            }
            long expected = stored == null ? 0 : stored.version();
            LocalOutcome edited = tx.replica().edit(calendar, new LocalChange(id, expected, next));
            if (edited instanceof LocalOutcome.Conflict conflict) {
                return new EditOutcome.Stale(conflict.currentVersion());
            }
            tx.mirrors().touched(calendar, List.of(id));
            tx.work()
                    .request(List.of(new WorkRequest(
                            calendar, user, SyncType.INCREMENTAL, Priority.HIGH, tx.now(), WorkCause.EDIT)));
            return new EditOutcome.Saved(id, ((LocalOutcome.Applied) edited).version());
        });
        if (outcome instanceof EditOutcome.Saved) {
            engine.wake();
        }
        return outcome;
    }

    private @Nullable LocalSeries stored(StoreTransaction tx, String uid) {
        List<LocalSeries> found = tx.replica().findByUid(calendar, List.of(uid));
        return found.stream()
                .filter(local -> !local.deleted())
                .findFirst()
                .orElse(found.isEmpty() ? null : found.get(0));
    }
}
