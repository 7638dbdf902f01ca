package dev.calsync.provider.caldav.testing;

import java.net.URI;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import javax.xml.namespace.QName;
import org.jspecify.annotations.Nullable;

/**
 * One calendar of the server, seen from behind: what is done here is what another client would have done, without
 * HTTP and without the server judging it, so that a broken resource can be stored. Thread-safe; every call is atomic
 * towards requests.
 */
public final class FakeCalendar {

    /** What a name last became: a resource, or removed when there is none. */
    record Change(
            String name,
            long sequence,
            Instant at,
            @Nullable String uid,
            @Nullable FakeResource resource) {}

    private final DavTree tree;
    private final String user;
    private final String name;
    private final long incarnation;
    // All below is guarded by the tree's lock.
    private final Map<String, Change> changes = new LinkedHashMap<>();
    private final Map<String, String> scheduleTags = new HashMap<>();
    private final Map<QName, String> deadProperties = new LinkedHashMap<>();
    private Set<String> components = new TreeSet<>(Set.of("VEVENT"));
    private long sequence;
    private long tokenGeneration = 1;
    private boolean readOnly;

    FakeCalendar(DavTree tree, String user, String name, long incarnation) {
        this.tree = tree;
        this.user = user;
        this.name = name;
        this.incarnation = incarnation;
    }

    /** The last path segment, decoded. */
    public String name() {
        return name;
    }

    /** The user whose home holds it. */
    public String user() {
        return user;
    }

    /** The path of the collection with its closing slash, as standards would write it. */
    public String path() {
        return pathOf().encoded(true, false);
    }

    /** The path of a resource, whether it exists or not. */
    public String path(String resource) {
        return DavTree.itemPath(this, resource).encoded(false, false);
    }

    /** The full URL of the collection. */
    public URI url() {
        return tree.absolute(path());
    }

    /** The display name; the empty string when there is none. */
    public String displayName() {
        synchronized (tree.lock()) {
            return deadProperties.getOrDefault(DavNames.DISPLAY_NAME, "");
        }
    }

    /** Sets the display name. */
    public void rename(String displayName) {
        synchronized (tree.lock()) {
            deadProperties.put(DavNames.DISPLAY_NAME, displayName);
        }
    }

    /** Whether the owner may only read. */
    public void readOnly(boolean isReadOnly) {
        synchronized (tree.lock()) {
            readOnly = isReadOnly;
        }
    }

    /** Stores {@code text} verbatim under {@code name}, new or not, and returns what is stored now. */
    public FakeResource put(String name, String text) {
        synchronized (tree.lock()) {
            return store(name, text);
        }
    }

    /**
     * Replaces the text of a resource.
     *
     * @throws NoSuchElementException if there is no such resource
     */
    public FakeResource edit(String name, UnaryOperator<String> change) {
        synchronized (tree.lock()) {
            FakeResource old = find(name);
            if (old == null) {
                throw new NoSuchElementException("no resource " + name + " in calendar " + this.name);
            }
            return store(name, change.apply(old.text()));
        }
    }

    /**
     * An attendee answers, and the server notes it in the event: its entity tag is another one then, and its schedule tag
     * the same (RFC 6638 section 3.2.10). Of use with {@link Quirk#AUTO_SCHEDULE}.
     *
     * @param address whose answer it is
     * @param answer {@code ACCEPTED} and the like
     * @throws NoSuchElementException if there is no such resource
     */
    public FakeResource reply(String name, String address, String answer) {
        synchronized (tree.lock()) {
            String before = scheduleTag(name);
            FakeResource stored = edit(name, text -> Attendance.answered(text, address, answer));
            scheduleTags.put(name, before);
            return stored;
        }
    }

    /**
     * Removes a resource, and returns what it was.
     *
     * @throws NoSuchElementException if there is no such resource
     */
    public FakeResource remove(String name) {
        synchronized (tree.lock()) {
            FakeResource last = find(name);
            if (last == null) {
                throw new NoSuchElementException("no resource " + name + " in calendar " + this.name);
            }
            discard(name);
            return last;
        }
    }

    /** The resource, if there is one. */
    public Optional<FakeResource> resource(String name) {
        synchronized (tree.lock()) {
            return Optional.ofNullable(find(name));
        }
    }

    /** All resources at one moment, by name. */
    public Map<String, FakeResource> resources() {
        synchronized (tree.lock()) {
            Map<String, FakeResource> all = new TreeMap<>();
            live().forEach(resource -> all.put(resource.name(), resource));
            return all;
        }
    }

    /** Makes every sync token given out so far unknown. */
    public void expireSyncTokens() {
        synchronized (tree.lock()) {
            tokenGeneration++;
        }
    }

    @Override
    public String toString() {
        return "FakeCalendar[" + path() + "]";
    }

    // What follows is for requests, which hold the tree's lock.

    DavPath pathOf() {
        return DavPath.of(DavTree.ROOT, DavTree.CALENDARS, user, name);
    }

    @Nullable
    FakeResource find(String resource) {
        Change change = changes.get(resource);
        return change == null ? null : change.resource();
    }

    List<FakeResource> live() {
        return changes.values().stream()
                .map(Change::resource)
                .flatMap(resource -> Optional.ofNullable(resource).stream())
                .toList();
    }

    /** The resource that already has this UID under another name. */
    Optional<FakeResource> otherWithUid(String uid, String besides) {
        return changes.values().stream()
                .filter(change -> uid.equals(change.uid()) && !change.name().equals(besides))
                .flatMap(change -> Optional.ofNullable(change.resource()).stream())
                .findFirst();
    }

    @Nullable
    String uidOf(String resource) {
        Change change = changes.get(resource);
        return change == null ? null : change.uid();
    }

    Instant changedAt(String resource) {
        Change change = changes.get(resource);
        return change == null ? Instant.EPOCH : change.at();
    }

    FakeResource store(String resource, String text) {
        sequence++;
        String etag = String.format("\"%x-%x-%08x\"", incarnation, sequence, text.hashCode());
        FakeResource stored = new FakeResource(resource, etag, text);
        changes.put(resource, new Change(resource, sequence, tree.now(), DavTree.uidOf(text), stored));
        scheduleTags.put(resource, "\"s-" + sequence + "\"");
        tree.push().changed(this);
        return stored;
    }

    /** The tag that answers of attendees leave as it is. */
    String scheduleTag(String resource) {
        return scheduleTags.getOrDefault(resource, "");
    }

    boolean discard(String resource) {
        if (find(resource) == null) {
            return false;
        }
        sequence++;
        changes.put(resource, new Change(resource, sequence, tree.now(), null, null));
        tree.push().changed(this);
        return true;
    }

    /** Changes after a sequence number, oldest first; an initial sync does not hear of what is gone. */
    List<Change> changesSince(long since) {
        return changes.values().stream()
                .filter(change -> change.sequence() > since && (since > 0 || change.resource() != null))
                .sorted(Comparator.comparingLong(Change::sequence))
                .toList();
    }

    long sequence() {
        return sequence;
    }

    String ctag() {
        return incarnation + "." + sequence;
    }

    String token(long at) {
        return "data:," + incarnation + "/" + tokenGeneration + "/" + at;
    }

    /** The sequence number a token stands for, or -1 when this calendar does not know it any more or never did. */
    long sequenceOf(String token) {
        String prefix = "data:," + incarnation + "/" + tokenGeneration + "/";
        String digits = token.startsWith(prefix) ? token.substring(prefix.length()) : "";
        if (!digits.matches("\\d{1,18}") || Long.parseLong(digits) > sequence) {
            return -1;
        }
        return Long.parseLong(digits);
    }

    boolean isReadOnly() {
        return readOnly;
    }

    Set<String> components() {
        return components;
    }

    void components(Set<String> names) {
        components = new TreeSet<>(names);
    }

    Map<QName, String> deadProperties() {
        return deadProperties;
    }
}
