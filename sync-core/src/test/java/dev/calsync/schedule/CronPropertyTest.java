package dev.calsync.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.model.ScheduleId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Cron over every zone the JDK knows, from 2000 to 2040, against a slow oracle. */
class CronPropertyTest {
    private static final ScheduleId ID = ScheduleId.of("s");
    private static final Instant FROM = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2040-01-01T00:00:00Z");

    private final Random random = new Random(20261122);

    @Test
    void everyZone_agreesWithTheOracleAroundTransitionsAndElsewhere() {
        int transitions = 0;
        int fires = 0;
        for (ZoneId zone : zones()) {
            List<ZoneOffsetTransition> all = transitions(zone.getRules());
            boolean elsewhere = all.isEmpty() || random.nextInt(5) == 0;
            Instant center = elsewhere
                    ? anyInstant()
                    : all.get(random.nextInt(all.size())).getInstant();
            transitions += elsewhere ? 0 : 1;
            Instant from = center.truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofHours(18));
            fires += compare(zone, unix(center.atZone(zone).toLocalDateTime()), from, Duration.ofHours(36));
        }
        assertThat(transitions).isGreaterThan(250);
        assertThat(fires).isGreaterThan(20_000);
    }

    @Test
    void everyTransitionOfSomeZones_agreesWithTheOracle() {
        int transitions = 0;
        for (String id : List.of(
                "Europe/Berlin",
                "America/New_York",
                "Australia/Lord_Howe",
                "Africa/Cairo",
                "America/Sao_Paulo",
                "Pacific/Apia",
                "Africa/Casablanca",
                "Antarctica/Troll",
                "Asia/Gaza",
                "America/Scoresbysund")) {
            ZoneId zone = ZoneId.of(id);
            for (ZoneOffsetTransition transition : transitions(zone.getRules())) {
                Instant from = transition.getInstant().minus(Duration.ofHours(26));
                compare(zone, unix(transition.getDateTimeBefore()), from, Duration.ofHours(52));
                transitions++;
            }
        }
        assertThat(transitions).isGreaterThan(500);
    }

    @Test
    void expressionsWithSeconds_agreeWithTheOracle() {
        List<ZoneId> zones = zones();
        int compared = 0;
        while (compared < 25) {
            ZoneId zone = zones.get(random.nextInt(zones.size()));
            List<ZoneOffsetTransition> all = transitions(zone.getRules());
            if (!all.isEmpty()) {
                ZoneOffsetTransition transition = all.get(random.nextInt(all.size()));
                Instant from = transition.getInstant().minus(Duration.ofMinutes(150));
                compare(zone, quartz(transition.getDateTimeBefore()), from, Duration.ofHours(5));
                compared++;
            }
        }
    }

    @Test
    void dailyJob_neverLosesADay() {
        for (ZoneId zone : zones()) {
            // The hours in which clocks are changed, most often.
            int hour = random.nextInt(3) == 0
                    ? random.nextInt(24)
                    : List.of(0, 1, 2, 3, 23).get(random.nextInt(5));
            LocalTime time = LocalTime.of(hour, random.nextInt(60));
            Trigger.Cron daily = Trigger.cron(time.getMinute() + " " + hour + " * * *", zone);
            LocalDate start = LocalDate.of(2000 + random.nextInt(38), 1, 1);

            TreeSet<Instant> expected = new TreeSet<>();
            for (LocalDate day = start; day.isBefore(start.plusYears(2)); day = day.plusDays(1)) {
                expected.add(fireOn(zone.getRules(), day.atTime(time)));
            }
            List<Instant> fires = fires(daily, expected.first(), expected.last().plusSeconds(1));
            assertThat(fires).as("%s in %s from %s", daily, zone, start).containsExactlyElementsOf(expected);
        }
    }

    @Test
    void yearlyJob_isFoundAcrossYears() {
        List<ZoneId> zones = zones();
        for (int i = 0; i < 2000; i++) {
            ZoneRules rules = zones.get(random.nextInt(zones.size())).getRules();
            List<ZoneOffsetTransition> all = transitions(rules);
            LocalDateTime wanted = all.isEmpty() || random.nextBoolean()
                    ? LocalDateTime.ofInstant(anyInstant(), ZoneOffset.UTC)
                    : all.get(random.nextInt(all.size())).getDateTimeBefore().plusMinutes(random.nextInt(121) - 60);
            CronFields fields = CronReading.of(wanted.getMinute() + " " + wanted.getHour() + " "
                            + wanted.getDayOfMonth() + " " + wanted.getMonthValue() + " *")
                    .fields();
            Instant after = random.nextBoolean() ? anyInstant() : near(rules, wanted);

            TreeSet<Instant> expected = new TreeSet<>();
            int year = after.atZone(ZoneOffset.UTC).getYear();
            for (int y = year - 1; y <= year + 9; y++) {
                LocalDate month = LocalDate.of(y, wanted.getMonthValue(), 1);
                if (wanted.getDayOfMonth() <= month.lengthOfMonth()) {
                    expected.add(fireOn(
                            rules,
                            month.withDayOfMonth(wanted.getDayOfMonth()).atTime(wanted.getHour(), wanted.getMinute())));
                }
            }
            assertThat(new CronTimes(fields, rules, GapPolicy.RUN_AT_GAP_END, OverlapPolicy.FIRST).nextAfter(after))
                    .as("%s after %s in %s", wanted, after, rules)
                    .contains(expected.higher(after));
        }
    }

    @Test
    void anyInstantOfAnyPrecision_isFollowedByALaterOne() {
        List<ZoneId> zones = zones();
        for (int i = 0; i < 3000; i++) {
            ZoneId zone = zones.get(random.nextInt(zones.size()));
            Trigger.Cron cron = cron(random.nextBoolean() ? unix(now()) : quartz(now()), zone);
            Instant after = anyInstant().plusNanos(random.nextInt(1_000_000_000));
            cron.nextAfter(ID, after).ifPresent(next -> assertThat(next).isAfter(after));
        }
    }

    /** The expression's fires in a span, one by one, must be those of the oracle; returns how many. */
    private int compare(ZoneId zone, String expression, Instant from, Duration span) {
        Trigger.Cron cron = cron(expression, zone);
        Instant to = from.plus(span);
        List<Instant> expected =
                new CronOracle(expression).fires(zone.getRules(), from, to, cron.gap(), cron.overlap());
        assertThat(fires(cron, from, to)).as("%s from %s", cron, from).containsExactlyElementsOf(expected);
        return expected.size();
    }

    private static List<Instant> fires(Trigger.Cron cron, Instant from, Instant to) {
        List<Instant> fires = new ArrayList<>();
        Optional<Instant> next = cron.nextAfter(ID, from.minusNanos(1));
        while (next.isPresent() && next.get().isBefore(to)) {
            fires.add(next.get());
            next = cron.nextAfter(ID, next.get());
        }
        return fires;
    }

    private Trigger.Cron cron(String expression, ZoneId zone) {
        Trigger.Cron cron = new Trigger.Cron(expression, zone, any(GapPolicy.values()), any(OverlapPolicy.values()));
        assertThat(cron.faults(new ScheduleBounds(Duration.ofSeconds(1), Duration.ofDays(1))))
                .as(expression)
                .isEmpty();
        return cron;
    }

    private <T> T any(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private static Instant fireOn(ZoneRules rules, LocalDateTime time) {
        ZoneOffsetTransition transition = rules.getTransition(time);
        if (transition != null && transition.isGap()) {
            return transition.getInstant();
        }
        return time.toInstant(rules.getValidOffsets(time).get(0));
    }

    private Instant near(ZoneRules rules, LocalDateTime time) {
        return fireOn(rules, time).plusSeconds(random.nextInt(14_400) - 7_200);
    }

    private static List<ZoneId> zones() {
        return ZoneId.getAvailableZoneIds().stream().sorted().map(ZoneId::of).toList();
    }

    private static List<ZoneOffsetTransition> transitions(ZoneRules rules) {
        List<ZoneOffsetTransition> transitions = new ArrayList<>();
        ZoneOffsetTransition next = rules.nextTransition(FROM);
        while (next != null && next.getInstant().isBefore(TO)) {
            transitions.add(next);
            next = rules.nextTransition(next.getInstant());
        }
        return transitions;
    }

    private Instant anyInstant() {
        return FROM.plusSeconds((long) (random.nextDouble() * FROM.until(TO, ChronoUnit.SECONDS)));
    }

    private LocalDateTime now() {
        return LocalDateTime.ofInstant(anyInstant(), ZoneOffset.UTC);
    }

    /** A random expression, more often than not one that fires near the given time. */
    private String unix(LocalDateTime near) {
        boolean days = random.nextInt(4) == 0;
        return String.join(
                " ",
                field(0, 59, near.getMinute(), false),
                random.nextInt(4) == 0 ? "*" : field(0, 23, near.getHour(), false),
                days ? field(1, 31, near.getDayOfMonth(), false) : "*",
                random.nextInt(6) == 0 ? field(1, 12, near.getMonthValue(), false) : "*",
                random.nextInt(4) == 0 ? field(0, 7, near.getDayOfWeek().getValue(), false) : "*");
    }

    private String quartz(LocalDateTime near) {
        boolean byWeek = random.nextBoolean();
        return String.join(
                " ",
                random.nextBoolean() ? "0" : field(0, 59, near.getSecond(), true),
                field(0, 59, near.getMinute(), true),
                random.nextInt(4) == 0 ? "*" : field(0, 23, near.getHour(), true),
                byWeek ? "?" : random.nextBoolean() ? "*" : field(1, 31, near.getDayOfMonth(), true),
                random.nextInt(6) == 0 ? field(1, 12, near.getMonthValue(), true) : "*",
                byWeek ? field(1, 7, near.getDayOfWeek().getValue() % 7 + 1, true) : "?");
    }

    private String field(int lowest, int highest, int near, boolean backwards) {
        StringBuilder text = new StringBuilder();
        for (int parts = random.nextInt(3); parts >= 0; parts--) {
            text.append(text.isEmpty() ? "" : ",").append(part(lowest, highest, near, backwards));
        }
        return text.toString();
    }

    private String part(int lowest, int highest, int near, boolean backwards) {
        int size = highest - lowest + 1;
        int value = random.nextInt(3) == 0 ? lowest + random.nextInt(size) : near;
        int other = lowest + random.nextInt(size);
        // cron-utils reads a 7 in a UNIX day-of-week as 0: it refuses steps of 7, and 7/2 begins on Sunday, the first.
        int step = 2 + random.nextInt(Math.min(size - 1, 20) - 2);
        String range = backwards ? value + "-" + other : Math.min(value, other) + "-" + Math.max(value, other);
        return switch (random.nextInt(6)) {
            case 0 -> "*/" + step;
            case 1 -> range;
            case 2 -> range + "/" + step;
            case 3 -> Math.min(value, highest - 1) + "/" + step;
            default -> String.valueOf(value);
        };
    }
}
