package dev.calsync.provider.google;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.ETag;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.model.RemoteId;
import dev.calsync.provider.RemoteChange;
import dev.calsync.provider.RemoteSeries;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts a series together from its items: the master, exceptions that replace an instance, and exceptions that call one
 * off. The last are exclusions of the master in the model; {@link RemoteSeries#parts} tells which of these are items of
 * their own. Exceptions without a master are legal: so it looks to somebody who was invited to one instance.
 */
final class SeriesAssembly {
    private SeriesAssembly() {}

    /** An event that happens once, or a series of which there is nothing but the master. */
    static RemoteChange single(EventItem item) {
        return series(item.id, item, List.of());
    }

    /**
     * What a series is.
     *
     * @param seriesId the master's id, whether it is visible or not
     * @param exceptions in any order; of two for the same instance the one that was changed later counts
     */
    static RemoteChange series(String seriesId, @Nullable EventItem master, Collection<EventItem> exceptions) {
        RemoteId id = RemoteId.of(seriesId);
        ETag etag = null;
        try {
            etag = SeriesTag.of(master, exceptions);
            if (master != null && master.cancelled) {
                return new RemoteChange.Removed(id);
            }
            if (exceptions.isEmpty() && master != null) {
                EventSeries alone = EventSeries.of(master(master, EventMapping.uid(master), List.of()));
                return new RemoteChange.Upserted(RemoteSeries.of(id, etag, alone, null));
            }
            RemoteSeries whole = whole(id, etag, master, exceptions);
            return whole == null ? new RemoteChange.Removed(id) : new RemoteChange.Upserted(whole);
        } catch (UnreadableItemException e) {
            return new RemoteChange.Unreadable(id, etag, e.fault());
        } catch (IllegalArgumentException e) {
            return new RemoteChange.Unreadable(id, etag, "its parts do not make a series");
        }
    }

    /** Whether a series has, by its rule, the instance that an exception of it stands for. */
    static boolean hasInstance(EventItem master, EventItem exception) {
        return exception.originalStart == null
                || !(single(master) instanceof RemoteChange.Upserted upserted)
                || upserted.remote().series().master() == null
                || Instances.occurs(
                        Objects.requireNonNull(upserted.remote().series().master()), exception.originalStart);
    }

    private static @Nullable RemoteSeries whole(
            RemoteId id, @Nullable ETag etag, @Nullable EventItem master, Collection<EventItem> exceptions)
            throws UnreadableItemException {
        String uid = uid(master, exceptions);
        boolean floating = isFloating(master, exceptions);
        Map<EventTime, RemoteSeries.Part> parts = new HashMap<>();
        List<CalendarEvent> overrides = new ArrayList<>();
        List<EventTime> calledOff = new ArrayList<>();
        for (EventItem exception : latest(exceptions)) {
            EventTime instance = instance(exception, floating);
            ETag own = exception.etag == null ? null : ETag.of(exception.etag);
            parts.put(instance, new RemoteSeries.Part(RemoteId.of(exception.id), own));
            if (exception.cancelled) {
                calledOff.add(instance);
            } else {
                overrides.add(EventMapping.event(exception, uid, List.of(), floating));
            }
        }
        if (master == null) {
            return overrides.isEmpty()
                    ? null
                    : new RemoteSeries(id, etag, new EventSeries(uid, null, overrides), null, parts);
        }
        if (master.recurrence.isEmpty()) {
            // It was a series once; what is left of that is nobody's any more.
            return RemoteSeries.of(id, etag, EventSeries.of(master(master, uid, List.of())), null);
        }
        CalendarEvent whole = master(master, uid, calledOff);
        return new RemoteSeries(id, etag, new EventSeries(uid, whole, overrides), null, parts);
    }

    private static CalendarEvent master(EventItem master, String uid, List<EventTime> calledOff)
            throws UnreadableItemException {
        boolean floating = Stamps.floating(Stamps.of(master));
        List<String> lines = floating ? RecurrenceDates.utcToFloating(master.recurrence) : master.recurrence;
        return EventMapping.event(master, uid, RecurrenceDates.excluding(lines, calledOff), floating);
    }

    private static String uid(@Nullable EventItem master, Collection<EventItem> exceptions) {
        if (master != null) {
            return EventMapping.uid(master);
        }
        // One that was called off may say nothing of itself.
        return exceptions.stream()
                .filter(exception -> !exception.cancelled || exception.iCalUid != null)
                .findFirst()
                .map(EventMapping::uid)
                .orElseGet(() -> EventMapping.uid(exceptions.iterator().next()));
    }

    private static boolean isFloating(@Nullable EventItem master, Collection<EventItem> exceptions) {
        EventItem speaker = master != null ? master : exceptions.iterator().next();
        return Stamps.floating(Stamps.of(speaker));
    }

    private static EventTime instance(EventItem exception, boolean floating) throws UnreadableItemException {
        EventTime instance = exception.originalStart;
        if (exception.fault != null) {
            throw new UnreadableItemException(exception.fault);
        }
        if (instance == null) {
            throw new UnreadableItemException("an exception of it does not say which instance it replaces");
        }
        return EventMapping.floating(instance, floating);
    }

    /** One for each instance, in the instances' order, so that equal states are put together equally. */
    private static Collection<EventItem> latest(Collection<EventItem> exceptions) {
        Map<String, EventItem> byInstance = new LinkedHashMap<>();
        for (EventItem exception : exceptions) {
            String key = exception.originalStart == null ? exception.id : RecurrenceDates.key(exception.originalStart);
            byInstance.merge(key, exception, SeriesAssembly::later);
        }
        return new TreeMap<>(byInstance).values();
    }

    private static EventItem later(EventItem one, EventItem other) {
        if (one.updated == null || other.updated == null) {
            return other;
        }
        return one.updated.isAfter(other.updated) ? one : other;
    }
}
