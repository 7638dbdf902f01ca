package dev.calsync.provider.caldav;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.CalendarEvents;
import dev.calsync.CalendarSync;
import dev.calsync.EditOutcome;
import dev.calsync.UserSync;
import dev.calsync.job.JobStatus;
import dev.calsync.job.SyncJob;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.Account;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventBuilder;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.model.Extras;
import dev.calsync.pacing.CallLimit;
import dev.calsync.provider.AccountRequest;
import dev.calsync.provider.caldav.icalendar.ICalendar;
import dev.calsync.reconcile.SemanticHash;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two clients of one calendar: the engine with a replica of its own, and vdirsyncer with files. Both edit, the same events
 * among them, and sync in turns. In the end all three sides hold the same events, and what only the other client
 * understands is as it wrote it.
 */
@Timeout(300)
abstract class ConvergenceSuite {
    /** Fewer where nothing is required: another client begins anew for each of its syncs, which takes a second. */
    private static final int EDITS = RealServer.required() ? 200 : 60;

    private static final int EDITS_A_ROUND = 20;
    private static final int FEWEST = 8;
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @TempDir
    Path state;

    private final Random random = new Random(20_261_122);
    private CalendarSync sync;
    private UserSync alice;
    private CalendarRef calendar;
    private VdirsyncerClient other;
    private int made;

    /** The server, and a calendar in it that is empty. */
    interface Place extends AutoCloseable {

        AccountRequest account();

        URI calendar();

        /** Null where nobody is asked. */
        String user();

        String password();

        @Override
        void close();
    }

    protected abstract Place open();

    @AfterEach
    void stop() {
        if (sync != null) {
            sync.close();
        }
    }

    @Test
    void bothEditAndSync_untilBothHaveTheSame() throws Exception {
        VdirsyncerClient.requireInstalled();
        try (Place place = open()) {
            other = new VdirsyncerClient(state, place.calendar(), place.user(), place.password());
            connect(place);
            for (int i = 0; i < FEWEST; i++) {
                makeThere();
                makeHere();
            }
            exchange();
            for (int edits = 0; edits < EDITS; edits += EDITS_A_ROUND) {
                for (int i = 0; i < EDITS_A_ROUND; i++) {
                    if (random.nextBoolean()) {
                        editHere();
                    } else {
                        editThere();
                    }
                }
                exchange();
            }
            exchange();
            exchange();
            assertConverged(place);
        }
    }

    private void connect(Place place) throws InterruptedException {
        sync = CalendarSync.builder()
                .store(MemorySyncStore.create())
                .provider(CalDavProvider.builder().allowLoopbackHttp().build())
                .syncNowLimit(new CallLimit(1_000, Duration.ofMinutes(1)))
                .build();
        sync.start();
        alice = sync.forUser("alice");
        Account account = alice.connect(place.account());
        String path = place.calendar().getPath();
        calendar = alice.calendars(account).stream()
                .map(each -> each.ref())
                .filter(ref -> ref.calendarId().contains(path) || path.contains(ref.calendarId()))
                .findFirst()
                .orElseThrow();
        alice.pause(calendar, "until it is our turn");
    }

    /** Both sync; which of them first is a matter of luck. */
    private void exchange() throws Exception {
        if (random.nextBoolean()) {
            syncHere();
            other.sync();
        } else {
            other.sync();
            syncHere();
        }
    }

    /** Else our own run, which an edit asks for, would write while the other client does, which cannot take that. */
    private void syncHere() throws InterruptedException {
        alice.resume(calendar);
        SyncJob job = alice.await(alice.syncNow(calendar).id(), Duration.ofMinutes(2));
        assertThat(job.status())
                .as(() -> alice.history(calendar, 1) + " " + alice.quarantine(calendar, 10))
                .isEqualTo(JobStatus.COMPLETED);
        alice.pause(calendar, "until it is our turn");
    }

    private void editHere() {
        List<EventSeries> all = here();
        int what = random.nextInt(10);
        if (what < 3 || all.size() < FEWEST) {
            makeHere();
            return;
        }
        EventSeries one = all.get(random.nextInt(all.size()));
        CalendarEvents events = alice.events(calendar);
        EditOutcome outcome;
        if (what < 5) {
            outcome = events.delete(one);
        } else if (what < 8) {
            String title = "Here " + random.nextInt(1000);
            outcome = events.put(
                    one.map(event -> event.toBuilder().summary(title).build()).withVersion(one.version()));
        } else {
            String place = "Room " + random.nextInt(100);
            outcome = events.put(
                    one.map(event -> event.toBuilder().location(place).build()).withVersion(one.version()));
        }
        assertThat(outcome).isInstanceOf(EditOutcome.Saved.class);
    }

    private void makeHere() {
        LocalDateTime start = LocalDateTime.of(2026, 12, 1, 9, 0).plusDays(random.nextInt(200));
        EventBuilder event = CalendarEvent.builder("here-" + ++made)
                .summary("Made here, ä ö ü; 📅 " + made)
                .start(EventTime.at(start, BERLIN))
                .end(EventTime.at(start.plusMinutes(30 + random.nextInt(60)), BERLIN));
        if (random.nextInt(3) == 0) {
            event.recurrence(List.of("RRULE:FREQ=WEEKLY;COUNT=" + (2 + random.nextInt(8))));
        }
        assertThat(alice.events(calendar).put(EventSeries.of(event.build()))).isInstanceOf(EditOutcome.Saved.class);
    }

    private void editThere() throws Exception {
        Map<String, String> files = other.files();
        int what = random.nextInt(10);
        if (what < 3 || files.size() < FEWEST) {
            makeThere();
            return;
        }
        String name = new ArrayList<>(files.keySet()).get(random.nextInt(files.size()));
        String text = files.get(name);
        if (what < 5) {
            other.delete(name);
        } else if (what < 8) {
            other.put(name, text.replaceAll("(?m)^SUMMARY:.*$", "SUMMARY:There " + random.nextInt(1000)));
        } else {
            other.put(
                    name,
                    text.replaceFirst("(?m)^DTSTAMP:", "X-EDITED-THERE:" + random.nextInt(1000) + "\r\nDTSTAMP:"));
        }
    }

    /**
     * With what we have no field for: a zone of its own making, properties, an alarm that talks, attachments. No comma in an
     * unknown property: Radicale cuts it there, whoever stores it.
     */
    private void makeThere() throws Exception {
        String uid = "there-" + ++made;
        LocalDateTime start = LocalDateTime.of(2026, 12, 1, 9, 0).plusDays(random.nextInt(200));
        String day = start.toString().replaceAll("[-:]", "");
        String later = start.plusHours(1).toString().replaceAll("[-:]", "");
        String rule = random.nextInt(3) == 0 ? "RRULE:FREQ=DAILY;COUNT=" + (2 + random.nextInt(8)) + "\n" : "";
        String text = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//other client//EN\n"
                + "BEGIN:VTIMEZONE\nTZID:Office Time\nX-LIC-LOCATION:Europe/Berlin\n"
                + "BEGIN:STANDARD\nDTSTART:19701025T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\n"
                + "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\nEND:STANDARD\n"
                + "BEGIN:DAYLIGHT\nDTSTART:19700329T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\n"
                + "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\nEND:DAYLIGHT\nEND:VTIMEZONE\n"
                + "BEGIN:VEVENT\nUID:" + uid + "\nDTSTAMP:20261101T000000Z\nSUMMARY:Made there " + made
                + "\nDTSTART;TZID=Office Time:" + day + "00\nDTEND;TZID=Office Time:" + later + "00\n" + rule
                + "X-KEEP;X-WHY=\"a, b; c\":" + uid + " stays as it is\nATTACH:https://example.com/" + uid + "\n"
                + "COMMENT:not a field of ours\nBEGIN:VALARM\nACTION:AUDIO\nTRIGGER;RELATED=END:-PT7M\nREPEAT:2\n"
                + "DURATION:PT1M\nX-ALARM-KEEP:" + uid + "\nEND:VALARM\nEND:VEVENT\nEND:VCALENDAR\n";
        other.put(uid + ".ics", text.replace("\n", "\r\n"));
    }

    private List<EventSeries> here() {
        return alice.events(calendar).page(null, 10_000).stream()
                .map(CalendarEvents.StoredSeries::series)
                .toList();
    }

    private void assertConverged(Place place) throws Exception {
        Map<String, String> mine = new TreeMap<>();
        here().forEach(series -> mine.put(series.uid(), meaning(series)));
        Map<String, String> theirs = new TreeMap<>();
        Map<String, String> texts = new TreeMap<>();
        for (String text : other.files().values()) {
            EventSeries series = ICalendar.parse(text);
            theirs.put(series.uid(), meaning(series));
            texts.put(series.uid(), text);
        }
        Map<String, String> stored = new TreeMap<>();
        Map<String, String> storedTexts = new TreeMap<>();
        try (Conversation fresh = new Conversation(
                CalDavProvider.builder().allowLoopbackHttp().build(), (CalDavAccount) place.account())) {
            Conversation.Replica replica = fresh.new Replica(calendar.calendarId());
            replica.pull();
            assertThat(replica.unreadable()).isEmpty();
            replica.events().forEach(remote -> {
                stored.put(remote.series().uid(), meaning(remote.series()));
                storedTexts.put(remote.series().uid(), remote.original());
            });
        }
        assertThat(mine.keySet()).isEqualTo(stored.keySet()).isEqualTo(theirs.keySet());
        assertThat(mine).hasSizeGreaterThan(FEWEST);
        mine.forEach((uid, hash) -> {
            assertThat(hash).as(() -> "at the server: " + storedTexts.get(uid)).isEqualTo(stored.get(uid));
            assertThat(hash).as(() -> "there: " + texts.get(uid)).isEqualTo(theirs.get(uid));
        });
        assertThat(alice.quarantine(calendar, 10)).isEmpty();
        assertThat(alice.status(calendar).pendingEdits()).isZero();
        assertKept(texts);
        assertKept(storedTexts);
    }

    /** Without what we have no field for: servers put that into another order. */
    private static String meaning(EventSeries series) {
        return SemanticHash.of(series.map(
                        event -> event.toBuilder().extras(Extras.NONE).build()))
                .text();
    }

    private static void assertKept(Map<String, String> texts) {
        assertThat(texts.keySet()).anyMatch(uid -> uid.startsWith("there-"));
        texts.forEach((uid, folded) -> {
            if (uid.startsWith("there-")) {
                List<String> lines = folded.replaceAll("\r?\n[ \t]", "").lines().toList();
                assertThat(lines)
                        .contains(
                                "X-KEEP;X-WHY=\"a, b; c\":" + uid + " stays as it is",
                                "ATTACH:https://example.com/" + uid,
                                "COMMENT:not a field of ours",
                                "X-ALARM-KEEP:" + uid,
                                "TRIGGER;RELATED=END:-PT7M");
                // What was deleted there and edited here was made anew here: it means the same, and is ours.
                if (lines.contains("PRODID:-//other client//EN")) {
                    assertThat(lines).contains("TZID:Office Time", "X-LIC-LOCATION:Europe/Berlin");
                }
            }
        });
        assertThat(texts.values()).anyMatch(text -> text.contains("PRODID:-//other client//EN"));
    }
}
