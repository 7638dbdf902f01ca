package dev.calsync.schedule;

import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Which of a user's calendars a schedule is about. A selector is a standing wish: calendars that appear later join it.
 * Its text, {@code toString()}, is stable. Immutable.
 */
public sealed interface CalendarSelector {

    /** One calendar; its text is {@link CalendarRef#toString()}. */
    record OneCalendar(CalendarRef calendar) implements CalendarSelector {
        @Override
        public boolean matches(CalendarRef other) {
            return calendar.equals(other);
        }

        @Override
        public int specificity() {
            return 2;
        }

        @Override
        public String toString() {
            return calendar.toString();
        }
    }

    /** Every calendar of an account; its text is {@code account:ID/*}. */
    record AccountCalendars(AccountId account) implements CalendarSelector {
        @Override
        public boolean matches(CalendarRef other) {
            return account.equals(other.account());
        }

        @Override
        public int specificity() {
            return 1;
        }

        @Override
        public String toString() {
            return "account:"
                    + URLEncoder.encode(account.value(), StandardCharsets.UTF_8).replace("*", "%2A") + "/*";
        }
    }

    /** Every calendar of the user; its text is {@code *}. */
    record AllCalendars() implements CalendarSelector {
        @Override
        public boolean matches(CalendarRef other) {
            return true;
        }

        @Override
        public int specificity() {
            return 0;
        }

        @Override
        public String toString() {
            return "*";
        }
    }

    /** Whether the calendar is meant. */
    boolean matches(CalendarRef calendar);

    /** How narrow the selector is: 2 for one calendar, 1 for an account, 0 for all. The narrowest that matches decides. */
    int specificity();

    /** Exactly this calendar. */
    static CalendarSelector calendar(CalendarRef calendar) {
        return new OneCalendar(calendar);
    }

    /** Every calendar of this account. */
    static CalendarSelector account(AccountId account) {
        return new AccountCalendars(account);
    }

    /** Every calendar of the user. */
    static CalendarSelector all() {
        return new AllCalendars();
    }

    /**
     * Reads a selector's text: {@code *}, {@code account:ID/*} or a calendar's reference {@code account:ID/CALENDAR}.
     *
     * @throws IllegalArgumentException if the text has another form
     */
    static CalendarSelector parse(String text) {
        if (text.equals("*")) {
            return all();
        }
        if (text.startsWith("account:") && text.endsWith("/*") && text.indexOf('/') == text.length() - 2) {
            String account = text.substring("account:".length(), text.length() - 2);
            return account(AccountId.of(URLDecoder.decode(account, StandardCharsets.UTF_8)));
        }
        return calendar(CalendarRef.parse(text));
    }
}
