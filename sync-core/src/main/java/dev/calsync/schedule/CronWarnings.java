package dev.calsync.schedule;

import java.time.LocalDateTime;
import java.time.Month;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Recognises cron expressions that are well-formed and rarely what their author meant. */
final class CronWarnings {
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern STEP = Pattern.compile("(?:\\*|0)?/(\\d+)");
    private static final Pattern DIGITS_AS_DAYS = Pattern.compile("[1-7](?:[-,][1-7])*");
    private static final LocalDateTime LONG_AGO = LocalDateTime.of(1969, 12, 31, 23, 59, 59);

    private final List<String> tokens;
    private final boolean quartz;
    private final CronFields fields;
    private final List<String> warnings = new ArrayList<>();

    private CronWarnings(List<String> tokens, CronFields fields) {
        this.tokens = tokens;
        this.quartz = tokens.size() > 5;
        this.fields = fields;
    }

    /** @param expression one that was read into these fields */
    static List<String> of(String expression, CronFields fields) {
        CronWarnings warnings = new CronWarnings(List.of(SPACE.split(expression.strip())), fields);
        warnings.times();
        warnings.days();
        return List.copyOf(warnings.warnings);
    }

    private void times() {
        int perMinute = Long.bitCount(fields.seconds());
        int perHour = Long.bitCount(fields.minutes());
        int perDay = Long.bitCount(fields.hours());
        if (quartz && perMinute == 60) {
            warnings.add("second * fires 60 times a minute; for once a minute write 0");
        }
        if (perHour == 60 && perDay < 24) {
            warnings.add("minute * fires at each of the 60 minutes of hour " + hour() + "; for once an hour write 0");
        }
        int hourStep = step(hour());
        if (hourStep > 1 && 24 % hourStep != 0 && perHour == 1) {
            warnings.add("hour " + hour() + " fires " + times(perDay) + " a day, not every " + hourStep
                    + " minutes and not every " + hourStep + " hours: it starts again at midnight"
                    + "; for every " + hourStep + " minutes write " + everyMinutes(hourStep));
        }
        int minuteStep = step(minute());
        if (minuteStep > 1 && 60 % minuteStep != 0) {
            warnings.add("minute " + minute() + " does not fire every " + minuteStep
                    + " minutes: 60 is no multiple of it, and it starts again at each full hour");
        }
    }

    private void days() {
        CronDays days = fields.days();
        if (fields.nextAfter(LONG_AGO).isEmpty()) {
            warnings.add("it never fires: no year has such a day");
            return;
        }
        if (days.ofMonth().restricted() && days.ofWeek().restricted()) {
            warnings.add("it fires on day-of-month " + dayOfMonth() + " and also on day-of-week " + dayOfWeek()
                    + ": either is enough, as UNIX has it");
        } else if (days.ofMonth().restricted() && days.ofMonth().special().isEmpty()) {
            shortMonths(Long.numberOfTrailingZeros(days.ofMonth().plain()), days.months());
        }
        if (quartz && DIGITS_AS_DAYS.matcher(dayOfWeek()).matches()) {
            warnings.add("day-of-week " + dayOfWeek() + " counts from Sunday, which is 1 in expressions of six or"
                    + " seven fields; names like MON-FRI are safer");
        }
    }

    /** @param day the earliest day that is named */
    private void shortMonths(int day, long months) {
        boolean leftOut = false;
        boolean otherThanFebruary = false;
        for (Month month : Month.values()) {
            if (CronFields.bit(months, month.getValue())) {
                leftOut |= day > month.minLength();
                otherThanFebruary |= month != Month.FEBRUARY;
            }
        }
        if (leftOut && otherThanFebruary) {
            warnings.add("months without day " + dayOfMonth() + " are left out; the last day of every month is L"
                    + " in an expression of six fields");
        } else if (leftOut) {
            warnings.add("it fires in leap years only; the last day of February is L in an expression of six fields");
        }
    }

    private static String times(int count) {
        return count == 1 ? "once" : count == 2 ? "twice" : count + " times";
    }

    private String everyMinutes(int step) {
        return quartz ? "0 0/" + step + " * * * ?" : "*/" + step + " * * * *";
    }

    private static int step(String token) {
        Matcher matcher = STEP.matcher(token);
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    private String minute() {
        return token(0);
    }

    private String hour() {
        return token(1);
    }

    private String dayOfMonth() {
        return token(2);
    }

    private String dayOfWeek() {
        return token(4);
    }

    /** @param place of the field in a UNIX expression */
    private String token(int place) {
        return tokens.get(quartz ? place + 1 : place).toUpperCase(Locale.ROOT);
    }
}
