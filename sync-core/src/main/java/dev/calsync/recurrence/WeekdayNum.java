package dev.calsync.recurrence;

import java.time.DayOfWeek;

/**
 * One value of {@code BYDAY}: a weekday, or the nth one of a month or year ({@code weekdaynum} of RFC 5545 section
 * 3.3.10).
 *
 * @param ordinal 1 for the first, -1 for the last, up to 53 either way; 0 for every one
 * @param day the weekday
 */
public record WeekdayNum(int ordinal, DayOfWeek day) {

    /** @throws IllegalArgumentException if {@code ordinal} is outside -53 to 53 */
    public WeekdayNum {
        if (Math.abs(ordinal) > 53) {
            throw new IllegalArgumentException("BYDAY ordinal must be -53 to -1 or 1 to 53, is " + ordinal);
        }
    }

    /** The text of RFC 5545: {@code MO}, {@code 2TU}, {@code -1FR}. */
    @Override
    public String toString() {
        return (ordinal == 0 ? "" : Integer.toString(ordinal)) + code(day);
    }

    static String code(DayOfWeek day) {
        return day.name().substring(0, 2);
    }
}
