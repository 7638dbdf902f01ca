package dev.calsync.recurrence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventBuilder;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.model.Extras;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A whole series within a window: rules, exclusions, and overrides of one instance and of all that follow. */
class SeriesExpansionTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant FROM = Instant.parse("2026-03-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2026-05-01T00:00:00Z");

    /** Weekly on Fridays at nine, in Berlin: 6, 13, 20, 27 March, 3, 10 April. The clocks change on 29 March. */
    private static final CalendarEvent MASTER = event("master", "2026-03-06T09:00", "2026-03-06T10:00")
            .recurrence(List.of("RRULE:FREQ=WEEKLY;COUNT=6"))
            .build();

    @Test
    void override_standsInForItsInstance_exclusionsAreLeftOut() {
        CalendarEvent master = MASTER.toBuilder()
                .recurrence(List.of("RRULE:FREQ=WEEKLY;COUNT=6", "EXDATE:20260320T080000Z"))
                .build();
        EventSeries series = EventSeries.of(master, List.of(single("2026-03-13T09:00", "2026-03-14T11:00")));
        assertThat(shown(series))
                .containsExactly(
                        "master 2026-03-06T09:00-10:00",
                        "moved 2026-03-14T11:00-12:00",
                        "master 2026-03-27T09:00-10:00",
                        "master 2026-04-03T09:00-10:00",
                        "master 2026-04-10T09:00-10:00");
    }

    @Test
    void futureOverride_movesAllThatFollow_byItsOwnClock() {
        EventSeries series = EventSeries.of(MASTER, List.of(future("2026-03-20T09:00", "2026-03-19T14:30", 90)));
        assertThat(shown(series))
                .containsExactly(
                        "master 2026-03-06T09:00-10:00",
                        "master 2026-03-13T09:00-10:00",
                        "future 2026-03-19T14:30-16:00",
                        "future 2026-03-26T14:30-16:00",
                        "future 2026-04-02T14:30-16:00",
                        "future 2026-04-09T14:30-16:00");
    }

    @Test
    void laterOverrides_endTheRange_orStandForThemselves() {
        EventSeries series = EventSeries.of(
                MASTER,
                List.of(
                        future("2026-03-13T09:00", "2026-03-13T10:00", 60),
                        single("2026-03-20T09:00", "2026-03-20T18:00"),
                        future("2026-04-03T09:00", "2026-04-03T11:00", 30)));
        assertThat(shown(series))
                .containsExactly(
                        "master 2026-03-06T09:00-10:00",
                        "future 2026-03-13T10:00-11:00",
                        "moved 2026-03-20T18:00-19:00",
                        "future 2026-03-27T10:00-11:00",
                        "future 2026-04-03T11:00-11:30",
                        "future 2026-04-10T11:00-11:30");
    }

    @Test
    void whatMovesIntoTheWindow_isFound_andWhatMovesOutIsNot() {
        EventSeries series = EventSeries.of(MASTER, List.of(future("2026-03-13T09:00", "2026-03-18T09:00", 60)));
        assertThat(shown(series, "2026-03-17T00:00:00Z", "2026-03-19T00:00:00Z"))
                .containsExactly("future 2026-03-18T09:00-10:00");
        assertThat(shown(series, "2026-03-27T00:00:00Z", "2026-03-28T00:00:00Z"))
                .isEmpty();
        SeriesExtent extent = SeriesExtent.of(series);
        assertThat(extent.overlaps(Instant.parse("2026-04-15T00:00:00Z"), Instant.parse("2026-04-16T00:00:00Z")))
                .isTrue();
    }

    @Test
    void futureOverrideOfWholeDays_movesByDays() {
        CalendarEvent master = CalendarEvent.builder("uid")
                .summary("master")
                .start(EventTime.on(LocalDate.of(2026, 3, 27)))
                .end(EventTime.on(LocalDate.of(2026, 3, 28)))
                .recurrence(List.of("RRULE:FREQ=DAILY;INTERVAL=2;COUNT=3"))
                .build();
        CalendarEvent future = CalendarEvent.builder("uid")
                .summary("future")
                .recurrenceId(EventTime.on(LocalDate.of(2026, 3, 29)))
                .start(EventTime.on(LocalDate.of(2026, 3, 30)))
                .end(EventTime.on(LocalDate.of(2026, 4, 1)))
                .extras(Extras.of(
                        Map.of("RECURRENCE-ID", List.of("RECURRENCE-ID;VALUE=DATE;RANGE=ThisAndFuture:20260329"))))
                .build();
        assertThat(SeriesExpansion.between(
                                EventSeries.of(master, List.of(future)), FROM, TO, BERLIN, RecurrenceLimits.DEFAULT)
                        .instances())
                .extracting(each -> each.start() + " " + each.end())
                .containsExactly(
                        EventTime.on(LocalDate.of(2026, 3, 27)) + " " + EventTime.on(LocalDate.of(2026, 3, 28)),
                        EventTime.on(LocalDate.of(2026, 3, 30)) + " " + EventTime.on(LocalDate.of(2026, 4, 1)),
                        EventTime.on(LocalDate.of(2026, 4, 1)) + " " + EventTime.on(LocalDate.of(2026, 4, 3)));
    }

    @Test
    void endBeforeTheStart_isNone_inOverridesToo() {
        CalendarEvent backwards = single("2026-03-13T09:00", "2026-03-13T11:00").toBuilder()
                .end(EventTime.at(LocalDateTime.parse("2026-03-13T08:00"), BERLIN))
                .build();
        assertThat(shown(EventSeries.of(MASTER, List.of(backwards))))
                .contains("moved 2026-03-13T11:00-11:00")
                .hasSize(6);
        assertThat(shown(EventSeries.of(MASTER, List.of(backwards)), "2026-03-13T10:00:00Z", "2026-03-13T10:00:01Z"))
                .containsExactly("moved 2026-03-13T11:00-11:00");
    }

    @Test
    void overridesWithoutAMaster_areShown_alone() {
        CalendarEvent orphan = future("2026-03-13T09:00", "2026-03-13T11:00", 60);
        assertThat(shown(new EventSeries("uid", null, List.of(orphan))))
                .containsExactly("future 2026-03-13T11:00-12:00");
    }

    @Test
    void unreadableRule_showsTheFirstTime_andSaysSo() {
        CalendarEvent master =
                MASTER.toBuilder().recurrence(List.of("RRULE:FREQ=SOMETIMES")).build();
        SeriesExpansion expansion =
                SeriesExpansion.between(EventSeries.of(master), FROM, TO, BERLIN, RecurrenceLimits.DEFAULT);
        assertThat(expansion.truncated()).isTrue();
        assertThat(expansion.instances()).hasSize(1);
    }

    /** A zone that is written out: two hours ahead from the first Monday of March on, else half an hour. */
    @Test
    void zoneThatIsWrittenOut_goesByItsOwnClock() {
        String zone = "<+0030>-0:30<+02>-2,M3.1.1/4:30,M11.5.5/23";
        EventSeries series = EventSeries.of(CalendarEvent.builder("uid")
                .summary("master")
                .start(new EventTime.Zoned(LocalDateTime.parse("2026-02-28T09:00"), zone))
                .end(new EventTime.Zoned(LocalDateTime.parse("2026-02-28T10:00"), zone))
                .recurrence(List.of("RRULE:FREQ=DAILY;COUNT=5"))
                .build());
        assertThat(SeriesExpansion.between(series, Instant.EPOCH, TO, BERLIN, RecurrenceLimits.DEFAULT)
                        .instances())
                .extracting(each -> each.startsAt().toString())
                .containsExactly(
                        "2026-02-28T08:30:00Z",
                        "2026-03-01T08:30:00Z",
                        "2026-03-02T07:00:00Z",
                        "2026-03-03T07:00:00Z",
                        "2026-03-04T07:00:00Z");
        assertThat(SeriesExtent.of(series).first()).isEqualTo(Instant.parse("2026-02-28T08:30:00Z"));
    }

    private static CalendarEvent single(String instance, String start) {
        LocalDateTime begin = LocalDateTime.parse(start);
        return event("moved", start, begin.plusHours(1).toString())
                .recurrenceId(EventTime.at(LocalDateTime.parse(instance), BERLIN))
                .build();
    }

    private static CalendarEvent future(String instance, String start, int minutes) {
        String end = LocalDateTime.parse(start).plusMinutes(minutes).toString();
        String line =
                "RECURRENCE-ID;TZID=\"Europe/Berlin\";RANGE=THISANDFUTURE:" + instance.replaceAll("[-:]", "") + "00";
        return event("future", start, end)
                .recurrenceId(EventTime.at(LocalDateTime.parse(instance), BERLIN))
                .extras(Extras.of(Map.of("RECURRENCE-ID", List.of(line))))
                .build();
    }

    private static EventBuilder event(String summary, String start, String end) {
        return CalendarEvent.builder("uid")
                .summary(summary)
                .start(EventTime.at(LocalDateTime.parse(start), BERLIN))
                .end(EventTime.at(LocalDateTime.parse(end), BERLIN));
    }

    private static List<String> shown(EventSeries series) {
        return shown(series, FROM.toString(), TO.toString());
    }

    private static List<String> shown(EventSeries series, String from, String to) {
        return SeriesExpansion.between(series, Instant.parse(from), Instant.parse(to), BERLIN, RecurrenceLimits.DEFAULT)
                .instances()
                .stream()
                .map(each -> each.event().summary() + " " + each.start().toLocal() + "-"
                        + each.end().toLocal().toLocalTime())
                .toList();
    }
}
