package dev.calsync.provider.google.testing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/**
 * A big calendar of somebody at work, as the API would send it, made up event by event from its number: most happen once,
 * some recur and have exceptions, many have guests, a conference and a text. About 2.5 kB an event before compression.
 */
final class ManyEvents {
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final Instant FIRST = Instant.parse("2025-06-02T06:00:00Z");
    private static final String OWNER = "alice@example.com";
    /** Enough words that no two texts are much alike, as compression would make too little of them otherwise. */
    private static final String[] WORDS =
            ("about account after again agenda agree answer april approve around arrive ask"
                            + " autumn back badge balance before begin below bill board book bring brief budget build call car"
                            + " cancel chair change check choose city clear client coffee collect come compare contract copy"
                            + " corner course cover date deal decide deliver dentist design desk dinner draft drive early east"
                            + " enter event exam factory family festival figure file find finish flight floor form forward"
                            + " found friend garden garage gate gift goal ground group guest half hall hand harbour help hire"
                            + " history hold holiday hotel house idea inform invite invoice join journey june keep key kitchen"
                            + " know label lake launch leave lesson letter library list local look lunch main manager market"
                            + " measure meet message minute month morning move music name near need night north note number"
                            + " offer office open order outline paper park partner pay people phone picture place plan plant"
                            + " platform please point post prepare present price print problem project proof quarter question"
                            + " quiet rain raise reach read record remember rent repair report reserve result return review"
                            + " river room route sample school season second send share ship shop short show sign site sketch"
                            + " small south speak spring stage start station step stone store street study summer supply"
                            + " table talk team test theatre ticket time today topic town track train travel tree try update"
                            + " urgent value van visit wait walk warm watch water week west wide window winter wood word work"
                            + " workshop write yard year young zone")
                    .split(" ");

    private static final int ROUND = 50;
    private static final int MASTER = 47;

    private ManyEvents() {}

    /** The event of this number, from 0. Of each {@value #ROUND} one recurs, and two are exceptions of that one. */
    static ObjectNode at(int number) {
        int place = number % ROUND;
        int week = Math.max(0, place - MASTER);
        Instant first = start(number - week);
        Instant start = first.plus(Duration.ofDays(7L * week));
        String id = id(number - week);
        ObjectNode event = Json.object().put("kind", "calendar#event");
        event.put("etag", "\"" + (3_360_000_000_000_000L + number) + "\"");
        event.put("id", week == 0 ? id : id + "_" + key(start));
        event.put("status", "confirmed");
        event.put("htmlLink", "https://www.google.com/calendar/event?eid=" + Encodings.base64Url(id + " " + OWNER));
        event.put("created", EventTimes.seconds(FIRST)).put("updated", EventTimes.millis(FIRST.plusSeconds(number)));
        event.put("summary", words(number, 2 + number % 4));
        if (number % 5 < 3) {
            event.put("description", words(number + 1, 40 + number % 140));
        }
        if (number % 2 == 0) {
            event.put("location", "Room " + number % 40 + ", " + words(number + 2, 2) + " street, Hamburg");
        }
        event.putObject("creator").put("email", OWNER).put("self", true);
        event.putObject("organizer").put("email", OWNER).put("self", true);
        time(event.putObject("start"), start);
        time(event.putObject("end"), start.plus(Duration.ofMinutes(45)));
        if (place == MASTER) {
            event.putArray("recurrence").add("RRULE:FREQ=WEEKLY;COUNT=30");
        }
        if (week > 0) {
            event.put("recurringEventId", id);
            time(event.putObject("originalStartTime"), start);
        }
        event.put("iCalUID", id + "@google.com").put("sequence", number % 3);
        if (number % 3 > 0) {
            people(event.putArray("attendees"), number);
        }
        if (number % 2 == 0) {
            conference(event, number);
        }
        reminders(event, number);
        if (number % 10 == 0) {
            event.putObject("extendedProperties").putObject("private").put("project", "p" + number);
        }
        return event.put("eventType", "default");
    }

    private static Instant start(int number) {
        return FIRST.plus(Duration.ofMinutes(30L * (number % 30_000)));
    }

    /** Letters as the service's ids have them. */
    private static String id(int number) {
        StringBuilder id = new StringBuilder();
        long mixed = mix(number);
        while (id.length() < 26) {
            id.append(Long.toString(mixed & 31, 32));
            mixed = id.length() % 12 == 0 ? mix(mixed) : mixed >>> 5;
        }
        return id.toString();
    }

    private static String words(int number, int count) {
        StringBuilder text = new StringBuilder();
        long mixed = mix(number * 31L);
        for (int i = 0; i < count; i++) {
            mixed = mix(mixed + i);
            text.append(i == 0 ? "" : " ").append(WORDS[(int) Long.remainderUnsigned(mixed, WORDS.length)]);
        }
        return text.toString();
    }

    private static long mix(long number) {
        long mixed = (number + 1) * 0x9E37_79B9_7F4A_7C15L;
        mixed = (mixed ^ (mixed >>> 31)) * 0xBF58_476D_1CE4_E5B9L;
        return mixed ^ (mixed >>> 29);
    }

    private static String key(Instant start) {
        return EventTimes.key(Json.object().put("dateTime", start.toString()));
    }

    private static void time(ObjectNode into, Instant at) {
        into.setAll(EventTimes.shown(
                Json.object().put("dateTime", at.toString()).put("timeZone", ZONE.getId()), ZONE, ZONE.getId()));
    }

    private static void people(ArrayNode attendees, int number) {
        for (int i = 0; i < 2 + number % 13; i++) {
            ObjectNode person = attendees.addObject().put("email", "person" + (number + i) % 500 + "@example.com");
            person.put("displayName", "Person " + (number + i) % 500);
            person.put("responseStatus", i % 2 == 0 ? "accepted" : "needsAction");
        }
    }

    private static void conference(ObjectNode event, int number) {
        String code = id(number).substring(0, 10);
        String uri = "https://meet.google.com/" + code;
        event.put("hangoutLink", uri);
        ObjectNode conference = event.putObject("conferenceData");
        ArrayNode entries = conference.putArray("entryPoints");
        entries.addObject().put("entryPointType", "video").put("uri", uri).put("label", "meet.google.com/" + code);
        entries.addObject()
                .put("regionCode", "DE")
                .put("entryPointType", "phone")
                .put("uri", "tel:+49-30-" + (100_000 + number))
                .put("label", "+49 30 " + (100_000 + number))
                .put("pin", "" + (10_000_000 + number));
        entries.addObject()
                .put("entryPointType", "more")
                .put("uri", "https://tel.meet/" + code + "?pin=" + (20_000_000 + number))
                .put("pin", "" + (20_000_000 + number));
        ObjectNode solution = conference.putObject("conferenceSolution");
        solution.putObject("key").put("type", "hangoutsMeet");
        solution.put("name", "Google Meet")
                .put("iconUri", "https://fonts.gstatic.com/s/i/productlogos/meet/v6/logo.png");
        conference.put("conferenceId", code);
    }

    private static void reminders(ObjectNode event, int number) {
        ObjectNode reminders = event.putObject("reminders").put("useDefault", number % 4 > 0);
        if (number % 4 == 0) {
            reminders.putArray("overrides").addObject().put("method", "popup").put("minutes", 15);
        }
    }
}
