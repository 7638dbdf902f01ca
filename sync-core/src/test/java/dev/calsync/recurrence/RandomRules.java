package dev.calsync.recurrence;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Random;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** Valid rules by seed: every part with every frequency that may carry it, values often the start's, else any. */
public final class RandomRules {
    private static final String[] WEEKDAYS = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

    private final Random random;

    public RandomRules(long seed) {
        this.random = new Random(seed);
    }

    /** Any second of forty years, the turn of the year more often than others. */
    public LocalDateTime start() {
        LocalDate day = LocalDate.of(1996, 1, 1).plusDays(random.nextInt(40 * 365));
        if (chance(6)) {
            day = LocalDate.of(day.getYear(), 12, 25).plusDays(random.nextInt(14));
        }
        return day.atTime(random.nextInt(24), random.nextInt(60), random.nextInt(60));
    }

    /** A rule without COUNT and UNTIL. */
    public String rule(Frequency frequency, LocalDateTime start) {
        boolean yearly = frequency == Frequency.YEARLY;
        boolean subDaily = frequency.isSubDaily();
        StringJoiner parts = new StringJoiner(";");
        parts.add("FREQ=" + frequency);
        if (chance(2)) {
            parts.add("INTERVAL=" + (1 + random.nextInt(chance(4) ? 40 : 4)));
        }
        if (chance(4)) {
            parts.add("WKST=" + WEEKDAYS[random.nextInt(7)]);
        }
        boolean weekNo = yearly && chance(4);
        String before = parts.toString();
        numbers(parts, "BYMONTH", chance(4), 1, 12, false, start.getMonthValue());
        numbers(parts, "BYWEEKNO", weekNo, 1, 53, true, 1);
        numbers(parts, "BYYEARDAY", (yearly || subDaily) && chance(8), 1, 366, true, start.getDayOfYear());
        boolean monthDay = frequency != Frequency.WEEKLY && chance(5);
        numbers(parts, "BYMONTHDAY", monthDay, 1, 31, true, start.getDayOfMonth());
        if (chance(3)) {
            parts.add("BYDAY=" + weekdays(frequency == Frequency.MONTHLY || (yearly && !weekNo), yearly));
        }
        numbers(parts, "BYHOUR", chance(5), 0, 23, false, start.getHour());
        numbers(parts, "BYMINUTE", chance(5), 0, 59, false, start.getMinute());
        numbers(parts, "BYSECOND", chance(5), 0, 60, false, start.getSecond());
        if (!parts.toString().equals(before) && chance(4)) {
            numbers(parts, "BYSETPOS", true, 1, chance(2) ? 4 : 40, true, 1);
        }
        return parts.toString();
    }

    boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    private void numbers(StringJoiner parts, String name, boolean present, int min, int max, boolean signed, int own) {
        if (!present) {
            return;
        }
        parts.add(name + "="
                + random.ints(1 + random.nextInt(4), min, max + 1)
                        .map(value -> chance(3) ? own : value)
                        .map(value -> signed && chance(3) ? -value : value)
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining(",")));
    }

    private String weekdays(boolean ordinals, boolean yearly) {
        return random.ints(1 + random.nextInt(4), 0, 7)
                .mapToObj(day -> (ordinals && chance(2) ? ordinal(yearly) : "") + WEEKDAYS[day])
                .collect(Collectors.joining(","));
    }

    private String ordinal(boolean yearly) {
        int nth = 1 + random.nextInt(yearly && chance(2) ? 53 : 5);
        return chance(2) ? "-" + nth : Integer.toString(nth);
    }
}
