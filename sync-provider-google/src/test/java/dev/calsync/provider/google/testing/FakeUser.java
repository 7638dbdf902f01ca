package dev.calsync.provider.google.testing;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A user of the fake service: an address, calendars, and tokens to come in with. Thread-safe. */
public final class FakeUser {
    private final GoogleState state;
    private final String email;
    private final CalendarList list;
    private final AccessTokens tokens;

    FakeUser(GoogleState state, String email) {
        this.state = state;
        this.email = email;
        this.list = new CalendarList(state, email);
        this.tokens = new AccessTokens(state, email);
    }

    /** The address, which is also the primary calendar's id. */
    public String email() {
        return email;
    }

    /** The calendar that every user has. */
    public FakeCalendar primary() {
        synchronized (state.lock()) {
            return state.calendar(email);
        }
    }

    /** Makes a secondary calendar that this user owns. */
    public FakeCalendar createCalendar(String summary) {
        synchronized (state.lock()) {
            return state.create(this, summary);
        }
    }

    /** The calendar of this id, or {@code primary}, if this user may know it. */
    public Optional<FakeCalendar> calendar(String id) {
        synchronized (state.lock()) {
            return Optional.ofNullable(state.calendar(this, id));
        }
    }

    /** The calendars on this user's list, in the order they came. */
    public List<FakeCalendar> calendars() {
        synchronized (state.lock()) {
            return list.live();
        }
    }

    /** A bearer token for everything in the Calendar API, good for an hour. */
    public String accessToken() {
        return accessToken(Duration.ofHours(1), ApiMethod.SCOPE_PREFIX + "calendar");
    }

    /** A bearer token for these scopes. */
    public String accessToken(Duration life, String... scopes) {
        synchronized (state.lock()) {
            return tokens.issue(life, List.of(scopes));
        }
    }

    /** All bearer tokens given out so far are refused from now on. */
    public void expireAccessTokens() {
        synchronized (state.lock()) {
            tokens.expire();
        }
    }

    /** All sync tokens of this user's calendar list given out so far are refused from now on. */
    public void expireCalendarListTokens() {
        synchronized (state.lock()) {
            list.expireSyncTokens();
        }
    }

    CalendarList list() {
        return list;
    }

    AccessTokens tokens() {
        return tokens;
    }

    @Override
    public String toString() {
        return email;
    }
}
