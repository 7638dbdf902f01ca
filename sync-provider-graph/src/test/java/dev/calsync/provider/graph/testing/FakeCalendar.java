package dev.calsync.provider.graph.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * One calendar. Everything public here is the back door: what other clients and the service itself do to it. Ids that go in
 * may be of either kind; those that come out are immutable. Thread-safe.
 */
public final class FakeCalendar {

    private final World world;
    private final FakeMailbox owner;
    private final FakeMailbox.Group group;
    private final String id;
    private final Map<Long, StoredEvent> events = new LinkedHashMap<>();
    private final Map<String, StoredEvent> transactions = new LinkedHashMap<>();
    private final ChangeLog log = new ChangeLog();
    private String name;
    private long changeVersion;
    private boolean readOnly;

    FakeCalendar(World world, FakeMailbox owner, String name, FakeMailbox.Group group) {
        this.world = world;
        this.owner = owner;
        this.name = name;
        this.group = group;
        this.id = Ids.container(world.nextNumber());
        this.changeVersion = world.nextVersion();
    }

    /** The calendar's id, the same in both kinds of ids. */
    public String id() {
        return id;
    }

    /** Whose it is. */
    public FakeMailbox owner() {
        return owner;
    }

    /** What it is called. */
    public String name() {
        synchronized (world) {
            return name;
        }
    }

    /** Calls it something else. */
    public void rename(String newName) {
        synchronized (world) {
            name = newName;
            changeVersion = world.nextVersion();
        }
    }

    /** Whether clients may only read it. */
    public FakeCalendar readOnly(boolean only) {
        synchronized (world) {
            readOnly = only;
            return this;
        }
    }

    /**
     * Makes an event as another client would, without what Graph checks in what it is sent by one: here an event may have
     * another organizer, be cancelled, or be in {@code tzone://Microsoft/Custom} by {@code originalStartTimeZone}.
     *
     * @param event a JSON object in Graph's form with {@code start} and {@code end}
     * @return its id
     * @throws IllegalArgumentException if it cannot be an event
     */
    public String create(String event) {
        return create(Json.object(event));
    }

    /** Same as {@link #create(String)}. */
    public String create(ObjectNode event) {
        synchronized (world) {
            return backDoor(() -> new Edits(world).create(this, EventInput.anything(event)))
                    .id(true);
        }
    }

    /** Changes an event or an occurrence, as by PATCH. */
    public void update(String itemId, String changes) {
        synchronized (world) {
            Item item = item(itemId);
            backDoor(() -> {
                new Edits(world).patch(item, EventInput.anything(Json.object(changes)));
                return item;
            });
        }
    }

    /** Deletes an event, a whole series, or one occurrence. */
    public void delete(String itemId) {
        synchronized (world) {
            new Edits(world).delete(item(itemId));
        }
    }

    /** Gives an event a new change key without changing anything, as the service does by itself. */
    public void touch(String itemId) {
        synchronized (world) {
            new Edits(world).touch(item(itemId));
        }
    }

    /** Moves an event to another calendar: its mutable id changes, the immutable one stays. */
    public void move(String itemId, FakeCalendar other) {
        synchronized (world) {
            new Edits(world).move(item(itemId).event(), other);
        }
    }

    /**
     * Changes one occurrence of a series.
     *
     * @param original the day on which it would be
     * @return the occurrence's id
     */
    public String changeOccurrence(String masterId, LocalDate original, String changes) {
        synchronized (world) {
            String occurrence = occurrenceId(masterId, original);
            update(occurrence, changes);
            return occurrence;
        }
    }

    /** Deletes one occurrence of a series. */
    public void deleteOccurrence(String masterId, LocalDate original) {
        synchronized (world) {
            delete(occurrenceId(masterId, original));
        }
    }

    /**
     * The id of one occurrence.
     *
     * @throws NoSuchElementException if the series has none on that day
     */
    public String occurrenceId(String masterId, LocalDate original) {
        synchronized (world) {
            Item occurrence = new Item(item(masterId).event(), original);
            if (!occurrence.exists()) {
                throw new NoSuchElementException("no occurrence on " + original);
            }
            world.register(occurrence);
            return occurrence.id(true);
        }
    }

    /** The event or occurrence as a GET would show it, times in UTC; null if it is not there. */
    public @Nullable ObjectNode event(String itemId) {
        synchronized (world) {
            Item item = world.findItem(itemId);
            return item == null || item.event().calendar != this ? null : new EventJson(world, View.plain()).full(item);
        }
    }

    /** All single events and masters, as {@link #event} shows them, in the order they were made. */
    public List<ObjectNode> events() {
        synchronized (world) {
            EventJson json = new EventJson(world, View.plain());
            return events.values().stream()
                    .map(event -> json.full(Item.of(event)))
                    .toList();
        }
    }

    /** How many single events and masters it holds. */
    public int size() {
        synchronized (world) {
            return events.size();
        }
    }

    /** The value of an extended property, or null. */
    public @Nullable String extendedProperty(String itemId, String propertyId) {
        synchronized (world) {
            Item item = item(itemId);
            StoredEvent.Deviation exception = item.exception();
            return (exception == null ? item.event().extended : exception.extended)
                    .get(EventInput.normalPropertyId(propertyId));
        }
    }

    /** Forgets which transaction ids it has seen: Graph names no time for which it remembers them. */
    public void forgetTransactions() {
        synchronized (world) {
            transactions.clear();
        }
    }

    void clear() {
        new ArrayList<>(events.values()).forEach(event -> new Edits(world).delete(Item.of(event)));
    }

    boolean isReadOnly() {
        return readOnly;
    }

    FakeMailbox.Group group() {
        return group;
    }

    long changeVersion() {
        return changeVersion;
    }

    boolean holds(StoredEvent event) {
        return events.get(event.number) == event;
    }

    void add(StoredEvent event) {
        events.put(event.number, event);
    }

    void remove(StoredEvent event) {
        events.remove(event.number);
    }

    Map<String, StoredEvent> transactions() {
        return transactions;
    }

    Collection<StoredEvent> stored() {
        return events.values();
    }

    ChangeLog log() {
        return log;
    }

    private Item item(String itemId) {
        Item item = world.findItem(itemId);
        if (item == null || item.event().calendar != this) {
            throw new NoSuchElementException("no such item in " + name);
        }
        return item;
    }

    private interface Edit {
        Item make() throws GraphProblem;
    }

    private static Item backDoor(Edit edit) {
        try {
            return edit.make();
        } catch (GraphProblem e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return owner.address() + '/' + name;
    }
}
