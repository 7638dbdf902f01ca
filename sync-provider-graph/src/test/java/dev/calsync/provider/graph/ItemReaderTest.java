package dev.calsync.provider.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import dev.calsync.provider.RemoteChange;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Events as they should not be: an odd one is set aside, and never stops the rest. */
class ItemReaderTest {
    private static final String TIMES = "\"start\":{\"dateTime\":\"2026-03-02T10:00:00.0000000\",\"timeZone\":\"UTC\"},"
            + "\"end\":{\"dateTime\":\"2026-03-02T11:00:00.0000000\",\"timeZone\":\"UTC\"}";

    private static EventItem item(String members) {
        try (JsonParser in = Json.FACTORY.createParser("{" + members + "}")) {
            in.nextToken();
            EventItem item = new ItemReader().read(in);
            assertThat(in.nextToken()).as("read to its end").isNull();
            return item;
        } catch (IOException e) {
            throw new AssertionError(members, e);
        }
    }

    private static RemoteChange change(String members) {
        return new SeriesAssembly().change(item("\"id\":\"a\"," + members));
    }

    @ParameterizedTest
    @CsvSource({
        "W/\"abc\", \"abc\"",
        "\"abc\", \"abc\"",
    })
    void entityTags_areHeldAsStrong(String written, String kept) {
        assertThat(ItemReader.etag(written)).isEqualTo(kept);
    }

    @Test
    void everyMember_mayBeNull() {
        String[] names = {
            "@odata.etag",
            "type",
            "seriesMasterId",
            "originalStartTimeZone",
            "originalEndTimeZone",
            "isAllDay",
            "subject",
            "body",
            "location",
            "locations",
            "showAs",
            "sensitivity",
            "isReminderOn",
            "reminderMinutesBeforeStart",
            "categories",
            "createdDateTime",
            "lastModifiedDateTime",
            "iCalUId",
            "transactionId",
            "recurrence",
            "isOrganizer",
            "organizer",
            "attendees",
            "isCancelled",
            "responseRequested",
            "onlineMeeting",
            "onlineMeetingUrl",
            "originalStart",
            "cancelledOccurrences",
            "exceptionOccurrences",
            "importance",
            "onlineMeetingProvider",
            "hideAttendees",
            "hasAttachments",
            "allowNewTimeProposals",
            "neverHeardOf"
        };
        StringBuilder members = new StringBuilder(TIMES);
        for (String name : names) {
            members.append(",\"").append(name).append("\":null");
        }
        assertThat(change(members.toString())).isInstanceOf(RemoteChange.Upserted.class);
    }

    @Test
    void everyMember_mayBeOfAnotherShape() {
        for (String odd : List.of("7", "true", "\"x\"", "[1,{\"a\":[]}]", "{\"a\":{\"b\":[1]}}", "[]", "{}")) {
            for (String name : List.of(
                    "subject",
                    "body",
                    "location",
                    "locations",
                    "categories",
                    "recurrence",
                    "organizer",
                    "attendees",
                    "onlineMeeting",
                    "cancelledOccurrences",
                    "exceptionOccurrences",
                    "isAllDay",
                    "start",
                    "end",
                    "reminderMinutesBeforeStart",
                    "originalStart",
                    "importance",
                    "hideAttendees",
                    "@odata.etag")) {
                String members = TIMES.replace('"' + name + '"', '"' + name + "2\"") + ",\"" + name + "\":" + odd;
                Assertions.assertThatCode(() -> change(members))
                        .as("%s: %s", name, odd)
                        .doesNotThrowAnyException();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"subject\":\"no times\"",
                "\"start\":{\"dateTime\":\"soon\",\"timeZone\":\"UTC\"}",
                "\"start\":{\"dateTime\":\"2026-02-30T10:00:00\",\"timeZone\":\"UTC\"}",
                "\"type\":\"seriesMaster\"," + TIMES,
                "\"type\":\"seriesMaster\",\"recurrence\":{\"pattern\":{\"type\":\"lunar\",\"interval\":1},"
                        + "\"range\":{\"type\":\"noEnd\",\"startDate\":\"2026-03-02\"}}," + TIMES,
            })
    void eventThatMakesNoSense_isSetAside(String members) {
        assertThat(change(members)).isInstanceOf(RemoteChange.Unreadable.class);
    }

    @Test
    void dateTimes_areReadWithoutAndWithFractions() {
        assertThat(ItemReader.local("2026-03-02T10:00:00.0000000")).isEqualTo(LocalDateTime.of(2026, 3, 2, 10, 0));
        assertThat(ItemReader.local("2026-03-02T10:00:59")).isEqualTo(LocalDateTime.of(2026, 3, 2, 10, 0, 59));
        assertThat(ItemReader.local("2026-03-02T10:00")).isEqualTo(LocalDateTime.of(2026, 3, 2, 10, 0));
        Assertions.assertThatThrownBy(() -> ItemReader.local("2026-03-02T1x:00:00"))
                .isInstanceOf(DateTimeException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-02T10:00:00Z",
                "2026-03-02T10:00:59.5Z",
                "2026-03-02T10:00:59.0000001Z",
                "2026-03-02T10:00:59.123456789Z",
                "2026-03-02T10:00:00+02:00",
                "2026-03-02T10:00:00.25+02:00",
            })
    void moments_areReadInEachForm(String text) {
        assertThat(ItemReader.instant(text))
                .isEqualTo(OffsetDateTime.parse(text).toInstant());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Z", "2026-03-02", "2026-03-02T10:00:00.12x4Z", "2026-02-30T10:00:00Z", "2026-03-02T10:00:00"
            })
    void whatIsNoMoment_isNone(String text) {
        assertThat(ItemReader.instant(text)).isNull();
    }

    @Test
    void placesThatSayMoreThanTheirName_areKeptAsTheyCame() {
        String bare = "\"locations\":[{\"displayName\":\"Room 1\",\"locationType\":\"default\",\"uniqueId\":\"Room 1\","
                + "\"uniqueIdType\":\"private\"}]";
        assertThat(item(bare).extras()).isEmpty();
        String empty = "\"locations\":[{\"displayName\":\"Room 1\",\"address\":{\"street\":\"\"},\"coordinates\":{}}]";
        assertThat(item(empty).extras()).isEmpty();
        String street = "[{\"displayName\":\"Room 1\",\"address\":{\"street\":\"3 Harbour Street\"}}]";
        assertThat(item("\"locations\":" + street).extras()).containsEntry("locations", List.of(street));
        String two = "[{\"displayName\":\"Room 1\"},{\"displayName\":\"Room 2\"}]";
        assertThat(item("\"locations\":" + two).extras()).containsEntry("locations", List.of(two));
    }

    @Test
    void whatIsAsUsual_isNoExtra() {
        assertThat(item("\"importance\":\"normal\",\"hideAttendees\":false,\"allowNewTimeProposals\":true")
                        .extras())
                .isEmpty();
        assertThat(item("\"importance\":\"high\",\"hideAttendees\":true,\"allowNewTimeProposals\":false")
                        .extras())
                .containsOnlyKeys("importance", "hideAttendees", "allowNewTimeProposals");
    }
}
