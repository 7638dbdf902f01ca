package dev.calsync.provider.caldav.icalendar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.model.Attendee;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.model.Person;
import java.io.IOException;
import java.io.StringReader;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.Temporal;
import java.util.List;
import net.fortuna.ical4j.data.CalendarBuilder;
import net.fortuna.ical4j.data.ParserException;
import net.fortuna.ical4j.model.Calendar;
import net.fortuna.ical4j.model.Component;
import net.fortuna.ical4j.model.Property;
import net.fortuna.ical4j.model.component.VEvent;
import net.fortuna.ical4j.model.property.DateProperty;
import org.junit.jupiter.api.Test;

/** Another implementation reads what we write, and reads the same. */
class ICalendarJudgeTest {
    private static final Instant NOW = Instant.parse("2026-11-22T09:00:00Z");
    private static final ZoneId VIEWER = ZoneId.of("Asia/Tokyo");

    private final ICalendarCodec codec = new ICalendarCodec("-//Calsync//EN", ICalendarLimits.DEFAULT);

    @Test
    void ical4jReadsEverythingWeWrite() throws Exception {
        int compared = 0;
        for (int seed = 0; seed < 400; seed++) {
            EventSeries series = judgeable(new SeriesGenerator(seed).series());
            List<VEvent> events = events(judge(codec.write(series, NOW)));
            assertThat(events).as("seed %s", seed).hasSameSizeAs(series.events());
            for (int i = 0; i < events.size(); i++) {
                compared += compare(seed, events.get(i), series.events().get(i));
            }
        }
        assertThat(compared).isGreaterThan(500);
    }

    @Test
    void ical4jReadsWhatWeLaid() throws Exception {
        for (int seed = 0; seed < 200; seed++) {
            SeriesGenerator generator = new SeriesGenerator(seed);
            String original = codec.write(judgeable(generator.series()), NOW);
            EventSeries before = ((ParseResult.Parsed) codec.parse(original)).series();
            EventSeries after = judgeable(generator.changed(before));
            assertThat(events(judge(codec.lay(original, before, after, NOW))))
                    .as("seed %s", seed)
                    .hasSameSizeAs(after.events());
        }
    }

    /** ical4j is told by our VTIMEZONE alone: it knows no zone of that name. */
    @Test
    void ical4jComputesTheSameInstantsFromOurZones() throws Exception {
        for (String name : List.of(
                "Europe/Berlin",
                "America/New_York",
                "Australia/Lord_Howe",
                "America/Nuuk",
                "Asia/Jerusalem",
                "America/Santiago",
                "Asia/Kolkata",
                "Africa/Casablanca")) {
            ZoneId zone = ZoneId.of(name);
            String rules = ResourceText.of(TimeZoneRules.component(
                    "Test-" + name.replace('/', '-'), zone.getRules(), new TimeZoneRules.Years(2024, 2026, false)));
            for (int month = 1; month <= 36; month++) {
                LocalDateTime local = LocalDateTime.of(2024, 1, 10, 12, 30).plusMonths(month - 1);
                String text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n" + rules
                        + "BEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;TZID=Test-"
                        + name.replace('/', '-') + ":" + TimeValues.local(local)
                        + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
                DateProperty<Temporal> start = date(events(judge(text)).get(0), Property.DTSTART);
                assertThat(Instant.from(start.getDate()))
                        .as("%s at %s", name, local)
                        .isEqualTo(local.atZone(zone).toInstant());
            }
        }
    }

    /** The judge stumbles over a backslash before a closing quote, and over a quote that RFC 6868 escapes. */
    private static EventSeries judgeable(EventSeries series) {
        return series.map(event -> {
            List<Attendee> attendees = event.attendees().stream()
                    .map(each -> new Attendee(judgeable(each.person()), each.role(), each.status(), each.rsvp()))
                    .toList();
            Person organizer = event.organizer();
            return event.toBuilder()
                    .attendees(attendees)
                    .organizer(organizer == null ? null : judgeable(organizer))
                    .build();
        });
    }

    private static Person judgeable(Person person) {
        return person.name() == null
                ? person
                : new Person(person.address(), person.name().replace('"', '.').replace('\\', '.'));
    }

    private static int compare(int seed, VEvent judged, CalendarEvent event) {
        String summary =
                judged.getProperty(Property.SUMMARY).map(Property::getValue).orElse("");
        if (!event.summary().contains("\\")) {
            // The judge reads an escaped backslash before an n as a line feed.
            assertThat(summary.strip())
                    .as("seed %s", seed)
                    .isEqualTo(event.summary().strip());
        }
        if (!isUnambiguous(event.start()) || (event.end() != null && !isUnambiguous(event.end()))) {
            return 0;
        }
        assertThat(instant(date(judged, Property.DTSTART).getDate()))
                .as("start, seed %s", seed)
                .isEqualTo(event.start().toInstant(VIEWER));
        if (event.end() != null) {
            assertThat(instant(date(judged, Property.DTEND).getDate()))
                    .as("end, seed %s", seed)
                    .isEqualTo(event.end().toInstant(VIEWER));
        }
        return 1;
    }

    /** The judge goes by its own tables for zones it knows; that of Cairo is older than the JDK's. */
    private static boolean isUnambiguous(EventTime time) {
        return !(time instanceof EventTime.Zoned zoned)
                || (!zoned.tzid().equals("Africa/Cairo")
                        && zoned.zone()
                                .filter(zone -> zone.getRules()
                                                .getValidOffsets(zoned.local())
                                                .size()
                                        == 1)
                                .isPresent());
    }

    private static Instant instant(Temporal time) {
        if (time instanceof LocalDate date) {
            return date.atStartOfDay(VIEWER).toInstant();
        }
        if (time instanceof LocalDateTime local) {
            return local.atZone(VIEWER).toInstant();
        }
        return time instanceof ZonedDateTime zoned
                ? zoned.toInstant()
                : time instanceof OffsetDateTime offset ? offset.toInstant() : Instant.from(time);
    }

    private static DateProperty<Temporal> date(VEvent event, String name) {
        return event.<DateProperty<Temporal>>getProperty(name).orElseThrow();
    }

    private static List<VEvent> events(Calendar calendar) {
        return calendar.getComponents(Component.VEVENT);
    }

    private static Calendar judge(String text) throws IOException, ParserException {
        return new CalendarBuilder().build(new StringReader(text));
    }
}
