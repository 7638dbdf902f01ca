package dev.calsync.provider.caldav.icalendar;

import dev.calsync.model.Attendee;
import dev.calsync.model.AttendeeRole;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.Description;
import dev.calsync.model.EventBuilder;
import dev.calsync.model.EventField;
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
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Series that use every field, from a seed. */
final class SeriesGenerator {
    private static final List<String> PIECES = List.of(
            "Team",
            " ",
            "Ärger",
            "漢字",
            "😀",
            ",",
            ";",
            ":",
            "\\",
            "\n",
            "\"",
            "^",
            "^n",
            "\\n",
            "'",
            "=",
            "<b>",
            "  ",
            "\t",
            "long words that make a line long enough to be folded ",
            "👩‍👩‍👧",
            "END:VEVENT",
            "%");
    private static final List<String> ZONES = List.of(
            "Europe/Berlin",
            "America/New_York",
            "Asia/Kolkata",
            "Australia/Lord_Howe",
            "Africa/Casablanca",
            "Africa/Cairo",
            "America/Nuuk",
            "Asia/Jerusalem",
            "America/Santiago",
            "UTC",
            "Europe/Dublin",
            "Our own standard time",
            "Custom, \"zone\"; 1");

    private final Random random;

    SeriesGenerator(long seed) {
        this.random = new Random(seed);
    }

    EventSeries series() {
        String uid = "u" + random.nextInt(1_000_000) + pick(List.of("@example.com", "", "/odd;uid,with:signs", "-漢"));
        List<CalendarEvent> overrides = new ArrayList<>();
        boolean orphans = chance(8);
        for (int i = orphans ? 1 : 0; i < 4 && (orphans || chance(2)); i++) {
            overrides.add(event(uid, time(random.nextInt(4), 100 * i)));
            orphans = false;
        }
        return !overrides.isEmpty() && chance(6)
                ? new EventSeries(uid, null, overrides)
                : new EventSeries(uid, event(uid, null), overrides);
    }

    /** Another state of the same series: fields exchanged, overrides added and removed. */
    EventSeries changed(EventSeries series) {
        List<CalendarEvent> overrides = new ArrayList<>();
        for (CalendarEvent override : series.overrides()) {
            if (!chance(4) || series.master() == null) {
                overrides.add(chance(2) ? changed(override) : override);
            }
        }
        if (chance(3)) {
            overrides.add(event(series.uid(), time(random.nextInt(4), 1000)));
        }
        CalendarEvent master = series.master();
        return new EventSeries(series.uid(), master == null || chance(3) ? master : changed(master), overrides);
    }

    /** The event with some fields taken from another one. */
    CalendarEvent changed(CalendarEvent event) {
        CalendarEvent other = event(event.uid(), event.recurrenceId());
        EventBuilder builder = event.toBuilder();
        for (EventField field : EventField.values()) {
            if (chance(4) && field != EventField.START && field != EventField.END) {
                field.copy(other, builder);
            }
        }
        if (chance(4)) {
            EventField.START.copy(other, builder);
            EventField.END.copy(other, builder);
        }
        if (chance(4) && !event.attendees().isEmpty()) {
            builder.attendees(shuffledPart(event.attendees(), attendee(99)));
        }
        if (chance(4) && !event.reminders().isEmpty()) {
            builder.reminders(shuffledPart(event.reminders(), reminder()));
        }
        return builder.build();
    }

    private <T> List<T> shuffledPart(List<T> old, T added) {
        List<T> list = new ArrayList<>(old);
        if (chance(2)) {
            list.remove(random.nextInt(list.size()));
        }
        if (chance(3)) {
            java.util.Collections.shuffle(list, random);
        }
        list.add(random.nextInt(list.size() + 1), added);
        return list;
    }

    CalendarEvent event(String uid, EventTime recurrenceId) {
        int kind = random.nextInt(4);
        EventTime start = time(kind, 0);
        EventBuilder builder =
                CalendarEvent.builder(uid).recurrenceId(recurrenceId).start(start);
        if (!chance(5)) {
            builder.end(time(kind == 0 ? 0 : chance(2) ? kind : 1 + random.nextInt(3), 400));
        }
        if (recurrenceId == null && chance(2)) {
            builder.recurrence(recurrence());
        }
        return builder.summary(maybe(this::text, ""))
                .description(maybe(this::description, Description.NONE))
                .location(maybe(this::text, ""))
                .status(pick(List.of(EventStatus.values())))
                .transparency(pick(List.of(Transparency.values())))
                .visibility(pick(List.of(Visibility.values())))
                .organizer(maybe(() -> person(50), null))
                .attendees(many(this::attendee))
                .reminders(many(i -> reminder()))
                .categories(new TreeSet<>(many(i -> "c" + text().strip() + i)))
                .conferenceLink(maybe(() -> "https://meet.example.com/a;b,c?d=" + random.nextInt(99), null))
                .url(maybe(() -> "https://example.com/" + random.nextInt(99) + ";x=1,2", null))
                .sequence(random.nextInt(5))
                .created(maybe(this::instant, null))
                .updated(maybe(this::instant, null))
                .extras(extras())
                .build();
    }

    private List<String> recurrence() {
        List<String> lines = new ArrayList<>();
        lines.add(pick(List.of(
                "RRULE:FREQ=WEEKLY;COUNT=10;BYDAY=MO,WE", "RRULE:FREQ=DAILY", "RRULE:UNTIL=20301231;FREQ=MONTHLY")));
        if (chance(2)) {
            lines.add("EXDATE;TZID=Europe/Berlin:20260302T090000,20260303T090000");
        }
        if (chance(2)) {
            lines.add("EXDATE:2026031" + random.nextInt(10) + "T080000Z");
        }
        if (chance(3)) {
            lines.add("RDATE;VALUE=PERIOD:20260401T100000Z/PT1H");
        }
        return lines;
    }

    private EventTime time(int kind, int plus) {
        LocalDateTime local = LocalDateTime.of(1995 + random.nextInt(40), 1, 1, 0, 0)
                .plusMinutes(5L * random.nextInt(100_000))
                .plusMinutes(plus);
        return switch (kind) {
            case 0 ->
                EventTime.on(
                        LocalDate.of(2026, 1, 1).plusDays(random.nextInt(700)).plusDays(plus));
            case 1 -> new EventTime.Zoned(local, pick(ZONES));
            case 2 -> EventTime.at(Instant.ofEpochSecond(1_700_000_000L + 60L * random.nextInt(1_000_000) + plus));
            default -> EventTime.floating(local);
        };
    }

    private Description description() {
        return chance(2)
                ? Description.plain(text())
                : Description.html("<p>" + text().replace("<", "&lt;") + "</p><ul><li>a &amp; b</li></ul>" + text());
    }

    private Person person(int number) {
        return new Person("mailto:p" + number + "@example.com", maybe(this::text, null));
    }

    private Attendee attendee(int number) {
        return new Attendee(
                person(number),
                pick(List.of(AttendeeRole.values())),
                pick(List.of(ParticipationStatus.values())),
                chance(2));
    }

    private Reminder reminder() {
        long seconds = pick(List.of(0L, 60L, 600L, 86_400L, 90_061L, -900L, 604_800L));
        return new Reminder(pick(List.of(Reminder.Method.values())), Duration.ofSeconds(seconds));
    }

    private Extras extras() {
        Map<String, List<String>> values = new HashMap<>();
        if (chance(2)) {
            values.put("X-FOO", List.of("X-FOO;P=\"a:b\";Q=^^:v\\,w", "X-FOO:" + random.nextInt(9)));
        }
        if (chance(3)) {
            values.put("GEO", List.of("GEO:48.85;2.35"));
        }
        if (chance(4)) {
            values.put("X-BOX", List.of("BEGIN:X-BOX\nX-IN:1\nBEGIN:X-DEEP\nX-IN:漢\nEND:X-DEEP\nEND:X-BOX"));
        }
        if (chance(4)) {
            values.put(
                    "VALARM",
                    List.of(
                            "BEGIN:VALARM\nACTION:NONE\nTRIGGER;VALUE=DATE-TIME:19760401T005545Z\nEND:VALARM",
                            "BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER;RELATED=END:-PT5M\nDESCRIPTION:x\nEND:VALARM"));
        }
        return Extras.of(values);
    }

    private Instant instant() {
        return Instant.ofEpochSecond(1_600_000_000L + random.nextInt(100_000_000));
    }

    private String text() {
        StringBuilder out = new StringBuilder();
        for (int i = random.nextInt(12) + 1; i > 0; i--) {
            out.append(pick(PIECES));
        }
        return out.toString();
    }

    private <T> List<T> many(java.util.function.IntFunction<T> make) {
        List<T> list = new ArrayList<>();
        for (int i = 0; i < 5 && chance(2); i++) {
            list.add(make.apply(i));
        }
        return list;
    }

    private <T> T maybe(Supplier<T> make, T otherwise) {
        return chance(3) ? otherwise : make.get();
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    /** True in one of {@code n} cases. */
    private boolean chance(int n) {
        return random.nextInt(n) == 0;
    }
}
