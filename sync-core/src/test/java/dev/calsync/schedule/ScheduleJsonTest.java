package dev.calsync.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.job.JobStatus;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.UserId;
import dev.calsync.model.Visibility;
import dev.calsync.pacing.RetryPolicy;
import dev.calsync.reconcile.ConflictPolicy;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleJsonTest {
    private static final List<String> ZONES =
            ZoneId.getAvailableZoneIds().stream().sorted().toList();
    private static final CalendarRef TEAM = new CalendarRef(AccountId.of("A"), "team");

    @Test
    void interval_hasTheKnownShape() {
        String json = "{\"type\":\"interval\",\"interval\":15,\"calendars\":[\"account:A/team\"],\"userId\":\"alice\","
                + "\"options\":{\"incremental\":true,\"conflictResolution\":\"merge\",\"retryOnFailure\":true}}";
        SyncSchedule schedule = SyncSchedule.every(Duration.ofMinutes(15))
                .calendars(TEAM)
                .userId(UserId.of("alice"))
                .conflicts(ConflictPolicy.MERGE);
        assertThat(schedule.toJson()).isEqualTo(json);
        assertThat(SyncSchedule.fromJson(json)).isEqualTo(schedule);
    }

    @Test
    void timeBased_hasTheKnownShape() {
        String json = "{\"type\":\"time-based\",\"schedule\":\"0 6 * * MON-FRI\",\"timezone\":\"Europe/Berlin\","
                + "\"gap\":\"skip\",\"overlap\":\"both\",\"calendars\":[\"account:A/*\"],\"priority\":\"low\","
                + "\"misfire\":{\"catchUp\":3},\"options\":{\"incremental\":false,\"retryOnFailure\":false}}";
        SyncSchedule schedule = SyncSchedule.on(Trigger.cron("0 6 * * MON-FRI", ZoneId.of("Europe/Berlin"))
                        .gap(GapPolicy.SKIP)
                        .overlap(OverlapPolicy.BOTH))
                .account(AccountId.of("A"))
                .type(SyncType.FULL)
                .priority(Priority.LOW)
                .misfire(MisfirePolicy.catchUp(3))
                .retryOnFailure(false);
        assertThat(schedule.toJson()).isEqualTo(json);
        assertThat(SyncSchedule.fromJson(json)).isEqualTo(schedule);
    }

    @Test
    void eventDriven_hasTheKnownShape() {
        String json = "{\"type\":\"event-driven\",\"trigger\":\"user-action\",\"conditions\":["
                + "{\"attribute\":\"a\",\"equals\":\"x\"},{\"or\":[{\"attribute\":\"b\",\"in\":[\"1\",\"2\"]},"
                + "{\"not\":{\"attribute\":\"c\",\"exists\":true}}]},"
                + "{\"and\":[{\"attribute\":\"d\",\"matches\":\"r*\"}]}],"
                + "\"calendars\":[\"*\"],\"options\":{\"incremental\":true,\"retryOnFailure\":true}}";
        SyncSchedule schedule = SyncSchedule.on(Trigger.userAction()
                        .when(
                                Condition.equalTo("a", "x"),
                                Condition.or(Condition.in("b", "1", "2"), Condition.not(Condition.exists("c"))),
                                Condition.and(Condition.matches("d", "r*"))))
                .allCalendars();
        assertThat(schedule.toJson()).isEqualTo(json);
        assertThat(SyncSchedule.fromJson(json)).isEqualTo(schedule);
        assertThat(SyncSchedule.fromJson(json.replace(
                        "{\"not\":{\"attribute\":\"c\",\"exists\":true}}", "{\"attribute\":\"c\",\"exists\":false}")))
                .isEqualTo(schedule);
    }

    @Test
    void options_haveTheKnownShape() {
        String json = "{\"type\":\"time-based\",\"schedule\":\"0 * * * *\",\"timezone\":\"Europe/Berlin\","
                + "\"calendars\":[\"*\"],\"spread\":\"PT10M\",\"options\":{\"incremental\":true,\"retryOnFailure\":true,"
                + "\"retry\":{\"initial\":\"PT2S\",\"cap\":\"PT15M\",\"maxRetries\":5,\"jitter\":0.5},"
                + "\"when\":{\"and\":[{\"timeOfDay\":{\"from\":\"09:00\",\"to\":\"17:30\",\"days\":[\"monday\",\"friday\"],"
                + "\"timezone\":\"Europe/Berlin\"}},{\"not\":{\"lastOutcome\":[\"failed\",\"dead\"]}},"
                + "{\"or\":[{\"hadEventsWithin\":\"PT720H\"},{\"calendar\":{\"attribute\":\"writable\",\"equals\":\"true\"}}]}]},"
                + "\"filter\":{\"or\":[{\"category\":[\"travel\",\"work\"]},{\"visibility\":[\"default\",\"public\"]},"
                + "{\"busy\":false},{\"organizer\":[\"boss@example.com\"]},{\"not\":{\"attendee\":[\"*@example.com\"]}},"
                + "{\"and\":[{\"start\":{\"from\":\"2026-01-01\",\"until\":\"2027-01-01\"}}]}]}}}";
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        SyncSchedule schedule = SyncSchedule.cron("0 * * * *", berlin)
                .allCalendars()
                .spread(Duration.ofMinutes(10))
                .retry(RetryPolicy.exponential(Duration.ofSeconds(2), Duration.ofMinutes(15))
                        .withMaxRetries(5)
                        .withJitter(0.5))
                .when(SyncCondition.and(
                        new SyncCondition.TimeOfDay(
                                LocalTime.of(9, 0),
                                LocalTime.of(17, 30),
                                Set.of(DayOfWeek.FRIDAY, DayOfWeek.MONDAY),
                                berlin),
                        SyncCondition.not(SyncCondition.lastOutcome(JobStatus.FAILED, JobStatus.DEAD)),
                        SyncCondition.or(
                                SyncCondition.hadEvents(Duration.ofDays(30)),
                                SyncCondition.calendar(Condition.equalTo("writable", "true")))))
                .filter(EventFilter.or(
                        EventFilter.category("work", "Travel"),
                        EventFilter.visibility(Visibility.PUBLIC, Visibility.DEFAULT),
                        EventFilter.free(),
                        EventFilter.organizer("mailto:boss@example.com"),
                        EventFilter.not(EventFilter.attendee("*@example.com")),
                        EventFilter.and(new EventFilter.StartRange(
                                Optional.of(LocalDate.of(2026, 1, 1)), Optional.of(LocalDate.of(2027, 1, 1))))));
        assertThat(schedule.faults(ScheduleBounds.DEFAULT)).isEmpty();
        assertThat(schedule.toJson()).isEqualTo(json);
        assertThat(SyncSchedule.fromJson(json)).isEqualTo(schedule).hasSameHashCodeAs(schedule);
        assertThat(schedule.toString())
                .doesNotContain("boss", "travel", "writable")
                .contains("PT10M", "maxRetries");
        assertThat(SyncSchedule.fromJson(json.replace(",\"maxRetries\":5,\"jitter\":0.5", ""))
                        .retry())
                .contains(RetryPolicy.exponential(Duration.ofSeconds(2), Duration.ofMinutes(15)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'retry':{'initial':'PT2S'}}                    | $.options.retry.cap: is missing",
                "{'retry':{'initial':2,'cap':'PT15M'}}           | $.options.retry.initial: must be a text, is a number",
                "{'retry':{'initial':'2s','cap':'PT15M'}}        | $.options.retry.initial: \"2s\" is not an ISO-8601",
                "{'retry':{'initial':'PT2S','cap':'PT1S'}}       | $.options.retry: the cap must be at least",
                "{'retry':{'initial':'PT2S','cap':'PT3S','maxRetries':1.5}} | $.options.retry.maxRetries: must be a whole",
                "{'retry':{'initial':'PT2S','cap':'PT3S','jitter':7}} | $.options.retry: jitter must be 0.0 to 1.0",
                "{'retry':{'initial':'PT2S','cap':'PT3S','more':7}} | $.options.retry: unknown member \"more\"",
                "{'when':{'timeOfDay':{'from':'9','to':'17:00','timezone':'UTC'}}} | $.options.when.timeOfDay.from: \"9\" is not a time",
                "{'when':{'timeOfDay':{'from':'09:00','to':'17:00'}}} | $.options.when.timeOfDay.timezone: is missing",
                "{'when':{'timeOfDay':{'from':'09:00','to':'17:00','timezone':'UTC','days':['mon']}}} | $.options.when.timeOfDay.days: unknown word \"mon\"",
                "{'when':{'timeOfDay':{'from':'09:00','to':'17:00','timezone':'UTC','days':[]}}} | $.options.when.timeOfDay.days needs at least one day",
                "{'when':{'lastOutcome':['queued']}}             | $.options.when.lastOutcome: no run ends queued",
                "{'when':{'calendar':{'attribute':'a'}}}         | $.options.when.calendar: must have exactly one",
                "{'when':{'moon':'full'}}                        | $.options.when: must have exactly one of the members timeOfDay",
                "{'when':[]}                                     | $.options.when: must be an object, is a list",
                "{'filter':{'and':[{'busy':1}]}}                 | $.options.filter.and[0].busy: must be true or false",
                "{'filter':{'start':{'from':'tomorrow'}}}        | $.options.filter.start.from: \"tomorrow\" is not a date",
                "{'filter':{'visibility':['secret']}}            | $.options.filter.visibility: unknown word \"secret\"",
                "{'filter':{'category':[]}}                      | $.options.filter.category needs 1 to 100 texts"
            })
    void malformedOption_isRefusedWithItsPath(String options, String reason) {
        assertThat(faults("{\"type\":\"interval\",\"interval\":5,\"calendars\":[\"*\"],\"options\":"
                        + options.replace('\'', '"') + "}"))
                .singleElement()
                .asString()
                .startsWith(reason);
    }

    @Test
    void spread_isRefusedWhereItMeansNothing() {
        assertThat(faults("{\"type\":\"interval\",\"interval\":5,\"calendars\":[\"*\"],\"spread\":\"PT1M\"}"))
                .singleElement()
                .asString()
                .startsWith("$: spread is for cron");
        assertThat(faults("{\"type\":\"time-based\",\"schedule\":\"0 * * * *\",\"calendars\":[\"*\"],\"spread\":5}"))
                .containsExactly("$.spread: must be a text, is a number");
    }

    @Test
    void shortForms_haveDefaults() {
        assertThat(SyncSchedule.fromJson("{\"type\":\"interval\",\"interval\":60,\"calendars\":[\"*\"]}"))
                .isEqualTo(SyncSchedule.every(Duration.ofHours(1)).allCalendars());
        assertThat(
                        SyncSchedule.fromJson(
                                "{\"type\":\"time-based\",\"schedule\":\"*/15 * * * *\",\"calendars\":[\"*\"],\"userId\":null}"))
                .isEqualTo(SyncSchedule.cron("*/15 * * * *", ZoneId.of("UTC")).allCalendars());
        assertThat(SyncSchedule.fromJson("{\"type\":\"event-driven\",\"trigger\":\"api\",\"calendars\":[\"*\"]}"))
                .isEqualTo(SyncSchedule.on(Trigger.api()).allCalendars());
    }

    @Test
    void intervalsOtherThanMinutes_loseNothing() {
        SyncSchedule schedule = SyncSchedule.every(Duration.ofSeconds(90)).allCalendars();
        assertThat(schedule.toJson()).contains("\"interval\":\"PT1M30S\"");
        assertThat(SyncSchedule.fromJson(schedule.toJson())).isEqualTo(schedule);
    }

    @Test
    void anySchedule_readsBackAsItself() {
        Random random = new Random(5);
        for (int i = 0; i < 1500; i++) {
            SyncSchedule schedule = schedule(random);
            assertThat(schedule.faults(new ScheduleBounds(Duration.ofMillis(1), Duration.ofDays(3000))))
                    .isEmpty();
            assertThat(SyncSchedule.fromJson(schedule.toJson())).isEqualTo(schedule);
        }
    }

    @Test
    void everyFault_isNamedWithItsPath() {
        assertThat(faults(
                        "{\"type\":\"interval\",\"interval\":0,\"calendars\":[1,\"team\"],\"userId\":5,\"priority\":\"urgent\","
                                + "\"misfire\":\"maybe\",\"extra\":1,\"options\":{\"incremental\":\"yes\","
                                + "\"conflictResolution\":\"coin\",\"retryOnFailure\":1,\"filter\":{},\"more\":2}}"))
                .satisfiesExactlyInAnyOrder(
                        fault -> assertThat(fault).startsWith("$: interval must be more than zero"),
                        fault -> assertThat(fault).startsWith("$.calendars[0]: must be a text, is a number"),
                        fault -> assertThat(fault).startsWith("$.calendars: \"team\" is none of"),
                        fault -> assertThat(fault).startsWith("$.userId: must be a text"),
                        fault -> assertThat(fault)
                                .startsWith("$.priority: unknown word \"urgent\", known are high, normal, low"),
                        fault -> assertThat(fault).startsWith("$.misfire: "),
                        fault -> assertThat(fault).isEqualTo("$: unknown member \"extra\""),
                        fault ->
                                assertThat(fault).startsWith("$.options.incremental: must be true or false, is a text"),
                        fault -> assertThat(fault).startsWith("$.options.conflictResolution: unknown word \"coin\""),
                        fault -> assertThat(fault).startsWith("$.options.retryOnFailure: "),
                        fault -> assertThat(fault).startsWith("$.options.filter: must have exactly one of"),
                        fault -> assertThat(fault).isEqualTo("$.options: unknown member \"more\""));
    }

    @Test
    void cronAndZone_areRefusedTogether() {
        assertThat(faults("{\"type\":\"time-based\",\"schedule\":\"61 25 * * *\",\"timezone\":\"Mars/Olympus\"}"))
                .hasSize(4)
                .anyMatch(fault -> fault.startsWith("$.timezone: \"Mars/Olympus\" is not a zone"))
                .anyMatch(fault -> fault.contains("cron field minute \"61\""))
                .anyMatch(fault -> fault.contains("cron field hour \"25\""))
                .anyMatch(fault -> fault.startsWith("$: calendars is empty"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                                             | $: must be an object",
                "[]                                                             | $: must be an object, is a list",
                "{'type':'interval'                                             | $: is not well-formed JSON at line 1",
                "{'type':'interval','type':'interval'}                          | has a member twice",
                "{} {}                                                          | not well-formed",
                "{'interval':5,'calendars':['*']}                               | $.type: is missing",
                "{'type':'lunar','phase':'full','calendars':['*']}              | $.type: unknown word \"lunar\"",
                "{'type':'interval','calendars':['*']}                          | $.interval: is missing",
                "{'type':'interval','interval':1.5,'calendars':['*']}           | $.interval: must be a whole number",
                "{'type':'interval','interval':'soon','calendars':['*']}        | $.interval: must be a whole number",
                "{'type':'interval','interval':99999999999,'calendars':['*']}   | $.interval: must be a whole number",
                "{'type':'interval','interval':5,'calendars':'*'}               | $.calendars: must be a list, is a text",
                "{'type':'interval','interval':5,'calendars':[]}                | calendars is empty",
                "{'type':'interval','interval':5}                               | calendars is empty",
                "{'type':'interval','interval':5,'calendars':['*'],'schedule':''} | unknown member \"schedule\"",
                "{'type':'time-based','calendars':['*']}                        | $.schedule: is missing",
                "{'type':'event-driven','calendars':['*']}                      | $.trigger: is missing",
                "{'type':'event-driven','trigger':'dream','calendars':['*']}    | $.trigger: unknown word \"dream\"",
                "{'type':'event-driven','trigger':'api','conditions':[{'attribute':'a'}],'calendars':['*']} | $.conditions[0]: must have exactly one",
                "{'type':'event-driven','trigger':'api','conditions':[{'equals':'a'}],'calendars':['*']} | $.conditions[0].attribute: is missing",
                "{'type':'event-driven','trigger':'api','conditions':[{'not':{'and':[7]}}],'calendars':['*']} | $.conditions[0].not.and[0]: must be an object",
                "{'type':'event-driven','trigger':'api','conditions':[{'and':[]}],'calendars':['*']} | conditions[0].and needs at least one",
                "{'type':'event-driven','trigger':'api','conditions':[{'attribute':'a','equals':'x','like':'y'}],'calendars':['*']} | $.conditions[0]: unknown member \"like\""
            },
            quoteCharacter = '`')
    void malformedText_isParkedWithTheReason(String text, String reason) {
        String json = text.equals("''") ? "" : text.replace('\'', '"');
        assertThat(ScheduleReading.of(json)).isInstanceOfSatisfying(ScheduleReading.Parked.class, parked -> {
            assertThat(parked.json()).isEqualTo(json);
            assertThat(parked.reasons()).singleElement().asString().contains(reason);
        });
        assertThatThrownBy(() -> SyncSchedule.fromJson(json))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void hugeText_isRefusedUnread() {
        assertThat(faults(" ".repeat(262_145))).containsExactly("$: the JSON text has more than 262144 characters");
        assertThat(faults("[".repeat(100_000))).singleElement().asString().contains("nested");
        String deep = "{\"not\":".repeat(20) + "{\"attribute\":\"a\",\"exists\":true}" + "}".repeat(20);
        assertThat(faults("{\"type\":\"event-driven\",\"trigger\":\"api\",\"calendars\":[\"*\"],\"conditions\":[" + deep
                        + "]}"))
                .singleElement()
                .asString()
                .contains("8 deep");
    }

    @Test
    void foreignText_cannotBreakALogLine() {
        assertThat(faults("{\"type\":\"a\\nb" + "c".repeat(500) + "\",\"calendars\":[\"*\"]}"))
                .singleElement()
                .satisfies(fault -> assertThat(fault).contains("a?b").hasSizeLessThan(200));
    }

    private static List<String> faults(String json) {
        return ScheduleReading.of(json) instanceof ScheduleReading.Parked parked ? parked.reasons() : List.of();
    }

    private static <T> T any(Random random, T[] values) {
        return values[random.nextInt(values.length)];
    }

    private static SyncSchedule schedule(Random random) {
        SyncSchedule schedule = SyncSchedule.on(trigger(random)).select(selector(random), selector(random));
        if (random.nextBoolean()) {
            schedule = schedule.userId(UserId.of(text(random)));
        }
        if (random.nextBoolean()) {
            schedule = schedule.conflicts(any(random, ConflictPolicy.values()));
        }
        if (random.nextBoolean()) {
            schedule = schedule.retry(new RetryPolicy(
                    Duration.ofMillis(1 + random.nextInt(9)), Duration.ofDays(1), 7, random.nextDouble()));
        }
        if (random.nextBoolean()) {
            schedule = schedule.when(when(random, 4));
        }
        if (random.nextBoolean()) {
            schedule = schedule.filter(filter(random, 4));
        }
        if (schedule.trigger() instanceof Trigger.Cron && random.nextBoolean()) {
            schedule = schedule.spread(Duration.ofMillis(1 + random.nextInt(899_999)));
        }
        return schedule.priority(any(random, Priority.values()))
                .type(any(random, SyncType.values()))
                .retryOnFailure(random.nextBoolean())
                .misfire(List.of(
                                MisfirePolicy.runOnce(),
                                MisfirePolicy.skip(),
                                MisfirePolicy.catchUp(1 + random.nextInt(100)))
                        .get(random.nextInt(3)));
    }

    private static Trigger trigger(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> Trigger.every(Duration.ofMinutes(1 + random.nextInt(40_000)));
            case 1 -> Trigger.every(Duration.ofMillis(1 + random.nextInt(2_000_000_000)));
            case 2 ->
                new Trigger.Cron(
                        List.of("*/15 * * * *", "0 0 6 ? * MON-FRI", "0 0 6 L * ? 2030")
                                .get(random.nextInt(3)),
                        ZoneId.of(ZONES.get(random.nextInt(ZONES.size()))),
                        any(random, GapPolicy.values()),
                        any(random, OverlapPolicy.values()));
            default ->
                new Trigger.Event(
                        any(random, EventKind.values()),
                        IntStream.range(0, random.nextInt(3))
                                .mapToObj(i -> condition(random, 3))
                                .toList());
        };
    }

    private static Condition condition(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 7)) {
            case 0 -> Condition.equalTo(text(random), text(random));
            case 1 -> Condition.in(text(random), text(random), text(random));
            case 2 -> Condition.matches(text(random), text(random));
            case 3 -> Condition.exists(text(random));
            case 4 -> Condition.and(condition(random, depth - 1), condition(random, depth - 1));
            case 5 -> Condition.or(condition(random, depth - 1));
            default -> Condition.not(condition(random, depth - 1));
        };
    }

    private static SyncCondition when(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 7)) {
            case 0 ->
                new SyncCondition.TimeOfDay(
                        LocalTime.ofSecondOfDay(random.nextInt(86_400)),
                        LocalTime.ofSecondOfDay(random.nextInt(86_400)),
                        Set.of(any(random, DayOfWeek.values())),
                        ZoneId.of(ZONES.get(random.nextInt(ZONES.size()))));
            case 1 -> SyncCondition.hadEvents(Duration.ofMillis(1 + random.nextInt(2_000_000_000)));
            case 2 -> SyncCondition.lastOutcome(JobStatus.PARTIAL, JobStatus.CANCELLED);
            case 3 -> SyncCondition.calendar(condition(random, 2));
            case 4 -> SyncCondition.and(when(random, depth - 1), when(random, depth - 1));
            case 5 -> SyncCondition.or(when(random, depth - 1));
            default -> SyncCondition.not(when(random, depth - 1));
        };
    }

    private static EventFilter filter(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 6 : 9)) {
            case 0 -> EventFilter.category(text(random));
            case 1 -> EventFilter.visibility(any(random, Visibility.values()));
            case 2 -> random.nextBoolean() ? EventFilter.busy() : EventFilter.free();
            case 3 -> EventFilter.organizer(text(random));
            case 4 -> EventFilter.attendee(text(random));
            case 5 -> EventFilter.startsFrom(LocalDate.ofEpochDay(random.nextInt(30_000)));
            case 6 -> EventFilter.and(filter(random, depth - 1), filter(random, depth - 1));
            case 7 -> EventFilter.or(filter(random, depth - 1));
            default -> EventFilter.not(filter(random, depth - 1));
        };
    }

    private static CalendarSelector selector(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> CalendarSelector.all();
            case 1 -> CalendarSelector.account(AccountId.of(text(random)));
            default -> CalendarSelector.calendar(new CalendarRef(AccountId.of(text(random)), text(random)));
        };
    }

    private static String text(Random random) {
        String letters = "aZ09 /*%+:\\\"'{}[]äß漢\u2028.-_?&=#";
        StringBuilder text = new StringBuilder();
        for (int i = 1 + random.nextInt(12); i > 0; i--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.append(random.nextInt(4) == 0 ? "\uD83D\uDE00" : "").toString();
    }
}
