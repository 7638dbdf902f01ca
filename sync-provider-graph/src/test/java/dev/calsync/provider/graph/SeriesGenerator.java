package dev.calsync.provider.graph;

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
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/** Series that use every field that Graph can hold, from a seed. */
final class SeriesGenerator {
    private static final List<String> PIECES = List.of(
            "Team", " ", "Ärger", "漢字", "😀", ",", ";", ":", "\\", "\"", "'", "=", "<b>", "&amp;", "%", "{}", "&");
    private static final List<String> ZONES =
            List.of("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland");
    private static final List<String> RULES = List.of(
            "FREQ=DAILY;COUNT=9",
            "FREQ=DAILY;INTERVAL=2",
            "FREQ=WEEKLY;BYDAY=%1$s;COUNT=6",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=%1$s",
            "FREQ=MONTHLY;BYMONTHDAY=%2$d",
            "FREQ=MONTHLY;BYDAY=%3$d%1$s",
            "FREQ=YEARLY;BYMONTHDAY=%2$d;BYMONTH=%4$d");

    private final Random dice;

    SeriesGenerator(long seed) {
        this.dice = new Random(seed * 7_919 + 17);
    }

    EventSeries series(String uid, boolean people) {
        CalendarEvent master = event(CalendarEvent.builder(uid), people);
        if (dice.nextInt(3) > 0) {
            return EventSeries.of(master);
        }
        LocalDate day = master.start().toLocal().toLocalDate();
        int nth = (day.getDayOfMonth() - 1) / 7 + 1;
        String rule = String.format(
                RULES.get(dice.nextInt(RULES.size())),
                day.getDayOfWeek().name().substring(0, 2),
                day.getDayOfMonth(),
                Math.min(nth, 4),
                day.getMonthValue());
        CalendarEvent recurring =
                master.toBuilder().recurrence(List.of("RRULE:" + rule)).build();
        SeriesForm form;
        try {
            form = SeriesForm.of(EventSeries.of(recurring));
        } catch (InexpressibleException e) {
            return EventSeries.of(master);
        }
        List<LocalDate> days = day.datesUntil(day.plusDays(60))
                .filter(form.pattern()::falls)
                .skip(1)
                .limit(5)
                .toList();
        return EventSeries.of(withoutSome(recurring, days), overrides(recurring, days, people));
    }

    private CalendarEvent withoutSome(CalendarEvent master, List<LocalDate> days) {
        if (days.isEmpty() || dice.nextBoolean()) {
            return master;
        }
        List<String> lines = new ArrayList<>(master.recurrence());
        lines.add(Instances.exclusion(List.of(Instances.on(master, days.get(0)))));
        return master.toBuilder().recurrence(lines).build();
    }

    private List<CalendarEvent> overrides(CalendarEvent master, List<LocalDate> days, boolean people) {
        List<CalendarEvent> overrides = new ArrayList<>();
        for (int i = 1; i < days.size(); i += 2) {
            if (dice.nextBoolean()) {
                EventTime instance = Instances.on(master, days.get(i));
                CalendarEvent generated = Instances.generated(master, instance);
                EventBuilder changed = generated.toBuilder().summary(text() + "!");
                if (!instance.isDate() && dice.nextBoolean()) {
                    changed.start(later(generated.start(), 30)).end(later(generated.effectiveEnd(), 45));
                }
                if (dice.nextBoolean()) {
                    changed.location(text());
                }
                overrides.add(changed.build());
            }
        }
        return overrides;
    }

    private static EventTime later(EventTime time, int minutes) {
        return time instanceof EventTime.Zoned zoned
                ? new EventTime.Zoned(zoned.local().plusMinutes(minutes), zoned.tzid())
                : EventTime.at(time.toInstant(ZoneOffset.UTC).plusSeconds(minutes * 60L));
    }

    /** Another state of a series: fields of the master changed here and there. */
    EventSeries edited(EventSeries series, boolean people) {
        CalendarEvent other = event(CalendarEvent.builder(series.uid()), people);
        CalendarEvent master = series.master();
        EventBuilder edit = master.toBuilder();
        if (dice.nextBoolean()) {
            edit.summary(other.summary());
        }
        if (dice.nextBoolean()) {
            edit.description(other.description());
        }
        if (dice.nextBoolean()) {
            edit.location(other.location()).categories(other.categories());
        }
        if (dice.nextBoolean()) {
            edit.reminders(other.reminders()).visibility(other.visibility());
        }
        if (dice.nextBoolean()) {
            edit.transparency(other.transparency()).status(other.status());
        }
        if (dice.nextInt(3) == 0) {
            edit.extras(other.extras());
        }
        if (dice.nextInt(3) == 0) {
            edit.attendees(other.attendees()).organizer(other.organizer());
        }
        if (dice.nextInt(3) == 0 && !master.isRecurring()) {
            edit.start(other.start()).end(other.end());
        }
        return new EventSeries(series.uid(), edit.build(), series.overrides());
    }

    private CalendarEvent event(EventBuilder event, boolean people) {
        times(event);
        event.summary(text()).location(dice.nextInt(3) == 0 ? "" : text());
        switch (dice.nextInt(4)) {
            case 0 -> event.description(Description.plain("One line & <two>\nthe other: " + text()));
            case 1 -> event.description(Description.html("<p>Bring <b>cake</b> &amp; " + dice.nextInt(100) + "</p>"));
            default -> event.description(Description.NONE);
        }
        boolean free = dice.nextInt(4) == 0;
        event.transparency(free ? Transparency.TRANSPARENT : Transparency.OPAQUE);
        event.status(!free && dice.nextInt(4) == 0 ? EventStatus.TENTATIVE : EventStatus.CONFIRMED);
        event.visibility(List.of(Visibility.DEFAULT, Visibility.PRIVATE, Visibility.CONFIDENTIAL)
                .get(dice.nextInt(3)));
        TreeSet<String> categories = new TreeSet<>();
        for (int n = dice.nextInt(3); n > 0; n--) {
            categories.add("Cat " + dice.nextInt(5));
        }
        event.categories(categories);
        event.reminders(
                dice.nextBoolean()
                        ? List.of()
                        : List.of(new Reminder(
                                Reminder.Method.DISPLAY, Duration.ofMinutes(List.of(0, 5, 15, 1440).get(dice.nextInt(4))))));
        Map<String, List<String>> extras = new TreeMap<>();
        if (dice.nextInt(4) == 0) {
            extras.put("importance", List.of(dice.nextBoolean() ? "\"high\"" : "\"low\""));
        }
        if (dice.nextInt(5) == 0) {
            extras.put("hideAttendees", List.of("true"));
        }
        if (dice.nextInt(5) == 0) {
            extras.put("allowNewTimeProposals", List.of("false"));
        }
        CalendarEvent soFar = event.build();
        if (!free && soFar.status() == EventStatus.CONFIRMED && dice.nextInt(5) == 0) {
            extras.put("showAs", List.of("\"oof\""));
        }
        event.extras(Extras.of(extras));
        if (people && dice.nextInt(3) == 0) {
            event.organizer(new Person("mailto:alice@example.com", "alice"));
            List<Attendee> attendees = new ArrayList<>();
            for (int n = 1 + dice.nextInt(3); n > 0; n--) {
                attendees.add(new Attendee(
                        new Person("mailto:guest" + n + "@example.com", "Guest " + n),
                        List.of(AttendeeRole.REQUIRED, AttendeeRole.OPTIONAL, AttendeeRole.RESOURCE)
                                .get(dice.nextInt(3)),
                        ParticipationStatus.NEEDS_ACTION,
                        true));
            }
            event.attendees(attendees);
        }
        return event.build();
    }

    private void times(EventBuilder event) {
        LocalDate day = LocalDate.of(2026, 1, 5).plusDays(dice.nextInt(300));
        LocalDateTime at = day.atTime(dice.nextInt(22), List.of(0, 15, 30, 59).get(dice.nextInt(4)));
        int minutes = List.of(0, 30, 60, 90, 26 * 60).get(dice.nextInt(5));
        switch (dice.nextInt(4)) {
            case 0 -> event.start(EventTime.on(day)).end(EventTime.on(day.plusDays(1 + dice.nextInt(3))));
            case 1 ->
                event.start(EventTime.at(at.toInstant(ZoneOffset.UTC)))
                        .end(EventTime.at(at.plusMinutes(minutes).toInstant(ZoneOffset.UTC)));
            default -> {
                ZoneId zone = ZoneId.of(ZONES.get(dice.nextInt(ZONES.size())));
                LocalDateTime there = at.atZone(zone).toLocalDateTime();
                event.start(EventTime.at(there, zone))
                        .end(EventTime.at(
                                there.atZone(zone).plusMinutes(minutes).toLocalDateTime(), zone));
            }
        }
    }

    private String text() {
        StringBuilder text = new StringBuilder("T");
        for (int n = dice.nextInt(6); n > 0; n--) {
            text.append(PIECES.get(dice.nextInt(PIECES.size())));
        }
        return text.append(dice.nextInt(1000)).toString();
    }
}
