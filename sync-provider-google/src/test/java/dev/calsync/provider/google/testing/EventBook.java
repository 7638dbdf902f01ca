package dev.calsync.provider.google.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The events of one calendar, live and deleted, and what its sync tokens are good for. Callers hold the state's lock. */
final class EventBook {
    private final GoogleState state;
    private final FakeCalendar calendar;
    private final Map<String, StoredEvent> events = new LinkedHashMap<>();
    private @Nullable Duration tokenLife;
    private long tokenEpoch;
    private long tokenFloor;

    EventBook(GoogleState state, FakeCalendar calendar) {
        this.state = state;
        this.calendar = calendar;
    }

    List<StoredEvent> all() {
        return List.copyOf(events.values());
    }

    @Nullable
    StoredEvent stored(String id) {
        return events.get(id);
    }

    /** The event of this id, or an instance of a series as an exception that is not yet one; null if there is neither. */
    @Nullable
    StoredEvent lookup(String id) {
        StoredEvent there = events.get(id);
        return there != null ? there : instance(id);
    }

    private @Nullable StoredEvent instance(String id) {
        int bar = id.lastIndexOf('_');
        StoredEvent master = bar < 1 ? null : events.get(id.substring(0, bar));
        if (master == null || !master.isMaster() || master.isCancelled()) {
            return null;
        }
        try {
            return Recurring.of(master.data, calendar.timeZone())
                    .at(id.substring(bar + 1))
                    .map(instance -> instance(master, instance))
                    .orElse(null);
        } catch (ApiProblem e) {
            throw new IllegalStateException("a stored series has a bad rule", e);
        }
    }

    /** An instance with what it has of its master. */
    StoredEvent instance(StoredEvent master, Recurring.Instance time) {
        ObjectNode data = master.data.deepCopy();
        data.remove("recurrence");
        data.set("start", time.start());
        data.set("end", time.end());
        data.put("recurringEventId", master.id);
        data.set("originalStartTime", time.start().deepCopy());
        StoredEvent instance =
                new StoredEvent(master.id + "_" + EventTimes.key(time.start()), master.order, master.created, data);
        instance.sequence = master.sequence;
        instance.changed = master.changed;
        instance.tag = master.tag;
        instance.updated = master.updated;
        return instance;
    }

    /** The event that is not an exception with this UID. */
    Optional<StoredEvent> byUid(String uid) {
        return events.values().stream()
                .filter(event ->
                        !event.isException() && Json.text(event.data, "iCalUID").equals(uid))
                .findFirst();
    }

    List<StoredEvent> exceptions(StoredEvent master) {
        return events.values().stream()
                .filter(event -> master.id.equals(event.masterId()))
                .toList();
    }

    StoredEvent fresh(String id, ObjectNode data) {
        return new StoredEvent(id, state.tick(), state.now(), data);
    }

    /**
     * Keeps an event, new or changed.
     *
     * @param visibly whether the time of its last change moves; reminders do not count
     */
    void save(StoredEvent event, boolean visibly) {
        StoredEvent kept = event;
        if (event.isException() && !events.containsKey(event.id)) {
            // An instance becomes an exception only now, so it comes after its master in every order.
            kept = new StoredEvent(event.id, state.tick(), state.now(), event.data);
            kept.sequence = event.sequence;
        }
        events.put(kept.id, kept);
        kept.changed = state.tick();
        kept.tag = kept.changed;
        event.changed = kept.changed;
        event.tag = kept.tag;
        if (visibly) {
            kept.updated = state.now();
            event.updated = kept.updated;
        }
        state.changed("events:" + calendar.id());
    }

    void delete(StoredEvent event) {
        event.data.put("status", "cancelled");
        save(event, true);
        StoredEvent series = event.masterId() == null ? null : events.get(event.masterId());
        if (series != null && !series.isCancelled()) {
            // The real service gives an instance that is cancelled and its master one and the same new tag.
            save(series, true);
            series.tag = event.tag;
        }
        for (StoredEvent exception : exceptions(event)) {
            boolean told = !exception.isCancelled() && !state.has(Oddity.EXCEPTIONS_VANISH_SILENTLY);
            exception.data.put("status", "cancelled");
            if (told) {
                save(exception, true);
            }
        }
    }

    /** After a change of a series: exceptions at times that it has no more are over. */
    void dropOrphans(StoredEvent master) throws ApiProblem {
        for (StoredEvent exception : exceptions(master)) {
            String key = EventTimes.key(exception.data.path("originalStartTime"));
            boolean still = master.isMaster()
                    && Recurring.of(master.data, calendar.timeZone()).at(key).isPresent();
            if (!still && !exception.orphan) {
                exception.orphan = true;
                exception.data.put("status", "cancelled");
                save(exception, true);
            }
        }
    }

    /** Whether a full list that shows no deleted events leaves it out. */
    boolean isGone(StoredEvent event) {
        if (!event.isCancelled()) {
            return false;
        }
        StoredEvent master = event.masterId() == null ? null : events.get(event.masterId());
        return master == null || master.isCancelled() || event.orphan;
    }

    void purge() {
        events.values().removeIf(this::isGone);
        tokenFloor = state.tick();
    }

    void expireSyncTokens() {
        tokenEpoch++;
    }

    long tokenEpoch() {
        return tokenEpoch;
    }

    long tokenFloor() {
        return tokenFloor;
    }

    @Nullable
    Duration tokenLife() {
        return tokenLife;
    }

    void tokenLife(@Nullable Duration life) {
        tokenLife = life;
    }
}
