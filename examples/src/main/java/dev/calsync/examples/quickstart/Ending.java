package dev.calsync.examples.quickstart;

import dev.calsync.Agenda;
import dev.calsync.CalendarStatus;
import dev.calsync.EventInstance;
import dev.calsync.job.SyncReport;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.store.RunRecord;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is in the calendars, and what was done. */
final class Ending {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEE d MMM", Locale.ENGLISH);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final int RUNS_MAX = 1_000;

    private final Scene scene;
    private final Story story;

    Ending(Scene scene) {
        this.scene = scene;
        this.story = scene.story();
    }

    void agenda() {
        LocalDate monday = scene.monday();
        story.chapter("The week of " + DAY.format(monday) + ", from this side, recurrences expanded");
        Instant from = monday.atStartOfDay(Seeds.ZONE).toInstant();
        Instant until = monday.plusDays(7).atStartOfDay(Seeds.ZONE).toInstant();
        List<EventInstance> week = new ArrayList<>();
        for (RemoteCalendar calendar : scene.calendars()) {
            Agenda agenda = scene.user().events(calendar.ref()).between(from, until, Seeds.ZONE);
            story.check(!agenda.truncated() && !agenda.beyondWindow(), "the agenda is whole");
            week.addAll(agenda.instances());
        }
        week.sort(Comparator.comparing(EventInstance::startsAt));
        LocalDate shown = LocalDate.MIN;
        for (EventInstance instance : week) {
            LocalDate day = instance.start().toLocal().toLocalDate();
            story.plain(String.format(
                    Locale.ROOT,
                    "    %-10s %-12s %s",
                    day.equals(shown) ? "" : DAY.format(day),
                    span(instance),
                    instance.event().summary()));
            shown = day;
        }
        List<EventInstance> standUps = week.stream()
                .filter(instance -> instance.event().uid().equals("stand-up"))
                .toList();
        story.check(standUps.size() == 5, "the stand-up takes place five times");
        story.check(
                standUps.get(2).start().toLocal().equals(monday.plusDays(2).atTime(15, 0)),
                "the third one takes place where it was moved to");
    }

    private static String span(EventInstance instance) {
        if (instance.start().isDate()) {
            return "all day";
        }
        LocalDateTime end =
                instance.end().toInstant(Seeds.ZONE).atZone(Seeds.ZONE).toLocalDateTime();
        return TIME.format(instance.startsAt().atZone(Seeds.ZONE)) + "-" + TIME.format(end);
    }

    void summary() {
        story.chapter("Summary");
        story.plain(String.format(
                Locale.ROOT,
                "    %-9s %6s %7s %6s %8s %8s %10s %10s",
                "",
                "here",
                "server",
                "runs",
                "pulled",
                "pushed",
                "conflicts",
                "requests"));
        for (RemoteCalendar calendar : scene.calendars()) {
            String name = calendar.displayName();
            Map<String, EventSeries> here = scene.onThisSide(name);
            Map<String, EventSeries> there = scene.onServer(name);
            SyncReport total = total(calendar.ref());
            story.plain(String.format(
                    Locale.ROOT,
                    "    %-9s %6d %7d %6d %8d %8d %10d %10d",
                    name,
                    here.size(),
                    there.size(),
                    runs(calendar.ref()).size(),
                    total.pulled(),
                    total.pushed(),
                    total.conflicts(),
                    total.requests()));
            story.check(titles(here).equals(titles(there)), "both sides have the same events in " + name);
            CalendarStatus status = scene.user().status(calendar.ref());
            story.check(
                    status.pendingEdits() + status.conflicts() + status.quarantined() == 0,
                    "nothing is left over in " + name);
        }
        story.check(scene.user().deadLetters(1).isEmpty(), "nothing was given up");
    }

    /** The last line. */
    String result(long millis) {
        SyncReport total = SyncReport.NONE;
        int runs = 0;
        for (RemoteCalendar calendar : scene.calendars()) {
            total = total.plus(total(calendar.ref()));
            runs += runs(calendar.ref()).size();
        }
        return "RESULT name=quickstart calendars=" + scene.calendars().size() + " runs=" + runs + " pulled="
                + total.pulled() + " pushed=" + total.pushed() + " conflicts=" + total.conflicts() + " requests="
                + total.requests() + " millis=" + millis;
    }

    private List<RunRecord> runs(CalendarRef calendar) {
        return scene.user().history(calendar, RUNS_MAX);
    }

    private SyncReport total(CalendarRef calendar) {
        return runs(calendar).stream().map(RunRecord::report).reduce(SyncReport.NONE, SyncReport::plus);
    }

    private static List<String> titles(Map<String, EventSeries> events) {
        return events.values().stream()
                .flatMap(series -> series.events().stream())
                .map(event -> event.uid() + " " + event.start() + " " + event.summary() + " " + event.location())
                .toList();
    }
}
