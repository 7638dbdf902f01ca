package dev.calsync.testing;

import dev.calsync.UserSync;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** Everybody who writes events, on both sides: each value is written once in a seed's life, so that it can be looked for. */
final class Writers {
    static final int EVENTS = 6;
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final LocalDateTime START = LocalDateTime.of(2026, 3, 2, 10, 0);
    private static final int INSTANCES = 4;
    private static final int CLEANED_OUT_ONE_IN = 30;

    private final SimulatedWorld world;
    private final Dice dice;
    private final EditLedger ledger = new EditLedger();
    private int values;

    Writers(SimulatedWorld world, Dice dice) {
        this.world = world;
        this.dice = dice;
    }

    EditLedger ledger() {
        return ledger;
    }

    void act(UserSync user, CalendarRef calendar) {
        String uid = "e" + dice.below(EVENTS);
        ScriptedCalendar remote = world.provider().calendar(calendar.calendarId());
        if (world.guarded() && dice.oneIn(CLEANED_OUT_ONE_IN)) {
            cleanOut(user, calendar, remote);
            return;
        }
        switch (dice.below(24)) {
            case 0, 1, 2, 3, 4, 5, 6, 7 -> remotePut(remote, uid);
            case 8 -> remoteDelete(remote, uid);
            case 9, 10 -> {
                world.happened(Occurrence.GARBLED);
                remote.garble(uid, "it is garbled");
            }
            case 11, 12, 13, 14, 15, 16, 17, 18, 19 -> localPut(user, calendar, uid);
            case 20, 21 -> localDelete(user, calendar, uid);
            case 22 -> {
                world.happened(Occurrence.CURSORS_EXPIRED);
                remote.expireCursors();
            }
            default -> {
                world.happened(Occurrence.LOST_ANSWER);
                world.provider().loseNextAnswers(1 + dice.below(2));
            }
        }
    }

    /** More than anybody does in his right mind. */
    private void cleanOut(UserSync user, CalendarRef calendar, ScriptedCalendar remote) {
        boolean here = dice.oneIn(2);
        for (int i = 0; i < EVENTS; i++) {
            if (here) {
                localDelete(user, calendar, "e" + i);
            } else {
                remoteDelete(remote, "e" + i);
            }
        }
    }

    private void remotePut(ScriptedCalendar remote, String uid) {
        Optional<EventSeries> seen = Optional.ofNullable(remote.events().get(uid));
        EventSeries next = stamped(changed(seen.orElseGet(() -> fresh(uid))));
        world.happened(Occurrence.REMOTE_PUT, uid + " " + EditLedger.values(next));
        remote.put(next);
        world.calls().touched(remote, uid);
        ledger.edited(seen.orElse(null), next);
    }

    /** As a provider does it, by its own clock. */
    private EventSeries stamped(EventSeries series) {
        Instant at = world.time().now().plus(world.weather().providerAhead());
        EventSeries stamped = series;
        for (CalendarEvent event : series.events()) {
            stamped = stamped.with(event.toBuilder().updated(at).build());
        }
        return stamped;
    }

    private void remoteDelete(ScriptedCalendar remote, String uid) {
        EventSeries seen = remote.events().get(uid);
        if (seen != null) {
            world.happened(Occurrence.REMOTE_DELETE, uid);
            remote.delete(uid);
            world.calls().touched(remote, uid);
            ledger.edited(seen, null);
        }
    }

    private void localPut(UserSync user, CalendarRef calendar, String uid) {
        Optional<EventSeries> seen = world.local().find(user, calendar, uid);
        EventSeries next = changed(seen.orElseGet(() -> fresh(uid)));
        if (world.local().put(user, calendar, next)) {
            world.happened(Occurrence.LOCAL_PUT, uid + " " + EditLedger.values(next));
            ledger.edited(seen.orElse(null), next);
        }
    }

    private void localDelete(UserSync user, CalendarRef calendar, String uid) {
        world.local().find(user, calendar, uid).ifPresent(seen -> {
            if (world.local().delete(user, calendar, seen)) {
                world.happened(Occurrence.LOCAL_DELETE, uid);
                ledger.edited(seen, null);
            }
        });
    }

    /** Every other event recurs. */
    private static EventSeries fresh(String uid) {
        boolean recurs = uid.charAt(1) % 2 == 0;
        return EventSeries.of(CalendarEvent.builder(uid)
                .start(EventTime.at(START, ZONE))
                .end(EventTime.at(START.plusHours(1), ZONE))
                .recurrence(recurs ? List.of("RRULE:FREQ=WEEKLY;COUNT=" + INSTANCES) : List.of())
                .build());
    }

    private EventSeries changed(EventSeries series) {
        CalendarEvent master = series.master();
        if (master != null && master.isRecurring() && dice.oneIn(3)) {
            world.happened(Occurrence.OVERRIDE_CHANGED);
            EventTime instance = EventTime.at(START.plusWeeks(dice.below(INSTANCES)), ZONE);
            return series.with(changed(series.override(instance).orElseGet(() -> overriding(master, instance))));
        }
        return master == null ? series : series.with(changed(master));
    }

    /** Carries none of the master's values: one that is in two places could not be told from one that was lost in one. */
    private static CalendarEvent overriding(CalendarEvent master, EventTime instance) {
        return master.toBuilder()
                .summary("")
                .location("")
                .recurrence(List.of())
                .recurrenceId(instance)
                .start(instance)
                .end(EventTime.at(instance.toLocal().plusHours(1), ZONE))
                .build();
    }

    private CalendarEvent changed(CalendarEvent event) {
        String value = "v" + ++values;
        return dice.oneIn(2)
                ? event.toBuilder().summary(value).build()
                : event.toBuilder().location(value).build();
    }
}
