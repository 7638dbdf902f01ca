package dev.calsync.model;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneOffsetTransitionRule;
import java.time.zone.ZoneOffsetTransitionRule.TimeDefinition;
import java.time.zone.ZoneRules;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Zones that are written out, as the TZ variable of POSIX has them (RFC 8536 section 3.3): {@code <+0537>-05:37}, {@code
 * <+01>-1<+02>,M3.5.0,M10.5.0/3}. The JDK makes rules of any kind, but no zone of them without registering it for the whole
 * process, and a name that a calendar made up must not live longer than the calendar. So the name is the rules.
 */
final class ZoneText {
    /** Always quoted here: without that, any word that ends in a digit would be a zone. */
    private static final String NAME = "<[A-Za-z0-9+-]{3,10}>";

    private static final String CLOCK = "([+-]?)([0-9]{1,2})(?::([0-9]{2}))?(?::([0-9]{2}))?";
    private static final Pattern TEXT = Pattern.compile(NAME + "(" + CLOCK + ")" + "(?:" + NAME + "(" + CLOCK
            + ")?,([^,/]+)(?:/([0-9:]+))?,([^,/]+)(?:/([0-9:]+))?)?");
    private static final Pattern OFFSET = Pattern.compile(CLOCK);
    private static final Pattern WEEKDAY = Pattern.compile("M([0-9]{1,2})\\.([1-5])\\.([0-6])");
    private static final Pattern DAY = Pattern.compile("J([0-9]{1,3})");
    private static final int NORMAL_YEAR = 2001;

    /** Before the first year that a calendar is likely to speak of: the JDK wants one change that is no rule. */
    private static final int FIRST_YEAR = 1800;

    private ZoneText() {}

    /** The rules that a text states; empty if it is no such text. */
    static Optional<ZoneRules> rules(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            ZoneOffset standard = offset(parts.group(1));
            if (parts.group(11) == null) {
                return Optional.of(ZoneRules.of(standard));
            }
            ZoneOffset summer = parts.group(6) == null
                    ? ZoneOffset.ofTotalSeconds(standard.getTotalSeconds() + 3600)
                    : offset(parts.group(6));
            return Optional.of(yearly(
                    standard,
                    change(parts.group(11), parts.group(12), standard, standard, summer),
                    change(parts.group(13), parts.group(14), standard, summer, standard)));
        } catch (DateTimeException | IllegalArgumentException unusable) {
            return Optional.empty();
        }
    }

    private static ZoneRules yearly(
            ZoneOffset standard, ZoneOffsetTransitionRule toSummer, ZoneOffsetTransitionRule toStandard) {
        List<ZoneOffsetTransitionRule> rules = Stream.of(toSummer, toStandard)
                .sorted(Comparator.comparing(
                        each -> each.createTransition(NORMAL_YEAR).getInstant()))
                .toList();
        List<ZoneOffsetTransition> first =
                rules.stream().map(each -> each.createTransition(FIRST_YEAR)).toList();
        return ZoneRules.of(standard, first.get(0).getOffsetBefore(), List.of(), first, rules);
    }

    /** POSIX counts westward. */
    private static ZoneOffset offset(String text) {
        Matcher parts = OFFSET.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("no offset");
        }
        int seconds = (number(parts.group(2)) * 60 + number(parts.group(3))) * 60 + number(parts.group(4));
        return ZoneOffset.ofTotalSeconds("-".equals(parts.group(1)) ? seconds : -seconds);
    }

    private static int number(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private static ZoneOffsetTransitionRule change(
            String date, @Nullable String time, ZoneOffset standard, ZoneOffset before, ZoneOffset after) {
        boolean endOfDay = "24".equals(time) || "24:00".equals(time) || "24:00:00".equals(time);
        LocalTime at = time == null ? LocalTime.of(2, 0) : endOfDay ? LocalTime.MIDNIGHT : time(time);
        Matcher weekday = WEEKDAY.matcher(date);
        if (weekday.matches()) {
            int week = Integer.parseInt(weekday.group(2));
            int day = Integer.parseInt(weekday.group(3));
            return ZoneOffsetTransitionRule.of(
                    Month.of(Integer.parseInt(weekday.group(1))),
                    week == 5 ? -1 : 7 * (week - 1) + 1,
                    DayOfWeek.of(day == 0 ? 7 : day),
                    at,
                    endOfDay,
                    TimeDefinition.WALL,
                    standard,
                    before,
                    after);
        }
        Matcher dayOfYear = DAY.matcher(date);
        if (!dayOfYear.matches()) {
            throw new IllegalArgumentException("no date of a rule");
        }
        LocalDate day = LocalDate.ofYearDay(NORMAL_YEAR, Integer.parseInt(dayOfYear.group(1)));
        return ZoneOffsetTransitionRule.of(
                day.getMonth(), day.getDayOfMonth(), null, at, endOfDay, TimeDefinition.WALL, standard, before, after);
    }

    private static LocalTime time(String text) {
        Matcher parts = OFFSET.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("no time");
        }
        return LocalTime.of(number(parts.group(2)), number(parts.group(3)), number(parts.group(4)));
    }
}
