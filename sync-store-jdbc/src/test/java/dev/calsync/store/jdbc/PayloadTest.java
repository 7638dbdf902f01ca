package dev.calsync.store.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.calsync.error.CorruptStateException;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.AccountId;
import dev.calsync.model.Attendee;
import dev.calsync.model.AttendeeRole;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.Description;
import dev.calsync.model.ETag;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventStatus;
import dev.calsync.model.EventTime;
import dev.calsync.model.Extras;
import dev.calsync.model.ParticipationStatus;
import dev.calsync.model.Person;
import dev.calsync.model.Reminder;
import dev.calsync.model.RemoteId;
import dev.calsync.model.RunId;
import dev.calsync.model.ScheduleId;
import dev.calsync.model.SeriesId;
import dev.calsync.model.Transparency;
import dev.calsync.model.UserId;
import dev.calsync.model.Visibility;
import dev.calsync.provider.Checkpoint;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.provider.ResumePoint;
import dev.calsync.reconcile.Side;
import dev.calsync.store.DeadLetter;
import dev.calsync.store.Intent;
import dev.calsync.store.Quarantined;
import dev.calsync.store.Revision;
import dev.calsync.store.StoredFeed;
import dev.calsync.store.WorkCause;
import dev.calsync.store.WorkDemand;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class PayloadTest {
    private static final int SEEDS = 500;
    private static final Instant TIME = Instant.parse("2026-03-02T09:00:00Z");

    private record Kind<T>(String name, Class<T> type, Payload<T> payload) {
        void keepsEverything() {
            for (long seed = 0; seed < SEEDS; seed++) {
                T value = new RandomValues(seed).of(type);
                byte[] bytes = payload.encode(value);
                assertEquals(value, payload.decode(bytes, "seed " + seed), "seed " + seed);
            }
        }

        void noticesEveryDamage() {
            Random random = new Random(1);
            for (long seed = 0; seed < SEEDS; seed++) {
                byte[] bytes = payload.encode(new RandomValues(seed).of(type));
                byte[] changed = bytes.clone();
                changed[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                refuses(changed);
                refuses(Arrays.copyOf(bytes, random.nextInt(bytes.length)));
                refuses(Arrays.copyOf(bytes, bytes.length + 1));
            }
        }

        /** Also what has a checksum, because somebody else made it. */
        void neverGuesses() {
            Random random = new Random(2);
            for (int i = 0; i < SEEDS; i++) {
                byte[] bytes = payload.encode(new RandomValues(i).of(type));
                for (int changes = 0; changes < 3; changes++) {
                    bytes[2 + random.nextInt(bytes.length - 6)] = (byte) random.nextInt();
                }
                sign(bytes);
                try {
                    payload.decode(bytes, "a test");
                } catch (CorruptStateException refused) {
                    assertTrue(refused.getMessage().contains("cannot be read"), refused.getMessage());
                }
            }
        }

        private void refuses(byte[] bytes) {
            assertThrows(CorruptStateException.class, () -> payload.decode(bytes, "a test"));
        }
    }

    private static List<Kind<?>> kinds() {
        return List.of(
                new Kind<>("series", EventSeries.class, Payload.SERIES),
                new Kind<>("remote series", RemoteSeries.class, Payload.REMOTE),
                new Kind<>("checkpoint", StoredFeed.class, Payload.FEED),
                new Kind<>("intent", Intent.class, Payload.INTENT),
                new Kind<>("revision", Revision.class, Payload.REVISION),
                new Kind<>("quarantined", Quarantined.class, Payload.QUARANTINED),
                new Kind<>("dead letter", DeadLetter.class, Payload.DEAD_LETTER),
                new Kind<>("demand", WorkDemand.class, Payload.DEMAND));
    }

    @TestFactory
    Stream<DynamicTest> everyComponent_isReadAsItWasWritten() {
        return kinds().stream().map(kind -> DynamicTest.dynamicTest(kind.name(), kind::keepsEverything));
    }

    @TestFactory
    Stream<DynamicTest> damage_isNoticed() {
        return kinds().stream().map(kind -> DynamicTest.dynamicTest(kind.name(), kind::noticesEveryDamage));
    }

    @TestFactory
    Stream<DynamicTest> nonsense_isRefusedAndNothingElse() {
        return kinds().stream().map(kind -> DynamicTest.dynamicTest(kind.name(), kind::neverGuesses));
    }

    /** The checksum again, made right for changed bytes. */
    private static void sign(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, bytes.length - 4);
        for (int i = 0; i < 4; i++) {
            bytes[bytes.length - 1 - i] = (byte) (sum.getValue() >>> (8 * i));
        }
    }

    /** The same as another version of its form would be, with a checksum that fits. */
    static byte[] signed(byte[] payload, int version) {
        byte[] bytes = payload.clone();
        bytes[1] = (byte) version;
        sign(bytes);
        return bytes;
    }

    @Test
    void newerForm_isRefusedWithWhatToDo() {
        byte[] bytes = Payload.SERIES.encode(EventSeries.of(full()));
        bytes[1] = 2;
        sign(bytes);

        CorruptStateException refused =
                assertThrows(CorruptStateException.class, () -> Payload.SERIES.decode(bytes, "account:a/c"));

        assertEquals(
                "a series of account:a/c was kept by a newer version of Calsync (form 2, this one knows 1): run that"
                        + " version, which kept it",
                refused.getMessage());
    }

    @Test
    void valueOfAnotherKind_isRefused() {
        byte[] bytes = Payload.SERIES.encode(EventSeries.of(full()));

        CorruptStateException refused =
                assertThrows(CorruptStateException.class, () -> Payload.REMOTE.decode(bytes, "account:a/c"));

        assertTrue(refused.getMessage().contains("is something else"), refused.getMessage());
    }

    @Test
    void hugeLengths_askForNoMemory() {
        byte[] bytes = new byte[40];
        Arrays.fill(bytes, (byte) 0xFF);
        bytes[0] = 1;
        bytes[1] = 1;
        bytes[6] = 0x07;
        sign(bytes);

        assertThrows(CorruptStateException.class, () -> Payload.SERIES.decode(bytes, "a test"));
    }

    @Test
    void message_showsNothingOfTheContent() {
        byte[] bytes = Payload.SERIES.encode(EventSeries.of(full()));
        bytes[bytes.length / 2] ^= 1;

        CorruptStateException refused =
                assertThrows(CorruptStateException.class, () -> Payload.SERIES.decode(bytes, "account:a/c"));

        assertEquals(
                "a series of account:a/c does not match its checksum: it was changed or damaged in the database",
                refused.getMessage());
        assertFalse(refused.toString().contains("Planning"));
    }

    @Test
    void usualEvent_isSmall() {
        CalendarEvent usual = CalendarEvent.builder("040000008200E00074C5B7101A82E008@google.com")
                .summary("Planning")
                .start(new EventTime.Zoned(LocalDateTime.of(2026, 3, 2, 9, 0), "Europe/Berlin"))
                .end(new EventTime.Zoned(LocalDateTime.of(2026, 3, 2, 10, 0), "Europe/Berlin"))
                .build();

        int size = Payload.SERIES.encode(EventSeries.of(usual)).length;

        assertTrue(size < 110, "was " + size);
    }

    /** An event that has something in every field. */
    private static CalendarEvent full() {
        return CalendarEvent.builder("uid-1")
                .summary("Planning ü")
                .description(Description.html("<p>long</p>"))
                .location("Room 1")
                .start(EventTime.at(TIME))
                .end(EventTime.at(TIME.plusSeconds(3600)))
                .recurrence(List.of("RRULE:FREQ=DAILY"))
                .status(EventStatus.TENTATIVE)
                .transparency(Transparency.TRANSPARENT)
                .visibility(Visibility.CONFIDENTIAL)
                .organizer(new Person("mailto:a@example.com", "A"))
                .attendees(List.of(new Attendee(
                        new Person("mailto:b@example.com", null),
                        AttendeeRole.RESOURCE,
                        ParticipationStatus.DELEGATED,
                        true)))
                .reminders(List.of(new Reminder(Reminder.Method.AUDIO, Duration.ofMinutes(-5))))
                .categories(new TreeSet<>(List.of("x", "y")))
                .conferenceLink("https://example.com/meet")
                .url("https://example.com")
                .sequence(3)
                .created(TIME)
                .updated(TIME.plusNanos(1))
                .extras(Extras.of(Map.of("X-A", List.of("X-A:1", "X-A:2"))))
                .version(7)
                .build();
    }

    private static EventSeries fullSeries() {
        return EventSeries.of(
                full(),
                List.of(CalendarEvent.builder("uid-1")
                        .recurrenceId(EventTime.on(LocalDate.of(2026, 3, 4)))
                        .start(EventTime.floating(LocalDateTime.of(2026, 3, 4, 8, 15, 30, 5)))
                        .build()));
    }

    private static Map<String, byte[]> golden() {
        RemoteSeries remote = new RemoteSeries(
                RemoteId.of("/dav/a.ics"),
                ETag.of("W/\"1\""),
                fullSeries(),
                "BEGIN:VCALENDAR",
                Map.of(EventTime.at(TIME), new RemoteSeries.Part(RemoteId.of("part"), ETag.of("2"))));
        Checkpoint checkpoint = new Checkpoint("cursor", "print");
        WorkDemand demand = new WorkDemand(
                SyncType.FULL,
                Priority.LOW,
                TIME,
                TIME.minusSeconds(9),
                EnumSet.of(WorkCause.EDIT),
                ScheduleId.of("schedule"));
        CalendarRef calendar = new CalendarRef(AccountId.of("a1"), "/dav/a/");
        DeadLetter letter = new DeadLetter(
                RunId.of("r1"), calendar, UserId.of("alice"), demand, 8, TIME, "TransientException", "no answer");
        Map<String, byte[]> all = new LinkedHashMap<>();
        all.put("series", Payload.SERIES.encode(fullSeries()));
        all.put("remote", Payload.REMOTE.encode(remote));
        all.put(
                "feed",
                Payload.FEED.encode(new StoredFeed(
                        "p", checkpoint, 9, new StoredFeed.Round(checkpoint, new ResumePoint("page")), "f")));
        all.put(
                "intent",
                Payload.INTENT.encode(new Intent(
                        new EventWrite.Update("key", remote, fullSeries()),
                        SeriesId.of("s1"),
                        4,
                        Intent.State.UNKNOWN,
                        TIME)));
        all.put(
                "revision",
                Payload.REVISION.encode(
                        new Revision(SeriesId.of("s1"), fullSeries(), Side.REMOTE, TIME, RunId.of("r1"), "older")));
        all.put(
                "quarantined",
                Payload.QUARANTINED.encode(new Quarantined("key", Side.LOCAL, "3", "malformed", 2, TIME, true)));
        all.put("demand", Payload.DEMAND.encode(demand));
        all.put("letter", Payload.DEAD_LETTER.encode(letter));
        return all;
    }

    /** What the first version wrote has to be read for ever, so its bytes are kept beside this test. */
    @Test
    void firstForm_neverChanges() throws IOException {
        Map<String, String> kept = new LinkedHashMap<>();
        try (InputStream in = PayloadTest.class.getResourceAsStream("payloads-1.txt")) {
            new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .forEach(line ->
                            kept.put(line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1)));
        }
        Map<String, String> written = new LinkedHashMap<>();
        golden().forEach((name, bytes) -> written.put(name, HexFormat.of().formatHex(bytes)));

        assertEquals(kept, written, "a new form needs a new version");
        assertEquals(fullSeries(), Payload.SERIES.decode(HexFormat.of().parseHex(kept.get("series")), "here"));
    }
}
