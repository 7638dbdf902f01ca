package dev.calsync.examples.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.CalendarSync;
import dev.calsync.UserSync;
import dev.calsync.job.JobStatus;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventStatus;
import dev.calsync.model.EventTime;
import dev.calsync.model.ProviderId;
import dev.calsync.model.Reminder;
import dev.calsync.model.Transparency;
import dev.calsync.model.Visibility;
import dev.calsync.provider.EventFeature;
import dev.calsync.provider.Loss;
import dev.calsync.reconcile.FieldChange;
import dev.calsync.reconcile.SeriesDiff;
import dev.calsync.store.Quarantined;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is declared to be lost on the way from one service to another is lost, and nothing else: one series for each feature
 * is made at the first, mirrored to the second, and read from there by an engine that knows only the service.
 */
class LossesTest {
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A day that every month has, and ten days later as well. */
    private static LocalDateTime start() {
        return LocalDate.now(ZONE).plusDays(30).withDayOfMonth(4).plusMonths(1).atTime(10, 0);
    }

    static Stream<List<ProviderId>> pairs() {
        return ThreeServices.ALL.stream()
                .flatMap(from -> ThreeServices.ALL.stream()
                        .filter(to -> !to.equals(from))
                        .map(to -> List.of(from, to)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void whatIsDeclaredIsWhatComesBack(List<ProviderId> pair) throws InterruptedException {
        ProviderId from = pair.get(0);
        ProviderId to = pair.get(1);
        try (ThreeServices services = ThreeServices.start();
                CalendarSync sync = services.engine().build();
                CalendarSync looking = services.engine().build()) {
            sync.start();
            looking.start();
            UserSync ada = sync.forUser("ada");
            CalendarRef source = services.connect(ada, from);
            CalendarRef target = services.connect(ada, to);
            Map<EventFeature, EventSeries> corpus = corpus();
            corpus.values().forEach(series -> ada.events(source).put(series));
            settle(ada, source);
            Map<EventFeature, EventSeries> made = new EnumMap<>(EventFeature.class);
            UserSync reader = looking.forUser("reader");
            CalendarRef atSource = services.connect(reader, from);
            settle(reader, atSource);
            corpus.forEach((feature, series) -> {
                if (!refused(ada, source, series.uid())) {
                    made.put(feature, reader.events(atSource).find(series.uid()).orElseThrow());
                }
            });
            ada.mirror(source).to(target);
            settle(ada, source);
            settle(ada, target);
            CalendarRef atTarget = services.connect(reader, to);
            settle(reader, atTarget);
            Map<EventFeature, Loss> declared = sync.losses(from, to);
            List<String> wrong = new ArrayList<>();
            made.forEach((feature, original) -> {
                EventSeries there = reader.events(atTarget).find(original.uid()).orElse(null);
                String found = refused(ada, target, original.uid()) ? "REFUSED" : found(original, there);
                String expected = String.valueOf(expected(declared.get(feature)));
                if (!found.equals(expected)) {
                    wrong.add(feature + " is declared " + expected + " and was " + found + ": "
                            + (there == null
                                    ? reasons(ada, target)
                                    : SeriesDiff.between(original, there).changes()));
                }
            });
            assertThat(wrong).as(from + " to " + to).isEmpty();
            declared.keySet().stream()
                    .filter(feature -> feature != EventFeature.EXTRAS && feature != EventFeature.THIS_AND_FUTURE)
                    .forEach(feature -> assertThat(made).as("made at " + from).containsKey(feature));
        }
    }

    private static List<String> reasons(UserSync user, CalendarRef calendar) {
        return user.quarantine(calendar, 100).stream().map(Quarantined::reason).toList();
    }

    private static Object expected(@Nullable Loss declared) {
        return declared == null || declared == Loss.CARRIED ? "KEPT" : declared;
    }

    /** Whether it waits in quarantine, whatever of it the service has. */
    private static boolean refused(UserSync user, CalendarRef calendar, String uid) {
        List<String> keys =
                user.quarantine(calendar, 100).stream().map(Quarantined::key).toList();
        return user.events(calendar).page(null, 100).stream()
                .anyMatch(stored -> stored.series().uid().equals(uid)
                        && keys.contains(stored.id().value()));
    }

    private static String found(EventSeries original, @Nullable EventSeries there) {
        if (there == null) {
            return "MISSING";
        }
        List<FieldChange> changes = SeriesDiff.between(original, there).changes().stream()
                .filter(change -> !change.toString().contains("EXTRAS")
                        && !change.toString().contains("ORGANIZER"))
                .toList();
        return changes.isEmpty() ? "KEPT" : Loss.DROPPED.name();
    }

    private static void settle(UserSync user, CalendarRef calendar) throws InterruptedException {
        for (int i = 0; i < 2; i++) {
            JobStatus status = user.await(user.syncNow(calendar).id(), PATIENCE).status();
            assertThat(status).isIn(JobStatus.COMPLETED, JobStatus.PARTIAL);
        }
    }

    private static Map<EventFeature, EventSeries> corpus() {
        Map<EventFeature, EventSeries> all = new EnumMap<>(EventFeature.class);
        for (EventFeature feature : EventFeature.values()) {
            EventSeries series = series(feature);
            if (series != null) {
                all.put(feature, series);
            }
        }
        return all;
    }

    private static CalendarEvent plain(EventFeature feature) {
        return CalendarEvent.builder("corpus-" + feature.name().toLowerCase(Locale.ROOT) + "@example.com")
                .summary(feature.name())
                .start(EventTime.at(start(), ZONE))
                .end(EventTime.at(start().plusHours(1), ZONE))
                .build();
    }

    private static EventSeries rule(EventFeature feature, String... lines) {
        return EventSeries.of(
                plain(feature).toBuilder().recurrence(List.of(lines)).build());
    }

    private static Reminder reminder(Reminder.Method method, int minutes) {
        return new Reminder(method, Duration.ofMinutes(minutes));
    }

    private static @Nullable EventSeries series(EventFeature feature) {
        CalendarEvent plain = plain(feature);
        LocalDate day = start().toLocalDate();
        String monthDay = String.valueOf(day.getDayOfMonth());
        return switch (feature) {
            case FLOATING_TIMES ->
                EventSeries.of(plain.toBuilder()
                        .start(EventTime.floating(start()))
                        .end(EventTime.floating(start().plusHours(1)))
                        .build());
            case CATEGORIES ->
                EventSeries.of(
                        plain.toBuilder().categories(List.of("work", "travel")).build());
            case URL ->
                EventSeries.of(plain.toBuilder().url("https://example.com/a").build());
            case CONFERENCE_LINK ->
                EventSeries.of(plain.toBuilder()
                        .conferenceLink("https://meet.example.com/a")
                        .build());
            case SEVERAL_REMINDERS ->
                reminded(plain, reminder(Reminder.Method.DISPLAY, 10), reminder(Reminder.Method.DISPLAY, 30));
            case MAIL_REMINDERS -> reminded(plain, reminder(Reminder.Method.EMAIL, 10));
            case SOUND_REMINDERS -> reminded(plain, reminder(Reminder.Method.AUDIO, 10));
            case LATE_REMINDERS -> reminded(plain, reminder(Reminder.Method.DISPLAY, -10));
            case PUBLIC ->
                EventSeries.of(plain.toBuilder().visibility(Visibility.PUBLIC).build());
            case TENTATIVE_AND_FREE ->
                EventSeries.of(plain.toBuilder()
                        .status(EventStatus.TENTATIVE)
                        .transparency(Transparency.TRANSPARENT)
                        .build());
            case CANCELLED ->
                EventSeries.of(plain.toBuilder().status(EventStatus.CANCELLED).build());
            case EXTRA_DATES ->
                rule(feature, "RRULE:FREQ=DAILY;COUNT=3", "RDATE;TZID=Europe/Berlin:" + basic(start().plusDays(9)));
            case SEVERAL_RULES ->
                rule(feature, "RRULE:FREQ=DAILY;COUNT=3", "RRULE:FREQ=MONTHLY;BYMONTHDAY=" + monthDay + ";COUNT=3");
            case POSITIONS ->
                rule(
                        feature,
                        "RRULE:FREQ=MONTHLY;BYMONTHDAY=" + monthDay + "," + (day.getDayOfMonth() + 1)
                                + ";BYSETPOS=1;COUNT=4");
            case SEVERAL_MONTH_DAYS ->
                rule(
                        feature,
                        "RRULE:FREQ=MONTHLY;BYMONTHDAY=" + monthDay + "," + (day.getDayOfMonth() + 10) + ";COUNT=4");
            case WITHIN_A_DAY -> rule(feature, "RRULE:FREQ=HOURLY;INTERVAL=2;COUNT=3");
            case PAST_ITS_NEIGHBOUR -> pastItsNeighbour(plain);
            case INSTANCES_ALONE ->
                EventSeries.of(plain.toBuilder()
                        .recurrenceId(EventTime.at(start(), ZONE))
                        .build());
            case THIS_AND_FUTURE, EXTRAS -> null;
        };
    }

    private static String basic(LocalDateTime time) {
        return time.toString().replace("-", "").replace(":", "") + "00";
    }

    private static EventSeries reminded(CalendarEvent event, Reminder... reminders) {
        return EventSeries.of(event.toBuilder().reminders(List.of(reminders)).build());
    }

    private static EventSeries pastItsNeighbour(CalendarEvent plain) {
        CalendarEvent master = plain.toBuilder()
                .recurrence(List.of("RRULE:FREQ=DAILY;COUNT=5"))
                .build();
        CalendarEvent moved = plain.toBuilder()
                .recurrenceId(EventTime.at(start().plusDays(1), ZONE))
                .start(EventTime.at(start().plusDays(3).plusHours(3), ZONE))
                .end(EventTime.at(start().plusDays(3).plusHours(4), ZONE))
                .build();
        return EventSeries.of(master, List.of(moved));
    }

    @Test
    void theTableInTheGuide_isWhatIsDeclared() throws Exception {
        StringBuilder table = new StringBuilder(
                "| what an event has | to Google | to Graph | to CalDAV |\n| --- | --- | --- | --- |\n");
        try (ThreeServices services = ThreeServices.start();
                CalendarSync sync = services.engine().build()) {
            for (EventFeature feature : EventFeature.values()) {
                StringBuilder row = new StringBuilder("| " + feature.words());
                for (ProviderId to : ThreeServices.ALL) {
                    row.append(" | ").append(word(sync, feature, to));
                }
                table.append(row).append(" |\n");
            }
        }
        Path guide = Path.of("..", "docs", "guide", "mirrors.md");
        assertThat(Files.readString(guide)).contains(table);
    }

    /** The worst of what happens on the way there. */
    private static String word(CalendarSync sync, EventFeature feature, ProviderId to) {
        return ThreeServices.ALL.stream()
                .map(from -> sync.losses(from, to).get(feature))
                .filter(loss -> loss != null)
                .max(Loss::compareTo)
                .map(loss -> loss.name().toLowerCase(Locale.ROOT))
                .orElse("kept");
    }
}
