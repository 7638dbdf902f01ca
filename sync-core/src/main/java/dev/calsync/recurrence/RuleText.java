package dev.calsync.recurrence;

import dev.calsync.model.EventTime;
import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;

/** Writes a rule in its canonical form. */
final class RuleText {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuuMMdd");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HHmmss");

    private final StringBuilder text = new StringBuilder();

    private RuleText() {}

    static String of(RecurrenceRule rule) {
        RuleText out = new RuleText();
        out.part("FREQ", rule.frequency().name());
        rule.until().ifPresent(until -> out.part("UNTIL", until(until)));
        rule.count().ifPresent(count -> out.part("COUNT", Integer.toString(count)));
        if (rule.interval() != 1) {
            out.part("INTERVAL", Integer.toString(rule.interval()));
        }
        out.list("BYSECOND", rule.bySecond());
        out.list("BYMINUTE", rule.byMinute());
        out.list("BYHOUR", rule.byHour());
        out.list("BYDAY", rule.byDay());
        out.list("BYMONTHDAY", rule.byMonthDay());
        out.list("BYYEARDAY", rule.byYearDay());
        out.list("BYWEEKNO", rule.byWeekNo());
        out.list("BYMONTH", rule.byMonth());
        out.list("BYSETPOS", rule.bySetPos());
        if (rule.weekStart() != DayOfWeek.MONDAY) {
            out.part("WKST", WeekdayNum.code(rule.weekStart()));
        }
        return out.text.toString();
    }

    private void list(String name, List<?> values) {
        if (!values.isEmpty()) {
            part(name, values.stream().map(Object::toString).collect(Collectors.joining(",")));
        }
    }

    private void part(String name, String value) {
        text.append(text.isEmpty() ? "" : ";").append(name).append('=').append(value);
    }

    private static String until(EventTime until) {
        LocalDateTime local = until.toLocal();
        String date = DATE.format(local);
        if (until.isDate()) {
            return date;
        }
        return date + "T" + TIME.format(local) + (until instanceof EventTime.Utc ? "Z" : "");
    }
}
