package dev.calsync.provider.graph;

import java.time.LocalDate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Events as another client of Graph's writes them. */
final class Events {
    private Events() {}

    static String single(String title, String date) {
        return "{\"subject\":\"" + title + "\"," + span(date + "T10:00:00", date + "T11:00:00", "W. Europe Standard Time")
                + "}";
    }

    static String times(String start, String end, String zone) {
        return "{" + span(start, end, zone) + "}";
    }

    private static String span(String start, String end, String zone) {
        return "\"start\":{\"dateTime\":\"" + start + "\",\"timeZone\":\"" + zone + "\"},\"end\":{\"dateTime\":\"" + end
                + "\",\"timeZone\":\"" + zone + "\"}";
    }

    /** A series on Mondays, or on whatever day of the week the date is. */
    static String weekly(String title, String date, @Nullable String until) {
        String event = single(title, date);
        return event.substring(0, event.length() - 1) + "," + recurrenceMember(date, until) + "}";
    }

    /** As if the event had come with the rules of its zone, which Outlook gives no name. */
    static String inPrivateZone(String event) {
        return "{\"originalStartTimeZone\":\"tzone://Microsoft/Custom\"," + event.substring(1);
    }

    static String recurrence(String date, @Nullable String until) {
        return "{" + recurrenceMember(date, until) + "}";
    }

    private static String recurrenceMember(String date, @Nullable String until) {
        String day = LocalDate.parse(date).getDayOfWeek().name().toLowerCase(Locale.ROOT);
        String range = until == null
                ? "\"type\":\"noEnd\""
                : "\"type\":\"endDate\",\"endDate\":\"" + until + "\"";
        return "\"recurrence\":{\"pattern\":{\"type\":\"weekly\",\"interval\":1,\"daysOfWeek\":[\"" + day
                + "\"],\"firstDayOfWeek\":\"monday\"},\"range\":{" + range + ",\"startDate\":\"" + date + "\"}}";
    }
}
