package dev.calsync.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.model.Attendee;
import dev.calsync.model.AttendeeRole;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventBuilder;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.model.ParticipationStatus;
import dev.calsync.model.Person;
import dev.calsync.model.Transparency;
import dev.calsync.model.Visibility;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class EventFilterTest {
    private static final EventTime START = EventTime.on(LocalDate.of(2026, 3, 1));

    @Test
    void category_ignoresCase() {
        CalendarEvent event = event().categories(List.of("Work", "Travel")).build();
        assertThat(EventFilter.category("WORK").matches(event)).isTrue();
        assertThat(EventFilter.category("home", "travel").matches(event)).isTrue();
        assertThat(EventFilter.category("home").matches(event)).isFalse();
        assertThat(EventFilter.category("work").matches(event().build())).isFalse();
    }

    @Test
    void visibilityAndTime_areCompared() {
        CalendarEvent event = event().visibility(Visibility.PRIVATE)
                .transparency(Transparency.TRANSPARENT)
                .build();
        assertThat(EventFilter.visibility(Visibility.PRIVATE, Visibility.CONFIDENTIAL)
                        .matches(event))
                .isTrue();
        assertThat(EventFilter.visibility(Visibility.DEFAULT).matches(event)).isFalse();
        assertThat(EventFilter.free().matches(event)).isTrue();
        assertThat(EventFilter.busy().matches(event)).isFalse();
        assertThat(EventFilter.busy().matches(event().build())).isTrue();
    }

    @Test
    void people_areFoundByPatternsOfTheirAddress() {
        CalendarEvent event = event().organizer(new Person("MAILTO:Boss@Example.com", "The Boss"))
                .attendees(List.of(invited("mailto:a@example.com"), invited("b@other.example")))
                .build();
        assertThat(EventFilter.organizer("boss@example.com").matches(event)).isTrue();
        assertThat(EventFilter.organizer("mailto:*@EXAMPLE.com").matches(event)).isTrue();
        assertThat(EventFilter.organizer("*@other.example").matches(event)).isFalse();
        assertThat(EventFilter.organizer("*").matches(event().build())).isFalse();
        assertThat(EventFilter.attendee("*@other.example").matches(event)).isTrue();
        assertThat(EventFilter.attendee("boss@example.com").matches(event)).isFalse();
        assertThat(EventFilter.organizer("boss@example.com").toString()).doesNotContain("boss");
        assertThat(EventFilter.not(EventFilter.attendee("a@example.com")).toString())
                .doesNotContain("a@");
    }

    @Test
    void start_isComparedByTheDateThatTheEventShows() {
        EventFilter march = new EventFilter.StartRange(
                Optional.of(LocalDate.of(2026, 3, 1)), Optional.of(LocalDate.of(2026, 4, 1)));
        assertThat(march.matches(event().build())).isTrue();
        assertThat(march.matches(
                        event().start(EventTime.on(LocalDate.of(2026, 2, 28))).build()))
                .isFalse();
        assertThat(march.matches(
                        event().start(EventTime.on(LocalDate.of(2026, 4, 1))).build()))
                .isFalse();
        ZoneId apia = ZoneId.of("Pacific/Apia");
        assertThat(march.matches(
                        event().start(EventTime.at(LocalDate.of(2026, 3, 31).atTime(23, 0), apia))
                                .build()))
                .isTrue();
        assertThat(march.matches(event().start(EventTime.at(Instant.parse("2026-03-01T00:00:00Z")))
                        .build()))
                .isTrue();
    }

    @Test
    void recurringEvent_mayGoOnIntoTheRange() {
        CalendarEvent weekly = event().recurrence(List.of("RRULE:FREQ=WEEKLY")).build();
        assertThat(EventFilter.startsFrom(LocalDate.of(2027, 1, 1)).matches(weekly))
                .isTrue();
        assertThat(EventFilter.startsFrom(LocalDate.of(2027, 1, 1)).matches(event().build()))
                .isFalse();
        assertThat(EventFilter.startsBefore(LocalDate.of(2026, 3, 1)).matches(weekly))
                .isFalse();
    }

    @Test
    void series_isJudgedOnItsMasterElseOnItsFirstOverride() {
        CalendarEvent master = event().recurrence(List.of("RRULE:FREQ=DAILY")).build();
        CalendarEvent third = override(3, "work");
        CalendarEvent second = override(2, "home");
        EventFilter work = EventFilter.category("work");
        assertThat(work.matches(EventSeries.of(master, List.of(third)))).isFalse();
        assertThat(work.matches(new EventSeries("u", null, List.of(third)))).isTrue();
        assertThat(work.matches(new EventSeries("u", null, List.of(third, second))))
                .isFalse();
    }

    @Test
    void joints_areLogic() {
        CalendarEvent event = event().categories(List.of("work")).build();
        EventFilter yes = EventFilter.category("work");
        EventFilter no = EventFilter.free();
        assertThat(EventFilter.and(yes, EventFilter.not(no)).matches(event)).isTrue();
        assertThat(EventFilter.and(yes, no).matches(event)).isFalse();
        assertThat(EventFilter.or(no, yes).matches(event)).isTrue();
        assertThat(EventFilter.or(no, no).matches(event)).isFalse();
    }

    @Test
    void fingerprint_doesNotDependOnOrderAndTellsNothing() {
        EventFilter one = EventFilter.and(
                EventFilter.category("work", "home"), EventFilter.not(EventFilter.organizer("boss@example.com")));
        EventFilter same = EventFilter.and(
                EventFilter.not(EventFilter.organizer("mailto:BOSS@example.com")),
                EventFilter.category("Home", "WORK"),
                EventFilter.category("Home", "WORK"));
        assertThat(one.fingerprint()).isEqualTo(same.fingerprint()).matches("1\\.[A-Za-z0-9_-]{43}");
        // Checkpoints hold it: another text makes every filtered calendar be compared once.
        assertThat(EventFilter.busy().fingerprint()).isEqualTo("1.V9Lj4ssptIA43kvmxoLxrsJYPxEzQOxw1O1Hci8OYeY");
        List<EventFilter> others = List.of(
                one,
                EventFilter.or(
                        EventFilter.category("work", "home"),
                        EventFilter.not(EventFilter.organizer("boss@example.com"))),
                EventFilter.category("work", "home"),
                EventFilter.category("work"),
                EventFilter.organizer("work"),
                EventFilter.attendee("work"),
                EventFilter.busy(),
                EventFilter.free(),
                EventFilter.not(EventFilter.free()),
                EventFilter.visibility(Visibility.PUBLIC),
                EventFilter.startsFrom(LocalDate.of(2026, 1, 1)),
                EventFilter.startsBefore(LocalDate.of(2026, 1, 1)));
        assertThat(others.stream().map(EventFilter::fingerprint)).doesNotHaveDuplicates();
    }

    @Test
    void faults_nameThePlace() {
        EventFilter backwards = new EventFilter.StartRange(
                Optional.of(LocalDate.of(2026, 4, 1)), Optional.of(LocalDate.of(2026, 4, 1)));
        EventFilter open = new EventFilter.StartRange(Optional.empty(), Optional.empty());
        String[] many = new String[101];
        Arrays.setAll(many, i -> "c" + i);
        assertThat(faults(EventFilter.or(
                        EventFilter.category(many),
                        EventFilter.organizer(),
                        EventFilter.attendee("x".repeat(257)),
                        new EventFilter.Category(new TreeSet<>(List.of(""))),
                        EventFilter.visibility(),
                        backwards,
                        open,
                        EventFilter.and())))
                .containsExactly(
                        "filter.or[0].category needs 1 to 100 texts, has 101",
                        "filter.or[1].organizer needs 1 to 100 texts, has 0",
                        "filter.or[2].attendee has a text that is empty or longer than 256 characters",
                        "filter.or[3].category has a text that is empty or longer than 256 characters",
                        "filter.or[4].visibility needs at least one of default, public, private, confidential",
                        "filter.or[5].start: from must be before until",
                        "filter.or[6].start needs from, until or both",
                        "filter.or[7].and needs at least one of the filters");
        EventFilter[] wide = new EventFilter[65];
        Arrays.fill(wide, EventFilter.busy());
        assertThat(faults(EventFilter.or(wide))).containsExactly("filter: at most 64 filters are allowed");
    }

    private static List<String> faults(EventFilter filter) {
        return SyncSchedule.every(SyncPreset.ACTIVE)
                .allCalendars()
                .filter(filter)
                .faults(ScheduleBounds.DEFAULT);
    }

    private static EventBuilder event() {
        return CalendarEvent.builder("u").start(START);
    }

    private static CalendarEvent override(int day, String category) {
        EventTime instance = EventTime.on(LocalDate.of(2026, 3, day));
        return event().recurrenceId(instance)
                .start(instance)
                .categories(List.of(category))
                .build();
    }

    private static Attendee invited(String address) {
        return new Attendee(new Person(address, null), AttendeeRole.REQUIRED, ParticipationStatus.NEEDS_ACTION, true);
    }
}
