package dev.calsync.provider.graph.testing;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One person's mailbox. Everything here is the back door: what other clients and the service itself do. Thread-safe. */
public final class FakeMailbox {

    /** Some of the calendars, under a name. */
    record Group(String id, String name) {}

    private final World world;
    private final String address;
    private final String id;
    private final Map<String, FakeCalendar> calendars = new LinkedHashMap<>();
    private final List<Group> groups = new ArrayList<>();
    private String tenant = Ids.guid("tenant");
    private String displayName;
    private String zoneName = "W. Europe Standard Time";
    private int mails;

    FakeMailbox(World world, String address) {
        this.world = world;
        this.address = address;
        this.id = Ids.guid(address);
        this.displayName = address.replaceAll("@.*", "");
    }

    void begin() {
        groups.add(new Group(Ids.container(world.nextNumber()), "My Calendars"));
        groups.add(new Group(Ids.container(world.nextNumber()), "Other Calendars"));
        add(new FakeCalendar(world, this, "Calendar", groups.get(0)));
    }

    /** The user principal name, which is also the mail address. */
    public String address() {
        return address;
    }

    /** The user's object id. */
    public String id() {
        return id;
    }

    /** The id of the tenant that the user belongs to. */
    public String tenant() {
        synchronized (world) {
            return tenant;
        }
    }

    /** Puts the user into another tenant. */
    public FakeMailbox tenant(String tenantId) {
        synchronized (world) {
            tenant = tenantId;
            return this;
        }
    }

    String displayName() {
        return displayName;
    }

    /** Under which name this person organizes and owns. */
    public FakeMailbox named(String name) {
        synchronized (world) {
            displayName = name;
            return this;
        }
    }

    /**
     * In which zone the days of all-day events lie; W. Europe Standard Time at first.
     *
     * @param windowsName a Windows name
     * @throws IllegalArgumentException if it names no zone
     */
    public FakeMailbox timeZone(String windowsName) {
        if (Zones.find(windowsName) == null) {
            throw new IllegalArgumentException("unknown time zone " + windowsName);
        }
        synchronized (world) {
            zoneName = windowsName;
            return this;
        }
    }

    String zoneName() {
        return zoneName;
    }

    ZoneId zone() {
        ZoneId zone = Zones.find(zoneName);
        return zone == null ? ZoneId.of("UTC") : zone;
    }

    /** The default calendar. */
    public FakeCalendar primary() {
        synchronized (world) {
            return calendars.values().iterator().next();
        }
    }

    /** Adds a calendar of one's own. */
    public FakeCalendar createCalendar(String name) {
        synchronized (world) {
            return add(new FakeCalendar(world, this, name, groups.get(0)));
        }
    }

    private FakeCalendar add(FakeCalendar calendar) {
        calendars.put(calendar.id(), calendar);
        world.register(calendar);
        return calendar;
    }

    /** Lists a calendar of somebody else's here as well. Its events are reached through the calendar only. */
    public FakeMailbox share(FakeCalendar others) {
        synchronized (world) {
            calendars.put(others.id(), others);
            return this;
        }
    }

    /** Deletes a calendar with everything in it; a shared one is only taken from the list. */
    public void deleteCalendar(FakeCalendar calendar) {
        synchronized (world) {
            if (calendars.remove(calendar.id()) != null && calendar.owner() == this) {
                calendar.clear();
                world.unregister(calendar);
            }
        }
    }

    /** All calendars in the order they were made or shared. */
    public List<FakeCalendar> calendars() {
        synchronized (world) {
            return List.copyOf(calendars.values());
        }
    }

    boolean lists(FakeCalendar calendar) {
        return calendars.get(calendar.id()) == calendar;
    }

    List<Group> groups() {
        return groups;
    }

    /** How many meeting mails the writes so far made the service send. */
    public int mails() {
        synchronized (world) {
            return mails;
        }
    }

    void mail() {
        mails++;
    }

    @Override
    public String toString() {
        return address;
    }
}
