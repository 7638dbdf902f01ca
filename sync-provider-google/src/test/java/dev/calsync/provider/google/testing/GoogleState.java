package dev.calsync.provider.google.testing;

import dev.calsync.system.TimeSource;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All state of one service behind one lock. Callers hold {@link #lock()}; a request holds it from its precondition to
 * its effect, which is what makes If-Match worth something.
 */
final class GoogleState {
    private static final char[] ID_LETTERS = "0123456789abcdefghijklmnopqrstuv".toCharArray();
    private static final int ID_LENGTH = 26;

    private final Object lock = new Object();
    private final TimeSource time;
    private final URI root;
    private final Map<String, FakeUser> users = new LinkedHashMap<>();
    private final Map<String, FakeCalendar> calendars = new LinkedHashMap<>();
    private final Set<Oddity> oddities = EnumSet.noneOf(Oddity.class);
    private final List<SentMail> mails = new ArrayList<>();
    private final List<Consumer<String>> watchers = new ArrayList<>();
    private long ticks;
    private long ids;
    private long pageEpoch;

    GoogleState(TimeSource time, URI root) {
        this.time = time;
        this.root = root;
    }

    Object lock() {
        return lock;
    }

    Instant now() {
        return time.now();
    }

    URI root() {
        return root;
    }

    /** A number that only grows: the order of all changes in the service. */
    long tick() {
        return ++ticks;
    }

    long ticks() {
        return ticks;
    }

    /** The next id of the service's own making: base32hex, the same in every run. */
    String nextId() {
        // A multiplier that is odd, so that no two numbers meet, and big, so that ids do not look alike.
        long mixed = ++ids * 0x9E37_79B9_7F4A_7C15L;
        StringBuilder id = new StringBuilder(ID_LENGTH);
        for (int i = 0; i < ID_LENGTH; i++) {
            id.append(ID_LETTERS[(int) (mixed >>> 59)]);
            mixed = Long.rotateLeft(mixed, 5) + (i == 12 ? ids : 0);
        }
        return id.toString();
    }

    FakeUser user(String email) {
        FakeUser there = users.get(email);
        if (there == null) {
            there = new FakeUser(this, email);
            users.put(email, there);
            FakeCalendar primary = new FakeCalendar(this, email, email, email);
            calendars.put(email, primary);
            there.list().add(primary);
        }
        return there;
    }

    @Nullable
    FakeUser knownUser(String email) {
        return users.get(email);
    }

    List<FakeUser> users() {
        return List.copyOf(users.values());
    }

    FakeCalendar create(FakeUser owner, String summary) {
        FakeCalendar created =
                new FakeCalendar(this, "c_" + nextId() + "@group.calendar.google.com", owner.email(), summary);
        calendars.put(created.id(), created);
        owner.list().add(created);
        return created;
    }

    /** The calendar of this id, {@code primary} being the user's own; null if there is none that the user may know. */
    @Nullable
    FakeCalendar calendar(FakeUser user, String id) {
        FakeCalendar found = calendars.get(id.equals("primary") ? user.email() : id);
        return found == null || found.role(user.email()).equals("none") ? null : found;
    }

    @Nullable
    FakeCalendar calendar(String id) {
        return calendars.get(id);
    }

    List<FakeCalendar> calendars() {
        return List.copyOf(calendars.values());
    }

    void remove(FakeCalendar calendar) {
        calendars.remove(calendar.id());
        users.values().forEach(user -> user.list().remove(calendar));
        changed("gone:" + calendar.id());
    }

    boolean has(Oddity oddity) {
        return oddities.contains(oddity);
    }

    void oddities(List<Oddity> now) {
        oddities.clear();
        oddities.addAll(now);
    }

    List<SentMail> mails() {
        return mails;
    }

    /** Page tokens of an earlier epoch are dead. */
    long pageEpoch() {
        return pageEpoch;
    }

    void expirePageTokens() {
        pageEpoch++;
    }

    /** Whoever wants to know about changes gets {@code events:CALENDAR}, {@code list:USER} or {@code gone:CALENDAR}. */
    void watch(Consumer<String> watcher) {
        watchers.add(watcher);
    }

    void changed(String what) {
        watchers.forEach(watcher -> watcher.accept(what));
    }
}
