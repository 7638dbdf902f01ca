package dev.calsync.provider.google.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A calendar of the fake service, with the back door that stands for other clients: what is done here needs no token,
 * counts against no quota, meets no fault and is in no log, but moves sync tokens and channels. Thread-safe.
 */
public final class FakeCalendar {
    private static final Set<String> ROLES =
            Set.of("none", "freeBusyReader", "reader", "writerWithoutPrivateAccess", "writer", "owner");

    private final GoogleState state;
    private final String id;
    private final String ownerEmail;
    private final Map<String, String> roles = new LinkedHashMap<>();
    private final EventBook book;
    private final EventWrites writes;
    private ZoneId timeZone = ZoneId.of("Europe/Berlin");
    private String summary;
    private Instant updated;

    FakeCalendar(GoogleState state, String id, String ownerEmail, String summary) {
        this.state = state;
        this.id = id;
        this.ownerEmail = ownerEmail;
        this.summary = summary;
        this.updated = state.now();
        this.roles.put(ownerEmail, "owner");
        this.book = new EventBook(state, this);
        this.writes = new EventWrites(state);
    }

    /** What the API names it by. */
    public String id() {
        return id;
    }

    /**
     * Another client writes an event. With an {@code id}, or an {@code iCalUID}, that the calendar has, that event is
     * replaced; with the id of an instance, that instance becomes an exception; otherwise it is new. Also what only the
     * service itself may set is taken as it is: organizer, creator, event type and the like.
     *
     * @param json the event as the API has it
     * @return its id
     * @throws IllegalArgumentException if the API would not take it
     */
    public String put(String json) {
        synchronized (state.lock()) {
            try {
                return writes.put(this, Json.given(json)).id;
            } catch (ApiProblem e) {
                throw new IllegalArgumentException("not an event: " + e.getMessage(), e);
            }
        }
    }

    /**
     * Another client changes some members of an event, or of an instance, as PATCH does.
     *
     * @throws IllegalArgumentException if there is no such event or the API would not take the change
     */
    public void patch(String eventId, String json) {
        synchronized (state.lock()) {
            try {
                writes.patch(this, eventId, Json.given(json));
            } catch (ApiProblem e) {
                throw new IllegalArgumentException("cannot change " + eventId + ": " + e.getMessage(), e);
            }
        }
    }

    /** Another client deletes an event or cancels an instance. Returns whether it was there. */
    public boolean delete(String eventId) {
        synchronized (state.lock()) {
            StoredEvent event = book.lookup(eventId);
            boolean there = event != null && !event.isCancelled();
            if (there) {
                book.delete(event);
            }
            return there;
        }
    }

    /** The event, or instance, of this id as its owner sees it; also a deleted one. */
    public Optional<String> event(String eventId) {
        synchronized (state.lock()) {
            return Optional.ofNullable(book.lookup(eventId)).map(this::text);
        }
    }

    /** The events that are not cancelled, masters and exceptions alike, by id, oldest first. */
    public Map<String, String> events() {
        synchronized (state.lock()) {
            Map<String, String> events = new LinkedHashMap<>();
            book.all().stream()
                    .filter(event -> !event.isCancelled())
                    .forEach(event -> events.put(event.id, text(event)));
            return events;
        }
    }

    /** The id of the event, not an exception and not deleted, with this {@code iCalUID}. */
    public Optional<String> idOf(String iCalUid) {
        synchronized (state.lock()) {
            return book.byUid(iCalUid).filter(event -> !event.isCancelled()).map(event -> event.id);
        }
    }

    /**
     * Lets another user in, or out, or changes what that user may do. Who comes in finds the calendar on the list; who
     * goes out finds it deleted there; a mere change of role is told to nobody.
     *
     * @param role {@code none}, {@code freeBusyReader}, {@code reader}, {@code writerWithoutPrivateAccess},
     *     {@code writer} or {@code owner}
     */
    public void share(String email, String role) {
        if (!ROLES.contains(role)) {
            throw new IllegalArgumentException("unknown role " + role);
        }
        synchronized (state.lock()) {
            FakeUser user = state.user(email);
            boolean was = !role(email).equals("none");
            boolean is = !role.equals("none");
            roles.put(email, role);
            if (is && !was) {
                user.list().add(this);
            } else if (was && !is) {
                user.list().remove(this);
            }
        }
    }

    /** Changes the title. No calendar list tells of it, as it is no property of the list. */
    public void rename(String newSummary) {
        synchronized (state.lock()) {
            summary = newSummary;
            updated = state.now();
        }
    }

    /** Changes the zone that times are shown in; {@code Europe/Berlin} at first. */
    public FakeCalendar timeZone(ZoneId zone) {
        synchronized (state.lock()) {
            timeZone = zone;
            return this;
        }
    }

    /** Deletes the calendar with all it holds. */
    public void remove() {
        synchronized (state.lock()) {
            state.remove(this);
        }
    }

    /** Makes every sync token given out so far a 410. */
    public void expireSyncTokens() {
        synchronized (state.lock()) {
            book.expireSyncTokens();
        }
    }

    /** Sync tokens older than this are a 410; null, as at first, for never. */
    public void syncTokenLife(@Nullable Duration life) {
        synchronized (state.lock()) {
            book.tokenLife(life);
        }
    }

    /** Forgets deleted events for good: their ids are free, and sync tokens from before the purge have expired. */
    public void purgeDeleted() {
        synchronized (state.lock()) {
            book.purge();
        }
    }

    String ownerEmail() {
        return ownerEmail;
    }

    String summary() {
        return summary;
    }

    ZoneId timeZone() {
        return timeZone;
    }

    Instant updated() {
        return updated;
    }

    /** What a user may do here; {@code none} for strangers. */
    String role(String email) {
        return roles.getOrDefault(email, "none");
    }

    EventBook book() {
        return book;
    }

    private String text(StoredEvent event) {
        return EventView.of(this, event, new EventView.Wish("owner", timeZone, 0, true))
                .toString();
    }

    ObjectNode shown() {
        ObjectNode shown = Json.object();
        shown.put("kind", "calendar#calendar").put("etag", "\"" + updated.toEpochMilli() + "\"");
        shown.put("id", id).put("summary", summary).put("timeZone", timeZone.getId());
        if (!id.equals(ownerEmail)) {
            shown.put("dataOwner", ownerEmail);
        }
        shown.putObject("conferenceProperties")
                .putArray("allowedConferenceSolutionTypes")
                .add("hangoutsMeet");
        return shown;
    }

    @Override
    public String toString() {
        return id;
    }
}
