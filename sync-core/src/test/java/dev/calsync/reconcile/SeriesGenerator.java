package dev.calsync.reconcile;

import dev.calsync.model.Attendee;
import dev.calsync.model.AttendeeRole;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.Description;
import dev.calsync.model.EventBuilder;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventStatus;
import dev.calsync.model.EventTime;
import dev.calsync.model.Extras;
import dev.calsync.model.ParticipationStatus;
import dev.calsync.model.Person;
import dev.calsync.model.Reminder;
import dev.calsync.model.Transparency;
import dev.calsync.model.Visibility;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Makes series and edits from a seed, out of few values, so that edits collide often. */
final class SeriesGenerator {
    private static final List<String> WORDS = List.of("", "a", "b", "c");
    private static final List<String> PEOPLE =
            List.of("mailto:ann@example.com", "mailto:bob@example.com", "cem@example.com");
    private static final List<String> RULES =
            List.of("RRULE:FREQ=DAILY;COUNT=20", "RRULE:FREQ=WEEKLY;BYDAY=MO,TH", "RRULE:BYDAY=TH,MO;FREQ=WEEKLY");
    private static final int FIRST_DAY = 2;
    private static final int LAST_DAY = 6;

    private final Random random;

    SeriesGenerator(long seed) {
        random = new Random(seed);
    }

    EventSeries series() {
        EventSeries series = EventSeries.of(edits(Events.event(), 6).build());
        for (int edits = random.nextInt(6); edits > 0; edits--) {
            series = edited(series);
        }
        return series;
    }

    /** A few edits of any part; perhaps none. */
    EventSeries edit(EventSeries series) {
        EventSeries next = series;
        for (int edits = random.nextInt(5); edits > 0; edits--) {
            next = edited(next);
        }
        return next;
    }

    private EventSeries edited(EventSeries series) {
        CalendarEvent master = series.master();
        int die = random.nextInt(12);
        if (master == null || die < 4) {
            return overridden(series);
        }
        if (die == 4 && !series.overrides().isEmpty() && random.nextInt(4) == 0) {
            return new EventSeries(series.uid(), null, series.overrides());
        }
        if (die == 5) {
            return series.with(recurrence(master.toBuilder()).build());
        }
        return series.with(edits(master.toBuilder(), 1).build());
    }

    private EventSeries overridden(EventSeries series) {
        int day = FIRST_DAY + random.nextInt(LAST_DAY - FIRST_DAY + 1);
        EventTime instance = Events.at(day, 9);
        CalendarEvent old = series.override(instance).orElse(null);
        if (old == null) {
            return series.with(edits(Events.override(day), 2).build());
        }
        boolean last = series.master() == null && series.overrides().size() == 1;
        if (last || random.nextInt(3) > 0) {
            return series.with(edits(old.toBuilder(), 1).build());
        }
        EventSeries without = Events.without(series, instance);
        CalendarEvent master = without.master();
        if (master == null || random.nextBoolean()) {
            return without;
        }
        List<String> lines = new ArrayList<>(master.recurrence());
        lines.add(exclusion(day));
        return without.with(master.toBuilder().recurrence(lines).build());
    }

    private EventBuilder recurrence(EventBuilder builder) {
        List<String> lines = new ArrayList<>();
        if (random.nextInt(5) > 0) {
            lines.add(pick(RULES));
            for (int dates = random.nextInt(3); dates > 0; dates--) {
                lines.add(exclusion(FIRST_DAY + random.nextInt(LAST_DAY - FIRST_DAY + 1)));
            }
        }
        return builder.recurrence(lines);
    }

    private String exclusion(int day) {
        return random.nextBoolean()
                ? "EXDATE;TZID=Europe/Berlin:2026030" + day + "T090000"
                : "EXDATE:2026030" + day + "T080000Z";
    }

    private EventBuilder edits(EventBuilder builder, int count) {
        for (int i = 0; i < count; i++) {
            field(builder);
        }
        return builder;
    }

    private void field(EventBuilder builder) {
        switch (random.nextInt(15)) {
            case 0 -> builder.summary(pick(WORDS));
            case 1 -> builder.description(new Description(pick(WORDS), random.nextBoolean()));
            case 2 -> builder.location(pick(WORDS));
            case 3 -> builder.start(Events.at(2, 8 + random.nextInt(3)));
            case 4 -> builder.end(random.nextInt(4) == 0 ? null : Events.at(2, 12 + random.nextInt(3)));
            case 5 -> builder.status(pick(List.of(EventStatus.values())));
            case 6 -> builder.transparency(pick(List.of(Transparency.values())));
            case 7 -> builder.visibility(pick(List.of(Visibility.values())));
            case 8 -> builder.organizer(random.nextBoolean() ? null : new Person(pick(PEOPLE), pick(WORDS)));
            case 9 -> builder.attendees(attendees());
            case 10 -> builder.reminders(reminders());
            case 11 -> builder.categories(some(WORDS.subList(1, WORDS.size())));
            case 12 -> builder.conferenceLink(pick(WORDS));
            case 13 -> builder.url(pick(WORDS));
            default ->
                builder.extras(extras()).sequence(random.nextInt(5)).updated(Instant.ofEpochSecond(random.nextInt(9)));
        }
    }

    private List<Attendee> attendees() {
        List<Attendee> guests = new ArrayList<>();
        for (String address : some(PEOPLE)) {
            guests.add(new Attendee(
                    new Person(address, pick(WORDS)),
                    pick(List.of(AttendeeRole.REQUIRED, AttendeeRole.OPTIONAL)),
                    pick(List.of(ParticipationStatus.ACCEPTED, ParticipationStatus.DECLINED)),
                    random.nextBoolean()));
        }
        return guests;
    }

    private List<Reminder> reminders() {
        return some(List.of(5, 10, 15)).stream()
                .map(minutes -> new Reminder(Reminder.Method.DISPLAY, Duration.ofMinutes(minutes)))
                .toList();
    }

    private Extras extras() {
        Map<String, List<String>> extras = new TreeMap<>();
        for (String name : some(List.of("X-A", "X-B", "DTSTAMP"))) {
            extras.put(name, List.of(name + ":" + pick(WORDS)));
        }
        return Extras.of(extras);
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private <T> List<T> some(List<T> from) {
        return from.stream().filter(each -> random.nextBoolean()).toList();
    }
}
