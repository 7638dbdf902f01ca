package dev.calsync.provider.graph.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * How much Outlook bears, for each app and mailbox: at first 10,000 requests in ten minutes and four at once, and for each
 * app 2,000 a second. A refused request counts as well. Thread-safe.
 */
public final class Limits {

    private static final class Window {
        final ArrayDeque<Instant> times = new ArrayDeque<>();

        /** Notes one more and tells how long until there are no more than {@code most}; zero if there are not now. */
        Duration add(Instant now, Duration span, int most) {
            Instant from = now.minus(span);
            while (!times.isEmpty() && !times.peekFirst().isAfter(from)) {
                times.removeFirst();
            }
            times.addLast(now);
            if (times.size() > 2 * most) {
                times.removeFirst();
            }
            if (times.size() <= most) {
                return Duration.ZERO;
            }
            return Duration.between(
                    from,
                    times.stream().skip(times.size() - 1L - most).findFirst().orElse(now));
        }
    }

    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Map<String, Window> mailboxes = new HashMap<>();
    private final Map<String, Window> apps = new HashMap<>();
    private final Map<String, Integer> active = new HashMap<>();
    private int mailboxBudget = 10_000;
    private int appBudget = 2_000;
    private int atOnce = 4;
    private int batchAtOnce = Integer.MAX_VALUE;
    private int mostActive;

    Limits() {}

    /** Requests in ten minutes for each app and mailbox. */
    public synchronized Limits mailboxBudget(int requests) {
        mailboxBudget = requests;
        return this;
    }

    /** Requests in a second for each app. */
    public synchronized Limits appBudget(int requests) {
        appBudget = requests;
        return this;
    }

    /** Requests at once for each app and mailbox; one more is answered with 503 and a Retry-After of a second. */
    public synchronized Limits atOnce(int requests) {
        atOnce = requests;
        return this;
    }

    /**
     * How many requests of one batch are served; the others are answered with 429, as Outlook does when it is busy. At first
     * all of them are, four at a time.
     */
    public synchronized Limits batchAtOnce(int requests) {
        batchAtOnce = requests;
        return this;
    }

    /** The most requests that were under way at once for one app and mailbox. */
    public synchronized int mostActive() {
        return mostActive;
    }

    synchronized int servedOfBatch() {
        return batchAtOnce;
    }

    /** Counts a request. */
    synchronized void count(Caller caller, Instant now) throws GraphProblem {
        Duration wait =
                apps.computeIfAbsent(caller.clientId(), key -> new Window()).add(now, SECOND, appBudget);
        Duration longer =
                mailboxes.computeIfAbsent(key(caller), key -> new Window()).add(now, TEN_MINUTES, mailboxBudget);
        Duration worst = longer.compareTo(wait) > 0 ? longer : wait;
        if (!worst.isZero()) {
            throw FaultScript.throttled(Long.toString(
                            Math.max(1, worst.plusNanos(999_999_999).toSeconds())))
                    .problem();
        }
    }

    /** A request begins. Whoever called this calls {@link #leave} as well, also when it is refused. */
    synchronized void enter(Caller caller) throws GraphProblem {
        int now = active.merge(key(caller), 1, Integer::sum);
        mostActive = Math.max(mostActive, now);
        if (now > atOnce) {
            throw FaultScript.busy(1).problem();
        }
    }

    synchronized void leave(Caller caller) {
        active.merge(key(caller), -1, Integer::sum);
    }

    private static String key(Caller caller) {
        FakeMailbox mailbox = caller.mailbox();
        return caller.clientId() + ' ' + (mailbox == null ? caller.tenant() : mailbox.address());
    }
}
