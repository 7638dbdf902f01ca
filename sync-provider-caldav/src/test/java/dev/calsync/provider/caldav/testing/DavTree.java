package dev.calsync.provider.caldav.testing;

import dev.calsync.system.TimeSource;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All state of one server behind one lock, and the shape of its URLs: {@code /dav/principals/USER/} and
 * {@code /dav/calendars/USER/CALENDAR/RESOURCE}. Callers hold {@link #lock()}; a request holds it from its precondition
 * to its effect, which is what makes If-Match worth something.
 */
final class DavTree {

    static final String ROOT = "dav";
    static final String PRINCIPALS = "principals";
    static final String CALENDARS = "calendars";

    private final Object lock = new Object();
    private final TimeSource time;
    private final URI origin;
    private final Map<String, String> passwords = new LinkedHashMap<>();
    private final Map<String, Map<String, FakeCalendar>> homes = new LinkedHashMap<>();
    private final Set<Quirk> quirks = EnumSet.noneOf(Quirk.class);
    private final FakePushServer push = new FakePushServer(this);
    private long incarnations;
    private long maxResourceBytes = 1 << 20;
    private int pageSize = 100;

    DavTree(TimeSource time, URI origin) {
        this.time = time;
        this.origin = origin;
    }

    FakePushServer push() {
        return push;
    }

    Object lock() {
        return lock;
    }

    Instant now() {
        return time.now();
    }

    URI absolute(String path) {
        return origin.resolve(path);
    }

    void user(String user, String password) {
        passwords.put(user, password);
        homes.computeIfAbsent(user, u -> new LinkedHashMap<>());
    }

    @Nullable
    String password(String user) {
        return passwords.get(user);
    }

    List<String> users() {
        return List.copyOf(homes.keySet());
    }

    boolean breaksOn(FakeResource resource) {
        return has(Quirk.BREAKS_ON_MARKED_RESOURCES) && resource.text().contains("X-FAKE-BREAKS");
    }

    boolean has(Quirk quirk) {
        return quirks.contains(quirk);
    }

    void quirks(List<Quirk> now) {
        quirks.clear();
        quirks.addAll(now);
    }

    long maxResourceBytes() {
        return maxResourceBytes;
    }

    void maxResourceBytes(long bytes) {
        maxResourceBytes = bytes;
    }

    int pageSize() {
        return pageSize;
    }

    void pageSize(int resources) {
        pageSize = resources;
    }

    /** The calendars of a user; empty for an unknown user. */
    List<FakeCalendar> calendars(String user) {
        return List.copyOf(homes.getOrDefault(user, Map.of()).values());
    }

    @Nullable
    FakeCalendar calendar(String user, String name) {
        return homes.getOrDefault(user, Map.of()).get(name);
    }

    FakeCalendar create(String user, String name) {
        FakeCalendar created = new FakeCalendar(this, user, name, ++incarnations);
        homes.computeIfAbsent(user, u -> new LinkedHashMap<>()).put(name, created);
        return created;
    }

    boolean delete(FakeCalendar calendar) {
        return homes.getOrDefault(calendar.user(), Map.of()).remove(calendar.name(), calendar);
    }

    @Nullable
    DavNode find(DavPath path) {
        List<String> at = path.segments();
        if (at.isEmpty() || at.equals(List.of(ROOT))) {
            return new DavNode.Root();
        }
        if (at.size() < 3 || !at.get(0).equals(ROOT) || !homes.containsKey(at.get(2))) {
            return null;
        }
        String user = at.get(2);
        if (at.get(1).equals(PRINCIPALS)) {
            return at.size() == 3 ? new DavNode.Principal(user) : null;
        }
        if (!at.get(1).equals(CALENDARS) || at.size() > 5) {
            return null;
        }
        if (at.size() == 3) {
            return new DavNode.Home(user);
        }
        FakeCalendar calendar = calendar(user, at.get(3));
        if (calendar == null || at.size() == 4) {
            return calendar == null ? null : new DavNode.Collection(calendar);
        }
        FakeResource resource = calendar.find(at.get(4));
        return resource == null ? null : new DavNode.Item(calendar, resource);
    }

    List<DavNode> children(DavNode node) {
        List<DavNode> children = new ArrayList<>();
        if (node instanceof DavNode.Home home) {
            calendars(home.user()).forEach(calendar -> children.add(new DavNode.Collection(calendar)));
        } else if (node instanceof DavNode.Collection collection) {
            FakeCalendar calendar = collection.calendar();
            calendar.live().forEach(resource -> children.add(new DavNode.Item(calendar, resource)));
        }
        return children;
    }

    String href(DavNode node) {
        if (node instanceof DavNode.Item item) {
            return itemHref(item.calendar(), item.resource().name());
        }
        if (node instanceof DavNode.Collection collection) {
            return href(collection.calendar().pathOf(), true);
        }
        if (node instanceof DavNode.Home home) {
            return href(DavPath.of(ROOT, CALENDARS, home.user()), true);
        }
        if (node instanceof DavNode.Principal principal) {
            return href(DavPath.of(ROOT, PRINCIPALS, principal.user()), true);
        }
        return href(DavPath.of(ROOT), true);
    }

    String itemHref(FakeCalendar calendar, String resource) {
        return href(itemPath(calendar, resource), false);
    }

    static DavPath itemPath(FakeCalendar calendar, String resource) {
        return DavPath.of(ROOT, CALENDARS, calendar.user(), calendar.name(), resource);
    }

    /** The ETag as clients see it. */
    String etag(FakeResource resource) {
        return has(Quirk.WEAK_ETAGS) ? "W/" + resource.etag() : resource.etag();
    }

    /** The UID of a text, or null when it has no readable one. */
    static @Nullable String uidOf(String text) {
        try {
            return CalendarText.objects(CalendarText.parsed(text)).stream()
                    .flatMap(object -> object.first("UID").stream())
                    .map(CalendarText.Property::value)
                    .findFirst()
                    .orElse(null);
        } catch (CalendarText.Invalid e) {
            return null;
        }
    }

    private String href(DavPath path, boolean collection) {
        boolean slash = collection && !has(Quirk.HREFS_WITHOUT_CLOSING_SLASH);
        String encoded = path.encoded(slash, has(Quirk.ODD_HREF_ENCODING));
        String href = has(Quirk.ABSOLUTE_HREFS) || has(Quirk.ESCAPED_SCHEME)
                ? absolute(encoded).toString()
                : encoded;
        if (has(Quirk.ESCAPED_SCHEME)) {
            href = href.replaceFirst("^http://", "http%3A//");
        }
        return has(Quirk.RAW_SPACES_IN_HREFS) ? href.replace("%20", " ") : href;
    }
}
