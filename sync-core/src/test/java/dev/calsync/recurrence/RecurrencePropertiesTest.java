package dev.calsync.recurrence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.calsync.model.EventTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random rules against {@link BruteForce}, in floating time, in zones and as whole days, whole and through windows. */
class RecurrencePropertiesTest {
    private static final int RULES = 400;
    private static final RecurrenceLimits LIMITS = new RecurrenceLimits(1_000_000, 10_000_000, Duration.ofDays(40_000));
    private static final DateTimeFormatter BASIC = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss");
    private static final List<ZoneId> ZONES = List.of(
            ZoneId.of("America/New_York"),
            ZoneId.of("Europe/Berlin"),
            ZoneId.of("Australia/Lord_Howe"),
            ZoneId.of("Pacific/Apia"),
            ZoneId.of("Asia/Kolkata"));

    @ParameterizedTest
    @EnumSource(Frequency.class)
    void expansion_equalsTheOracle(Frequency frequency) {
        int nonTrivial = 0;
        for (int seed = 0; seed < RULES; seed++) {
            RandomRules random = new RandomRules(seed * 31L + frequency.ordinal());
            LocalDateTime start = random.start();
            LocalDateTime horizon = start.plus(span(frequency, random));
            String text = bounded(random, random.rule(frequency, start), start, horizon);
            RecurrenceRule rule = RecurrenceRule.parse(text);
            LocalDateTime end = rule.until()
                    .map(until -> until.toLocal().plusSeconds(1))
                    .filter(until -> until.isBefore(horizon))
                    .orElse(horizon);
            List<LocalDateTime> expected = BruteForce.expand(rule, start, end);
            nonTrivial += expected.size() > 1 ? 1 : 0;
            String label = start + " " + text;
            checkFloating(label, rule, start, horizon, expected, random);
            checkZoned(label, rule, start, horizon, expected, ZONES.get(seed % ZONES.size()));
        }
        assertTrue(nonTrivial > RULES / 4, "only " + nonTrivial + " rules generated anything");
    }

    private static void checkFloating(
            String label,
            RecurrenceRule rule,
            LocalDateTime start,
            LocalDateTime horizon,
            List<LocalDateTime> expected,
            RandomRules random) {
        RecurrenceSet set = RecurrenceSet.startingAt(EventTime.floating(start), ZoneOffset.UTC)
                .rule(rule)
                .build();
        assertEquals(
                expected.stream().map(EventTime::floating).toList(),
                starts(set, start.toInstant(ZoneOffset.UTC), horizon.toInstant(ZoneOffset.UTC)),
                label);
        long seconds = Duration.between(start, horizon).toSeconds();
        LocalDateTime from = start.plusSeconds((long) (seconds * random.below(1000) / 1000.0));
        LocalDateTime to = from.plusSeconds((long) (seconds * random.below(300) / 1000.0));
        LocalDateTime last = to.isBefore(horizon) ? to : horizon;
        assertEquals(
                expected.stream()
                        .filter(at -> !at.isBefore(from) && at.isBefore(last))
                        .map(EventTime::floating)
                        .toList(),
                starts(set, from.toInstant(ZoneOffset.UTC), last.toInstant(ZoneOffset.UTC)),
                label + " from " + from + " to " + last);
    }

    private static void checkZoned(
            String label,
            RecurrenceRule rule,
            LocalDateTime start,
            LocalDateTime horizon,
            List<LocalDateTime> expected,
            ZoneId zone) {
        RecurrenceSet set = RecurrenceSet.startingAt(EventTime.at(start, zone), zone)
                .rule(rule)
                .build();
        Instant end = horizon.atZone(zone).toInstant();
        assertEquals(
                expected.stream()
                        .map(at -> at.atZone(zone).toInstant())
                        .filter(at -> at.isBefore(end))
                        .distinct()
                        .sorted()
                        .toList(),
                starts(set, Instant.MIN, end).stream()
                        .map(at -> at.toInstant(zone))
                        .toList(),
                label + " in " + zone);
    }

    @ParameterizedTest
    @EnumSource(
            value = Frequency.class,
            names = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
    void wholeDays_equalTheOracle(Frequency frequency) {
        for (int seed = 0; seed < RULES / 3; seed++) {
            RandomRules random = new RandomRules(seed * 37L + frequency.ordinal());
            LocalDateTime start = random.start().toLocalDate().atStartOfDay();
            LocalDateTime horizon =
                    start.plus(span(frequency, random)).toLocalDate().atStartOfDay();
            String text = random.rule(frequency, start).replaceAll(";BY(HOUR|MINUTE|SECOND)=[0-9,]+", "");
            if (!text.replace("BYSETPOS", "").contains("BY")) {
                text = text.replaceAll(";BYSETPOS=[-0-9,]+", "");
            }
            RecurrenceRule plain = RecurrenceRule.parse(text);
            RecurrenceRule withTimes = RecurrenceRule.parse(text + ";BYHOUR=1,2;BYMINUTE=3,4;BYSECOND=5,6");
            List<EventTime> expected = BruteForce.expand(plain, start, horizon).stream()
                    .map(at -> EventTime.on(at.toLocalDate()))
                    .toList();
            for (RecurrenceRule rule : List.of(plain, withTimes)) {
                RecurrenceSet set = RecurrenceSet.startingAt(EventTime.on(start.toLocalDate()), ZoneOffset.UTC)
                        .rule(rule)
                        .build();
                assertEquals(
                        expected,
                        starts(set, start.toInstant(ZoneOffset.UTC), horizon.toInstant(ZoneOffset.UTC)),
                        start + " " + rule);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Frequency.class)
    void canonicalText_readsBackAsTheSameRule(Frequency frequency) {
        for (int seed = 0; seed < RULES; seed++) {
            RandomRules random = new RandomRules(seed);
            LocalDateTime start = random.start();
            String text = random.rule(frequency, start);
            RecurrenceRule rule = RecurrenceRule.parse(text);
            assertEquals(rule, RecurrenceRule.parse(rule.toString()), text);
            assertEquals(rule.toString(), RecurrenceRule.parse(rule.toString()).toString(), text);
        }
    }

    @ParameterizedTest
    @EnumSource(Frequency.class)
    void span_isTheFirstStartAndTheLastEnd(Frequency frequency) {
        for (int seed = 0; seed < RULES / 4; seed++) {
            RandomRules random = new RandomRules(seed * 41L + frequency.ordinal());
            LocalDateTime start = random.start();
            LocalDateTime horizon = start.plus(span(frequency, random));
            String text = random.rule(frequency, start) + ";UNTIL=" + BASIC.format(horizon);
            RecurrenceRule rule = RecurrenceRule.parse(text);
            List<LocalDateTime> all = BruteForce.expand(rule, start, horizon.plusSeconds(1));
            RecurrenceSet set = RecurrenceSet.startingAt(EventTime.floating(start), ZoneOffset.UTC)
                    .endingAt(EventTime.floating(start.plusMinutes(45)))
                    .rule(rule)
                    .build();
            SeriesSpan span = set.span(LIMITS).orElseThrow();
            assertEquals(start.toInstant(ZoneOffset.UTC), span.start(), text);
            Instant end = all.get(all.size() - 1).plusMinutes(45).toInstant(ZoneOffset.UTC);
            assertEquals(end, span.end().orElseThrow(), start + " " + text);
        }
    }

    private static List<EventTime> starts(RecurrenceSet set, Instant from, Instant to) {
        Expansion expansion = set.between(from, to, LIMITS);
        assertFalse(expansion.truncated(), () -> set + " " + expansion.stoppedBy());
        return expansion.occurrences().stream().map(Occurrence::start).toList();
    }

    private static String bounded(RandomRules random, String text, LocalDateTime start, LocalDateTime horizon) {
        if (random.chance(4)) {
            return text + ";COUNT=" + (1 + random.below(30));
        }
        if (random.chance(4)) {
            long seconds = Duration.between(start, horizon).toSeconds();
            return text + ";UNTIL=" + BASIC.format(start.plusSeconds((long) (seconds * random.below(100) / 100.0)));
        }
        return text;
    }

    private static Duration span(Frequency frequency, RandomRules random) {
        return switch (frequency) {
            case YEARLY -> Duration.ofDays(365L * (1 + random.below(12)) + random.below(365));
            case MONTHLY -> Duration.ofDays(30L * (1 + random.below(36)) + random.below(30));
            case WEEKLY -> Duration.ofDays(7L * (1 + random.below(60)) + random.below(7));
            case DAILY -> Duration.ofDays(1L + random.below(300));
            case HOURLY -> Duration.ofHours(1L + random.below(24 * 30));
            case MINUTELY -> Duration.ofMinutes(1L + random.below(60 * 24));
            case SECONDLY -> Duration.ofSeconds(1L + random.below(3600));
        };
    }
}
