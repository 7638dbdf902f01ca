package dev.calsync.examples.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the provider saw: its events, and every request with who sent it and when it was let out. A create is only recognised
 * by its idempotency key; a second one with another key makes a second event, so what is done twice shows. Thread-safe.
 */
final class Books {
    private final Map<String, Calendar> calendars = new HashMap<>();
    private final Map<String, Integer> underWay = new HashMap<>();
    private final List<Long> sentMillis = new ArrayList<>();
    private long created;
    private long overlaps;
    private long tooManyOfAUser;
    private long stale;

    /** An event as the provider has it. */
    record Event(String id, String key, String uid, String summary, long number) {}

    /**
     * Who asks.
     *
     * @param session tells apart those who asked for a calendar
     * @param sentMillis when the request was let out, by the wall clock of this machine
     */
    record Caller(String user, String calendar, String session, long sentMillis) {}

    private static final class Calendar {
        private final List<Event> events = new ArrayList<>();
        private final Set<String> sessions = new HashSet<>();
        private String session = "";
        private long sessionSince;
    }

    private Calendar calendar(String id) {
        return calendars.computeIfAbsent(id, name -> new Calendar());
    }

    /** A request has come. */
    synchronized void begin(Caller caller) {
        sentMillis.add(caller.sentMillis);
        if (underWay.merge(caller.user, 1, Integer::sum) > Load.RUNS_OF_A_USER) {
            tooManyOfAUser++;
        }
        Calendar calendar = calendar(caller.calendar);
        if (calendar.sessions.add(caller.session)) {
            calendar.session = caller.session;
            calendar.sessionSince = caller.sentMillis;
        } else if (!calendar.session.equals(caller.session) && caller.sentMillis > calendar.sessionSince) {
            // Two that both believed to hold the calendar. One request that was let out before does not count.
            overlaps++;
        }
    }

    /** It is answered. */
    synchronized void end(Caller caller) {
        underWay.merge(caller.user, -1, Integer::sum);
    }

    /** What was created since. */
    synchronized List<Event> since(String calendar, long number) {
        return calendar(calendar).events.stream()
                .filter(event -> event.number > number)
                .toList();
    }

    synchronized Event create(String calendar, String key, String uid, String summary) {
        Optional<Event> there = createdBy(calendar, key);
        if (there.isPresent()) {
            return there.get();
        }
        Event event = new Event("remote-" + ++created, key, uid, summary, created);
        calendar(calendar).events.add(event);
        return event;
    }

    synchronized Optional<Event> createdBy(String calendar, String key) {
        return calendar(calendar).events.stream()
                .filter(event -> event.key.equals(key))
                .findFirst();
    }

    /** A node found out that it had lost a lease. */
    synchronized void stale() {
        stale++;
    }

    /** How many different events each calendar has. */
    synchronized Map<String, Integer> served() {
        Map<String, Integer> served = new HashMap<>();
        calendars.forEach((id, calendar) -> served.put(
                id, (int) calendar.events.stream().map(Event::uid).distinct().count()));
        return served;
    }

    /** Events that were made more than once, and times when two worked on one calendar. */
    synchronized long doubled() {
        long twice = calendars.values().stream()
                .mapToLong(calendar -> calendar.events.size()
                        - calendar.events.stream().map(Event::uid).distinct().count())
                .sum();
        return twice + overlaps;
    }

    /** Requests beyond the limit of a user or of the whole window. */
    synchronized long overLimit(int limit) {
        long[] sent = sentMillis.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sent);
        long over = 0;
        int first = 0;
        for (int last = 0; last < sent.length; last++) {
            while (sent[last] - sent[first] >= Load.WINDOW.toMillis()) {
                first++;
            }
            over += last - first + 1 > limit ? 1 : 0;
        }
        return over + tooManyOfAUser;
    }

    synchronized long staleRejected() {
        return stale;
    }

    synchronized long requests() {
        return sentMillis.size();
    }
}
