package dev.calsync.provider.google;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.Description;
import dev.calsync.model.EventField;
import dev.calsync.model.EventTime;
import dev.calsync.model.Reminder;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the model knows and the API has no field for, kept in the event's private extended properties: the UID of an event
 * that was made here, whether a time floats, whether a text is markup, categories, links, and reminders that the API
 * would have to round. Other clients do not show these properties.
 *
 * <p>A copy of an event carries the properties of what it was copied from. So each set names the event that it was
 * written for, and counts for that one and the instances of its series only. A stamp that describes one of the API's
 * fields also says what that field was when it was written, and counts for as long as it is.
 */
final class Stamps {
    static final String PREFIX = "calsync";
    /** Which event the others were written for. */
    static final String FOR = "calsyncFor";

    static final String UID = "calsyncUid";
    private static final String TIME = "calsyncTime";
    private static final String TEXT = "calsyncText";
    private static final String CATEGORIES = "calsyncCategories";
    private static final String URL = "calsyncUrl";
    private static final String LINK = "calsyncLink";
    private static final String REMINDERS = "calsyncReminders";
    private static final String FLOATING = "floating";

    /** The API's bound on one value (Calendar API, guide to extended properties). */
    private static final int MAX_CHARS = 1024;

    private static final Pattern MARKUP = Pattern.compile("</?[A-Za-z][^<>]*>|&(?:#?[A-Za-z0-9]{2,10});");

    private Stamps() {}

    /** Those of an item that count; empty if there are none. */
    static Map<String, String> of(EventItem item) {
        Map<String, String> stamps = item.stamps;
        if (stamps == null) {
            return Map.of();
        }
        @Nullable String owner = stamps.get(FOR);
        return item.id.equals(owner) || (item.seriesId != null && item.seriesId.equals(owner)) ? stamps : Map.of();
    }

    /** Whether a stamp describes one of these fields. */
    static boolean concerns(String key, Set<EventField> fields) {
        return fields.contains(
                switch (key) {
                    case TIME -> EventField.START;
                    case TEXT -> EventField.DESCRIPTION;
                    case CATEGORIES -> EventField.CATEGORIES;
                    case URL -> EventField.URL;
                    case LINK -> EventField.CONFERENCE_LINK;
                    default -> EventField.REMINDERS;
                });
    }

    /** Those that an event needs, without {@link #FOR} and {@link #UID}. */
    static TreeMap<String, String> needed(CalendarEvent event) {
        TreeMap<String, String> needed = new TreeMap<>();
        if (event.start() instanceof EventTime.Floating) {
            needed.put(TIME, FLOATING);
        }
        Description text = event.description();
        if (!text.text().isEmpty() && looksLikeMarkup(text.text()) != text.html()) {
            needed.put(TEXT, (text.html() ? "html " : "plain ") + mark(text.text()));
        }
        put(needed, CATEGORIES, String.join("\n", event.categories()));
        if (event.url() != null && !isWebAddress(event.url())) {
            put(needed, URL, event.url());
        }
        if (event.conferenceLink() != null) {
            put(needed, LINK, event.conferenceLink());
        }
        String exact = reminders(event.reminders());
        String written = reminders(ReminderFields.writable(event.reminders()));
        if (!exact.equals(written)) {
            put(needed, REMINDERS, exact + "=" + written);
        }
        return needed;
    }

    private static void put(Map<String, String> stamps, String key, String value) {
        if (!value.isEmpty() && value.length() <= MAX_CHARS) {
            stamps.put(key, value);
        }
    }

    /** Whether an address can stand in the API's own field for it. */
    static boolean isWebAddress(String text) {
        try {
            String scheme = URI.create(text).getScheme();
            return scheme != null
                    && (scheme.toLowerCase(Locale.ROOT).equals("http")
                            || scheme.toLowerCase(Locale.ROOT).equals("https"));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    static boolean floating(Map<String, String> stamps) {
        return FLOATING.equals(stamps.get(TIME));
    }

    /** The API's own texts are markup or not as they look; only what was written here is known better. */
    static Description description(Map<String, String> stamps, String text) {
        @Nullable String stamp = stamps.get(TEXT);
        if (stamp != null && stamp.equals("html " + mark(text))) {
            return Description.html(text);
        }
        if (stamp != null && stamp.equals("plain " + mark(text))) {
            return Description.plain(text);
        }
        return new Description(text, looksLikeMarkup(text));
    }

    static SortedSet<String> categories(Map<String, String> stamps) {
        @Nullable String joined = stamps.get(CATEGORIES);
        return joined == null ? new TreeSet<>() : new TreeSet<>(List.of(joined.split("\n", -1)));
    }

    static @Nullable String url(Map<String, String> stamps) {
        return stamps.get(URL);
    }

    static @Nullable String link(Map<String, String> stamps) {
        return stamps.get(LINK);
    }

    /** The reminders that were meant, if what the API has now is what was made of them. */
    static List<Reminder> reminders(Map<String, String> stamps, List<Reminder> now) {
        @Nullable String stamp = stamps.get(REMINDERS);
        int equals = stamp == null ? -1 : stamp.indexOf('=');
        if (stamp == null || equals < 0 || !stamp.substring(equals + 1).equals(reminders(now))) {
            return now;
        }
        List<Reminder> meant = new ArrayList<>();
        for (String one : stamp.substring(0, equals).split(",", -1)) {
            int space = one.indexOf(' ');
            try {
                meant.add(new Reminder(
                        Reminder.Method.valueOf(one.substring(0, Math.max(space, 0))),
                        Duration.parse(one.substring(space + 1))));
            } catch (RuntimeException notOurs) {
                return now;
            }
        }
        return meant;
    }

    private static String reminders(List<Reminder> reminders) {
        StringBuilder text = new StringBuilder();
        for (Reminder reminder : reminders) {
            text.append(text.isEmpty() ? "" : ",")
                    .append(reminder.method())
                    .append(' ')
                    .append(reminder.beforeStart());
        }
        return text.toString();
    }

    private static boolean looksLikeMarkup(String text) {
        return (text.indexOf('<') >= 0 || text.indexOf('&') >= 0)
                && MARKUP.matcher(text).find();
    }

    /** Tells texts apart well enough; line ends may change on the way. */
    private static String mark(String text) {
        String level =
                text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n").replace('\r', '\n');
        return level.length() + "-" + Integer.toHexString(level.hashCode());
    }
}
