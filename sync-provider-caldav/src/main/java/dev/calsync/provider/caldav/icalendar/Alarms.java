package dev.calsync.provider.caldav.icalendar;

import dev.calsync.model.Reminder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** VALARM components (RFC 5545 section 3.6.6) that a {@link Reminder} can express. */
final class Alarms {
    private Alarms() {}

    /**
     * The reminder that a component is; null when it is no alarm, goes off at a fixed time, counts from the end, repeats
     * or does something else than to show, to mail or to sound.
     */
    static @Nullable Reminder reminder(Component alarm) {
        if (!alarm.name().equals("VALARM") || alarm.line("REPEAT") != null || hasInnerComponent(alarm)) {
            return null;
        }
        Reminder.Method method = method(alarm.line("ACTION"));
        ContentLine trigger = alarm.line("TRIGGER");
        if (method == null || trigger == null || trigger.paramIs("RELATED", "END")) {
            return null;
        }
        NominalDuration offset = NominalDuration.parse(trigger.value());
        return offset == null ? null : new Reminder(method, offset.exact().negated());
    }

    private static boolean hasInnerComponent(Component alarm) {
        return alarm.lineSlot() < alarm.nodes().size();
    }

    private static Reminder.@Nullable Method method(@Nullable ContentLine action) {
        if (action == null) {
            return null;
        }
        return switch (ContentLine.upper(action.value().strip())) {
            case "DISPLAY" -> Reminder.Method.DISPLAY;
            case "EMAIL" -> Reminder.Method.EMAIL;
            case "AUDIO" -> Reminder.Method.AUDIO;
            default -> null;
        };
    }

    /**
     * A new alarm.
     *
     * @param text what it shows; the format wants one
     * @param mailTo the address for a mail, if one is known; the format wants one there too
     */
    static Component component(Reminder reminder, String text, @Nullable String mailTo) {
        Component alarm = Component.named("VALARM");
        alarm.add(ContentLine.of("ACTION", reminder.method().name()));
        Duration offset = reminder.beforeStart().negated();
        alarm.add(ContentLine.of("TRIGGER", NominalDuration.format(offset)));
        if (reminder.method() != Reminder.Method.AUDIO) {
            String shown = TextValues.escape(text.isEmpty() ? "Reminder" : text);
            alarm.add(ContentLine.of("DESCRIPTION", shown));
            if (reminder.method() == Reminder.Method.EMAIL) {
                alarm.add(ContentLine.of("SUMMARY", shown));
                if (mailTo != null) {
                    alarm.add(ContentLine.of("ATTENDEE", TextValues.oneLine(mailTo)));
                }
            }
        }
        return alarm;
    }
}
