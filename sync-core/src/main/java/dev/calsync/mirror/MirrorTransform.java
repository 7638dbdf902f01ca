package dev.calsync.mirror;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.Description;
import dev.calsync.model.EventBuilder;
import dev.calsync.model.EventField;
import dev.calsync.model.EventSeries;
import dev.calsync.model.Extras;
import dev.calsync.model.Visibility;
import dev.calsync.schedule.EventFilter;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What becomes of an event on its way to a copy. Immutable; a pure function of the event.
 *
 * <p>A copy never has its original's extras, which only the original's provider understands. What a copy does not get from
 * its original is its own: it may be edited in the copy, and is not carried back.
 *
 * @param busyOnly whether a copy only shows that the time is taken: when, how often, busy or free, and "Busy" for a title
 * @param guests whether attendees are copied; services may mail them. The organizer never is: services name the copy's owner
 * @param privateDetails whether private and confidential events are copied with what they say; otherwise as with {@code
 *     busyOnly}
 * @param prefix what a copy's title begins with; may be empty
 * @param filter which events are copied; all of them if empty
 */
public record MirrorTransform(
        boolean busyOnly, boolean guests, boolean privateDetails, String prefix, Optional<EventFilter> filter) {
    /** Nothing is changed but what a mirror leaves out by itself: guests, and what private events say. */
    public static final MirrorTransform NONE = new MirrorTransform(false, false, false, "", Optional.empty());

    /** The title of a copy that shows only that the time is taken. */
    public static final String BUSY = "Busy";

    /** The longest prefix, in characters. */
    public static final int PREFIX_CHARS_MAX = 100;

    private static final Set<EventField> DETAILS = EnumSet.of(
            EventField.SUMMARY,
            EventField.DESCRIPTION,
            EventField.LOCATION,
            EventField.ATTENDEES,
            EventField.REMINDERS,
            EventField.CATEGORIES,
            EventField.CONFERENCE_LINK,
            EventField.URL);

    /** For what travels back: an event that was made in the target. Neither prefix nor filter are meant for it. */
    public MirrorTransform back() {
        return new MirrorTransform(false, guests, privateDetails, "", Optional.empty());
    }

    /** Whether a series is copied at all. */
    public boolean includes(EventSeries series) {
        return filter.isEmpty() || filter.get().matches(series);
    }

    /** Whether a series can be copied: what says that an instance stands for all that follow is understood by one service alone. */
    public static boolean copyable(EventSeries series) {
        return series.overrides().stream()
                .flatMap(override -> override.extras().get("RECURRENCE-ID").stream())
                .noneMatch(line -> line.toUpperCase(Locale.ROOT).contains("THISANDFUTURE"));
    }

    /** Whether a copy of a series only shows that the time is taken. */
    public boolean conceals(EventSeries series) {
        return busyOnly
                || (!privateDetails
                        && series.events().stream()
                                .map(CalendarEvent::visibility)
                                .anyMatch(one -> one == Visibility.PRIVATE || one == Visibility.CONFIDENTIAL));
    }

    /** The fields that a copy never gets from its original. */
    Set<EventField> neverCopied() {
        Set<EventField> own = EnumSet.of(EventField.EXTRAS, EventField.ORGANIZER);
        if (!guests) {
            own.add(EventField.ATTENDEES);
        }
        return own;
    }

    /** The fields that are not carried back from the copy of a series. */
    Set<EventField> own(EventSeries series) {
        Set<EventField> own = neverCopied();
        if (conceals(series)) {
            own.addAll(DETAILS);
        }
        return own;
    }

    /** The copy of a series, with the same UID. */
    EventSeries copy(EventSeries series) {
        boolean concealed = conceals(series);
        return series.map(event -> copy(event, concealed));
    }

    private CalendarEvent copy(CalendarEvent event, boolean concealed) {
        EventBuilder copy = event.toBuilder()
                .extras(Extras.NONE)
                .organizer(null)
                .sequence(0)
                .created(null)
                .updated(null)
                .version(0);
        if (concealed || !guests) {
            copy.attendees(List.of());
        }
        if (concealed) {
            copy.summary(BUSY)
                    .description(Description.NONE)
                    .location("")
                    .reminders(List.of())
                    .categories(List.of())
                    .conferenceLink(null)
                    .url(null);
        }
        if (!prefix.isEmpty()) {
            copy.summary(prefix + (concealed ? BUSY : event.summary()));
        }
        return copy.build();
    }

    /** A title as the original has it. */
    String withoutPrefix(String summary) {
        return summary.startsWith(prefix) ? summary.substring(prefix.length()) : summary;
    }
}
