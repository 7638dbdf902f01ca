package dev.calsync.provider.graph.testing;

import dev.calsync.system.TimeSource;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Everything there is: mailboxes, calendars, and what ids lead to. Its monitor guards all of it. */
final class World {

    private final TimeSource time;
    private final URI origin;
    private final Map<String, FakeMailbox> mailboxes = new LinkedHashMap<>();
    private final Map<String, FakeCalendar> calendars = new HashMap<>();
    private final Map<String, Item> items = new HashMap<>();
    private final List<ChangeListener> listeners = new ArrayList<>();
    private long numbers;
    private long versions = 1_000;
    private long changes;

    /** Who wants to know what happened to events. Called under the lock; must not block. */
    interface ChangeListener {
        void changed(FakeCalendar calendar, Item item, String changeType);
    }

    World(TimeSource time, URI origin) {
        this.time = time;
        this.origin = origin;
    }

    Instant now() {
        return time.now();
    }

    TimeSource time() {
        return time;
    }

    /** {@code http://127.0.0.1:PORT}. */
    URI origin() {
        return origin;
    }

    String root() {
        return origin + "/v1.0";
    }

    long nextNumber() {
        return numbers++;
    }

    long nextVersion() {
        return ++versions;
    }

    long nextChange() {
        return ++changes;
    }

    long lastChange() {
        return changes;
    }

    Stamp newStamp() {
        return new Stamp(nextVersion(), now());
    }

    void listen(ChangeListener listener) {
        listeners.add(listener);
    }

    void tell(FakeCalendar calendar, Item item, String changeType) {
        listeners.forEach(listener -> listener.changed(calendar, item, changeType));
    }

    FakeMailbox mailbox(String address) {
        FakeMailbox known = mailboxes.get(address);
        if (known == null) {
            known = new FakeMailbox(this, address);
            mailboxes.put(address, known);
            known.begin();
        }
        return known;
    }

    /** By address or by id; null if there is none. */
    @Nullable
    FakeMailbox findMailbox(String key) {
        FakeMailbox byAddress = mailboxes.get(key);
        return byAddress != null
                ? byAddress
                : mailboxes.values().stream()
                        .filter(box -> box.id().equals(key))
                        .findFirst()
                        .orElse(null);
    }

    void register(FakeCalendar calendar) {
        calendars.put(calendar.id(), calendar);
    }

    void unregister(FakeCalendar calendar) {
        calendars.remove(calendar.id());
    }

    @Nullable
    FakeCalendar findCalendar(String id) {
        return calendars.get(id);
    }

    void register(Item item) {
        items.putIfAbsent(item.id(true), item);
        items.putIfAbsent(item.id(false), item);
    }

    /** What an id of either kind leads to, if that still exists. */
    @Nullable
    Item findItem(String id) {
        Item item = items.get(id);
        return item != null && item.exists() && (id.equals(item.id(true)) || id.equals(item.id(false))) ? item : null;
    }
}
