package dev.calsync.provider.caldav.testing;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the attendees of an event have answered, as its lines say. */
final class Attendance {
    private static final Pattern LINE = Pattern.compile("(?m)^ATTENDEE([^:\r\n]*):(mailto:[^\r\n]*)");
    private static final Pattern ANSWER = Pattern.compile(";PARTSTAT=[A-Za-z-]*");

    private Attendance() {}

    static boolean isScheduled(String text) {
        return LINE.matcher(text).find();
    }

    /** The text with one attendee's answer. */
    static String answered(String text, String address, String answer) {
        return LINE.matcher(text).replaceAll(line -> {
            boolean theirs = line.group(2).toLowerCase(Locale.ROOT).equals("mailto:" + address);
            String parameters = ANSWER.matcher(line.group(1)).replaceAll("");
            return Matcher.quoteReplacement(
                    theirs ? "ATTENDEE" + parameters + ";PARTSTAT=" + answer + ":" + line.group(2) : line.group());
        });
    }
}
