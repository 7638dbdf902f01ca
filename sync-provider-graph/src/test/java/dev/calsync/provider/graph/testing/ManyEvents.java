package dev.calsync.provider.graph.testing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Locale;

/**
 * A big calendar, made up event by event from its number: of each ten one is a weekly series, and of each fifty series some
 * have a changed or a deleted occurrence. They differ in what they carry as people's do.
 */
final class ManyEvents {

    private static final String ZONE = "W. Europe Standard Time";
    private static final String[] TITLES = {
        "Weekly review", "Lunch with Sam", "Dentist", "Planning: second quarter", "Call about the contract", "Yoga"
    };
    private static final String SENTENCE = "Please read the notes beforehand and bring what you have found out. ";
    private static final int OCCURRENCES = 8;

    private ManyEvents() {}

    /**
     * Fills a calendar.
     *
     * @param count how many events, series counted once
     * @param first the day of the earliest
     * @param days over how many days they are spread
     */
    static void fill(FakeCalendar calendar, int count, LocalDate first, int days) {
        for (int number = 0; number < count; number++) {
            boolean series = number % 10 == 9;
            LocalDate day = first.plusDays((long) number * 7 % (series ? days - 7 * OCCURRENCES : days));
            String id = calendar.create(at(number, day, series));
            if (series && number % 50 == 49) {
                calendar.changeOccurrence(id, day.plusDays(14), "{\"subject\":\"Moved to the big room\"}");
                calendar.deleteOccurrence(id, day.plusDays(21));
            }
        }
    }

    private static ObjectNode at(int number, LocalDate day, boolean series) {
        LocalDateTime start = day.atTime(7 + number % 11, number % 2 * 30);
        ObjectNode event = Json.object().put("subject", TITLES[number % TITLES.length] + " " + number);
        time(event, "start", start);
        time(event, "end", start.plusMinutes(45));
        String text = number % 5 < 3 ? "<p>" + SENTENCE.repeat(2 + number % 4) + "</p>" : "";
        event.putObject("body").put("contentType", "html").put("content", text);
        if (number % 2 == 0) {
            event.putObject("location").put("displayName", "Room " + number % 40 + ", 3 Harbour Street, Hamburg");
        }
        if (number % 5 < 2) {
            people(event.putArray("attendees"), number);
        }
        event.put("showAs", number % 7 == 0 ? "free" : "busy").put("reminderMinutesBeforeStart", number % 4 * 5);
        if (number % 8 == 0) {
            event.putArray("categories").add("Green category");
        }
        if (series) {
            ObjectNode recurrence = event.putObject("recurrence");
            ObjectNode pattern = recurrence.putObject("pattern");
            pattern.put("type", "weekly").put("interval", 1).put("firstDayOfWeek", "monday");
            pattern.putArray("daysOfWeek").add(day.getDayOfWeek().name().toLowerCase(Locale.ROOT));
            recurrence
                    .putObject("range")
                    .put("type", "numbered")
                    .put("startDate", day.toString())
                    .put("numberOfOccurrences", OCCURRENCES);
        }
        return event;
    }

    private static void time(ObjectNode event, String name, LocalDateTime at) {
        event.putObject(name).put("dateTime", at.toString()).put("timeZone", ZONE);
    }

    private static void people(ArrayNode attendees, int number) {
        for (int i = 0; i < 2 + number % 4; i++) {
            int person = (number + i) % 500;
            ObjectNode attendee = attendees.addObject().put("type", i == 0 ? "required" : "optional");
            attendee.putObject("emailAddress")
                    .put("name", "Person " + person)
                    .put("address", "person" + person + "@example.com");
            attendee.putObject("status")
                    .put("response", i % 2 == 0 ? "accepted" : "notResponded")
                    .put("time", "2026-01-01T00:00:00Z");
        }
    }
}
