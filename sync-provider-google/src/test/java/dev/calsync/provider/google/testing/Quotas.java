package dev.calsync.provider.google.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * How much the service takes, by sliding windows on the server's clock. Nothing is limited at first; a refused request
 * counts for nothing. Parts of a batch count one by one. Thread-safe.
 */
public final class Quotas {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofDays(1);

    private final GoogleState state;
    private final Map<String, Deque<Instant>> spent = new HashMap<>();
    private int perMinutePerProject = Integer.MAX_VALUE;
    private int perMinutePerUser = Integer.MAX_VALUE;
    private int perDay = Integer.MAX_VALUE;
    private int writesPerCalendar = Integer.MAX_VALUE;
    private Duration writesWindow = MINUTE;
    private int status = 403;

    Quotas(GoogleState state) {
        this.state = state;
    }

    /** Requests a minute of all users together; over it {@code rateLimitExceeded}. */
    public Quotas perMinutePerProject(int requests) {
        synchronized (state.lock()) {
            perMinutePerProject = requests;
            return this;
        }
    }

    /** Requests a minute of one user, or of one {@code quotaUser}; over it {@code userRateLimitExceeded}. */
    public Quotas perMinutePerUser(int requests) {
        synchronized (state.lock()) {
            perMinutePerUser = requests;
            return this;
        }
    }

    /** Requests in 24 hours of all users together; over it {@code dailyLimitExceeded}. */
    public Quotas perDay(int requests) {
        synchronized (state.lock()) {
            perDay = requests;
            return this;
        }
    }

    /** Writes to one calendar within a window; over it 403 {@code quotaExceeded}. */
    public Quotas calendarWrites(int writes, Duration window) {
        synchronized (state.lock()) {
            writesPerCalendar = writes;
            writesWindow = window;
            return this;
        }
    }

    /** Whether limits by the minute are told by 403 with the reasons above, as at first, or by 429. */
    public Quotas answering(int withStatus) {
        if (withStatus != 403 && withStatus != 429) {
            throw new IllegalArgumentException("the service says 403 or 429, not " + withStatus);
        }
        synchronized (state.lock()) {
            status = withStatus;
            return this;
        }
    }

    /** Forgets what was spent so far. */
    public void refill() {
        synchronized (state.lock()) {
            spent.clear();
        }
    }

    void charge(ApiRequest request) throws ApiProblem {
        String user = request.has("quotaUser")
                ? request.parameter("quotaUser")
                : request.user().email();
        String calendar =
                request.method().isWrite() && request.method().template().startsWith("calendars/")
                        ? "calendar " + request.variable("calendarId")
                        : "";
        if (isSpent("project", MINUTE, perMinutePerProject)) {
            throw ApiProblem.scripted(status, "rateLimitExceeded");
        }
        if (isSpent("user " + user, MINUTE, perMinutePerUser)) {
            throw ApiProblem.scripted(status, status == 403 ? "userRateLimitExceeded" : "rateLimitExceeded");
        }
        if (isSpent("day", DAY, perDay)) {
            throw ApiProblem.scripted(403, "dailyLimitExceeded");
        }
        if (!calendar.isEmpty() && isSpent(calendar, writesWindow, writesPerCalendar)) {
            throw ApiProblem.scripted(403, "quotaExceeded");
        }
        spend("project", perMinutePerProject);
        spend("user " + user, perMinutePerUser);
        spend("day", perDay);
        if (!calendar.isEmpty()) {
            spend(calendar, writesPerCalendar);
        }
    }

    private boolean isSpent(String key, Duration window, int limit) {
        if (limit == Integer.MAX_VALUE) {
            return false;
        }
        Deque<Instant> times = spent.computeIfAbsent(key, unused -> new ArrayDeque<>());
        Instant since = state.now().minus(window);
        while (!times.isEmpty() && !times.peekFirst().isAfter(since)) {
            times.removeFirst();
        }
        return times.size() >= limit;
    }

    private void spend(String key, int limit) {
        if (limit != Integer.MAX_VALUE) {
            spent.computeIfAbsent(key, unused -> new ArrayDeque<>()).addLast(state.now());
        }
    }
}
