package dev.calsync.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;

/**
 * What a cron expression should do, written the slow way and without a line of the code under test: walk instant by
 * instant, look at the local clock, and ask a matcher of its own whether that clock reading is named. Knows stars,
 * lists, ranges, steps and numbers, no names and no special days.
 */
final class CronOracle {
    private final boolean seconds;
    private final boolean[][] allowed = new boolean[6][];
    private final boolean dayOfMonthSays;
    private final boolean dayOfWeekSays;

    CronOracle(String expression) {
        String[] fields = expression.split(" ", -1);
        seconds = fields.length == 6;
        int shift = seconds ? 0 : -1;
        allowed[0] = seconds ? field(fields[0], 0, 59) : field("0", 0, 59);
        allowed[1] = field(fields[1 + shift], 0, 59);
        allowed[2] = field(fields[2 + shift], 0, 23);
        allowed[3] = field(fields[3 + shift], 1, 31);
        allowed[4] = field(fields[4 + shift], 1, 12);
        boolean[] week = field(fields[5 + shift], seconds ? 1 : 0, 7);
        allowed[5] = new boolean[8];
        for (int value = 0; value < week.length; value++) {
            // Java: Monday is 1, Sunday 7. UNIX: Sunday is 0 or 7. Quartz: Sunday is 1.
            int java = seconds ? (value + 5) % 7 + 1 : value == 0 ? 7 : value;
            allowed[5][java] |= week[value];
        }
        dayOfMonthSays = !fields[3 + shift].matches("[*?]");
        dayOfWeekSays = !fields[5 + shift].matches("[*?]");
    }

    private static boolean[] field(String text, int lowest, int highest) {
        boolean[] allowed = new boolean[highest + 1];
        for (String part : text.split(",", -1)) {
            String[] rangeAndStep = part.split("/", -1);
            int step = rangeAndStep.length == 2 ? Integer.parseInt(rangeAndStep[1]) : 1;
            String[] ends = rangeAndStep[0].split("-", -1);
            boolean star = rangeAndStep[0].matches("[*?]");
            int from = star ? lowest : Integer.parseInt(ends[0]);
            int to = ends.length == 2 ? Integer.parseInt(ends[1]) : star || rangeAndStep.length == 2 ? highest : from;
            int value = from;
            int left = to >= from ? to - from : to - from + highest - lowest + 1;
            while (left >= 0) {
                allowed[value] = true;
                left -= step;
                value = value + step > highest ? value + step - (highest - lowest + 1) : value + step;
            }
        }
        return allowed;
    }

    boolean names(LocalDateTime time) {
        if (!allowed[0][time.getSecond()]
                || !allowed[1][time.getMinute()]
                || !allowed[2][time.getHour()]
                || !allowed[4][time.getMonthValue()]) {
            return false;
        }
        boolean month = allowed[3][time.getDayOfMonth()];
        boolean week = allowed[5][time.getDayOfWeek().getValue()];
        return (dayOfMonthSays && dayOfWeekSays) ? (month || week) : (month && week);
    }

    private boolean everyHour() {
        for (boolean hour : allowed[2]) {
            if (!hour) {
                return false;
            }
        }
        return true;
    }

    /** Every fire from {@code from} (inclusive, on a whole step) to {@code to} (exclusive). */
    List<Instant> fires(ZoneRules rules, Instant from, Instant to, GapPolicy gap, OverlapPolicy overlap) {
        List<Instant> fires = new ArrayList<>();
        int step = seconds ? 1 : 60;
        LocalDateTime before = local(rules, from.minusSeconds(step));
        for (Instant now = from; now.isBefore(to); now = now.plusSeconds(step)) {
            LocalDateTime clock = local(rules, now);
            boolean fire = names(clock) && counts(rules, clock, rules.getOffset(now), overlap);
            if (!fire && gap == GapPolicy.RUN_AT_GAP_END && clock.isAfter(before.plusSeconds(step))) {
                fire = namesAnyBetween(before.plusSeconds(step), clock, step);
            }
            if (fire) {
                fires.add(now);
            }
            before = clock;
        }
        return fires;
    }

    private boolean namesAnyBetween(LocalDateTime from, LocalDateTime to, int step) {
        for (LocalDateTime skipped = from; skipped.isBefore(to); skipped = skipped.plusSeconds(step)) {
            if (names(skipped)) {
                return true;
            }
        }
        return false;
    }

    private boolean counts(ZoneRules rules, LocalDateTime clock, ZoneOffset offset, OverlapPolicy overlap) {
        List<ZoneOffset> offsets = rules.getValidOffsets(clock);
        if (offsets.size() < 2 || everyHour()) {
            return true;
        }
        return switch (overlap) {
            case BOTH -> true;
            case FIRST -> offset.equals(offsets.get(0));
            case SECOND -> offset.equals(offsets.get(1));
        };
    }

    private static LocalDateTime local(ZoneRules rules, Instant instant) {
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC)
                .plus(rules.getOffset(instant).getTotalSeconds(), ChronoUnit.SECONDS);
    }
}
