package dev.calsync.provider.caldav.icalendar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventField;
import dev.calsync.model.EventSeries;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ICalendarRoundTripTest {
    private static final Instant NOW = Instant.parse("2026-11-22T09:00:00Z");
    private static final int SERIES = 1000;
    private static final Set<String> STAMPS = Set.of("DTSTAMP", "LAST-MODIFIED", "SEQUENCE");
    private static final Map<EventField, Set<String>> LINES = new EnumMap<>(Map.ofEntries(
            Map.entry(EventField.SUMMARY, Set.of("SUMMARY")),
            Map.entry(EventField.DESCRIPTION, Set.of("DESCRIPTION", "X-ALT-DESC")),
            Map.entry(EventField.LOCATION, Set.of("LOCATION")),
            Map.entry(EventField.RECURRENCE, Set.of("RRULE", "RDATE", "EXDATE")),
            Map.entry(EventField.STATUS, Set.of("STATUS")),
            Map.entry(EventField.TRANSPARENCY, Set.of("TRANSP")),
            Map.entry(EventField.VISIBILITY, Set.of("CLASS")),
            Map.entry(EventField.ORGANIZER, Set.of("ORGANIZER")),
            Map.entry(EventField.ATTENDEES, Set.of("ATTENDEE")),
            Map.entry(EventField.CATEGORIES, Set.of("CATEGORIES")),
            Map.entry(EventField.CONFERENCE_LINK, Set.of("CONFERENCE")),
            Map.entry(EventField.URL, Set.of("URL"))));
    private static final List<EventField> FIELDS = List.copyOf(LINES.keySet());

    private final ICalendarCodec codec = new ICalendarCodec("-//Calsync//EN", ICalendarLimits.DEFAULT);

    @Test
    void everySeriesSurvivesWritingAndReading() {
        for (int seed = 0; seed < SERIES; seed++) {
            EventSeries series = new SeriesGenerator(seed).series();
            assertSame(seed, parsed(codec.write(series, NOW)), series);
        }
    }

    @Test
    void linesAreFoldedAt75OctetsBetweenCharacters() {
        for (int seed = 0; seed < 300; seed++) {
            String text = codec.write(new SeriesGenerator(seed).series(), NOW);
            assertThat(text).endsWith("\r\n");
            assertThat(text.replace("\r\n", "")).doesNotContain("\r").doesNotContain("\n");
            for (String line : text.split("\r\n", -1)) {
                byte[] octets = line.getBytes(StandardCharsets.UTF_8);
                assertThat(octets.length).isLessThanOrEqualTo(75);
                assertThat(new String(octets, StandardCharsets.UTF_8)).isEqualTo(line);
            }
        }
    }

    @Test
    void everyEditLaidOntoAForeignTextReadsAsTheStateWanted() {
        int touched = 0;
        for (int seed = 0; seed < SERIES; seed++) {
            SeriesGenerator generator = new SeriesGenerator(seed);
            String original = Foreign.dress(codec.write(generator.series(), NOW), seed);
            EventSeries before = parsed(original);
            EventSeries after = generator.changed(before);
            String laid = codec.lay(original, before, after, NOW.plusSeconds(60));
            touched += laid.equals(original) ? 0 : 1;
            assertSame(seed, unstamped(parsed(laid)), unstamped(after));
            assertThat(Foreign.marks(laid)).as("seed %s", seed).isEqualTo(Foreign.marks(original));
        }
        assertThat(touched).isGreaterThan(SERIES / 2);
    }

    @Test
    void noDifference_isTheOriginalItself() {
        for (int seed = 0; seed < 500; seed++) {
            String original = Foreign.dress(codec.write(new SeriesGenerator(seed).series(), NOW), seed);
            EventSeries series = parsed(original);
            assertThat(codec.lay(original, series, series.withVersion(7), NOW)).isSameAs(original);
        }
    }

    @Test
    void aFieldTouchesItsOwnLinesOnly() {
        Set<EventField> tried = new HashSet<>();
        for (int seed = 0; seed < SERIES; seed++) {
            SeriesGenerator generator = new SeriesGenerator(seed);
            String original = Foreign.dress(codec.write(generator.series(), NOW), seed);
            EventSeries before = parsed(original);
            CalendarEvent first = before.events().get(0);
            CalendarEvent other = generator.event(first.uid(), first.recurrenceId());
            EventField field = FIELDS.get(seed % FIELDS.size());
            if (!field.differs(first, other)) {
                continue;
            }
            tried.add(field);
            var builder = first.toBuilder();
            field.copy(other, builder);
            String laid = codec.lay(original, before, before.with(builder.build()), NOW.plusSeconds(60));
            Set<String> allowed = new HashSet<>(LINES.get(field));
            allowed.addAll(STAMPS);
            assertThat(without(allowed, laid)).as("seed %s, %s", seed, field).isEqualTo(without(allowed, original));
        }
        assertThat(tried).containsExactlyInAnyOrderElementsOf(LINES.keySet());
    }

    /** The physical lines of properties of other names, zones left out. */
    private static List<String> without(Set<String> names, String text) {
        List<String> kept = new ArrayList<>();
        boolean keeps = true;
        boolean zone = false;
        for (String line : text.split("\r?\n", -1)) {
            if (line.isEmpty() || line.charAt(0) != ' ') {
                keeps = !names.contains(line.split("[:;]", 2)[0]);
            }
            zone |= line.equals("BEGIN:VTIMEZONE");
            if (keeps && !zone) {
                kept.add(line);
            }
            zone &= !line.equals("END:VTIMEZONE");
        }
        return kept;
    }

    private static EventSeries unstamped(EventSeries series) {
        return series.map(event -> event.toBuilder().sequence(0).updated(null).build());
    }

    private static void assertSame(int seed, EventSeries actual, EventSeries expected) {
        assertThat(actual.events()).hasSameSizeAs(expected.events());
        for (int i = 0; i < actual.events().size(); i++) {
            CalendarEvent is = actual.events().get(i);
            CalendarEvent wanted = expected.events().get(i);
            for (EventField field : is.equals(wanted) ? new EventField[0] : EventField.values()) {
                assertThat(field.of(is)).as("seed %s, %s", seed, field).isEqualTo(field.of(wanted));
            }
            assertThat(is.equals(wanted)).as("seed %s, event %s", seed, i).isTrue();
        }
        assertThat(actual.equals(expected)).as("seed %s", seed).isTrue();
    }

    private EventSeries parsed(String text) {
        ParseResult result = codec.parse(text);
        assertThat(result).isInstanceOf(ParseResult.Parsed.class);
        return ((ParseResult.Parsed) result).series();
    }
}
