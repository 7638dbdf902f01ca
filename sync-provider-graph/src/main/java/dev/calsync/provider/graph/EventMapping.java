package dev.calsync.provider.graph;

import dev.calsync.model.Attendee;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventBuilder;
import dev.calsync.model.EventStatus;
import dev.calsync.model.EventTime;
import dev.calsync.model.Extras;
import dev.calsync.model.Reminder;
import dev.calsync.model.Transparency;
import dev.calsync.model.Visibility;
import dev.calsync.provider.graph.EventItem.Stated;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes the model's events of Graph's. Times arrive in UTC and are shown in the zone that the event was made in.
 *
 * <p>Graph shows the mailbox's owner as the organizer of everything; an event without attendees has none here. What follows
 * from something else ({@code webLink}, {@code bodyPreview}, {@code responseStatus}) is left out, what is as usual
 * ({@code importance: normal}) is no extra.
 */
final class EventMapping {
    private static final String UTC = "UTC";

    /** Zones by Graph's names, because most events of a calendar share one. */
    private final Map<String, Optional<String>> zones = new HashMap<>();

    /** What Graph sent has no meaning here. */
    static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreadableException(String message) {
            super(message);
        }
    }

    /** The UID of an event or of the master of a series. */
    static String uid(EventItem item) {
        return Stamps.uid(item.transactionId)
                .or(() -> Optional.ofNullable(item.iCalUid).filter(uid -> !uid.isEmpty()))
                .orElse(item.id);
    }

    /** A single event, or a master without its recurrence. */
    CalendarEvent event(EventItem item) throws UnreadableException {
        return builder(item, uid(item)).build();
    }

    /** What stands in the place of one instance of a series. */
    CalendarEvent override(EventItem item, String uid, EventTime recurrenceId) throws UnreadableException {
        return builder(item, uid).recurrenceId(recurrenceId).build();
    }

    EventBuilder builder(EventItem item, String uid) throws UnreadableException {
        Stated start = item.start;
        Stated end = item.end;
        if (item.fault != null) {
            throw new UnreadableException(item.fault);
        }
        if (start == null || end == null) {
            throw new UnreadableException("an event without a start or an end");
        }
        EventBuilder event = CalendarEvent.builder(uid)
                .summary(item.subject)
                .description(Bodies.read(item.body, item.htmlBody))
                .location(item.location)
                .status(status(item))
                .transparency(item.showAs.equals("free") ? Transparency.TRANSPARENT : Transparency.OPAQUE)
                .visibility(visibility(item.sensitivity))
                .categories(new TreeSet<>(item.categories))
                .conferenceLink(item.joinUrl)
                .created(item.created)
                .updated(item.updated)
                .extras(extras(item));
        times(event, item, start, end);
        people(event, item);
        if (item.reminderOn) {
            event.reminders(List.of(new Reminder(Reminder.Method.DISPLAY, Duration.ofMinutes(item.reminderMinutes))));
        }
        return event;
    }

    private void times(EventBuilder event, EventItem item, Stated start, Stated end) throws UnreadableException {
        if (item.allDay) {
            LocalDate first = start.local().toLocalDate();
            LocalDate after = end.local().toLocalDate();
            event.start(EventTime.on(first)).end(EventTime.on(after.isAfter(first) ? after : first.plusDays(1)));
            return;
        }
        String zone = zone(item);
        event.start(shown(start, zone)).end(shown(end, modelZone(item.endZone).orElse(zone)));
    }

    /** The zone that an event is shown in. Without a name for it, a single event is as right in UTC; a series is not. */
    String zone(EventItem item) throws UnreadableException {
        Optional<String> own = modelZone(item.startZone);
        if (own.isPresent()) {
            return own.get();
        }
        RecurrencePattern pattern = item.recurrence;
        if (pattern == null) {
            return UTC;
        }
        return modelZone(pattern.zone())
                .orElseThrow(() -> new UnreadableException(
                        "a series in a time zone that Graph gives no name for (" + item.startZone + ")"));
    }

    private Optional<String> modelZone(@Nullable String graphName) {
        return graphName == null ? Optional.empty() : zones.computeIfAbsent(graphName, GraphZones::toModel);
    }

    private EventTime shown(Stated time, String zone) throws UnreadableException {
        Instant instant;
        if (GraphZones.isUtc(time.zone())) {
            instant = time.local().toInstant(ZoneOffset.UTC);
        } else {
            String stated = modelZone(time.zone())
                    .orElseThrow(() -> new UnreadableException("a time in a zone that was not asked for"));
            instant = time.local().atZone(ZoneId.of(stated)).toInstant();
        }
        return at(instant, zone);
    }

    /** A moment as it is written in a zone of the model's. */
    static EventTime at(Instant instant, String zone) {
        return zone.equals(UTC)
                ? EventTime.at(instant)
                : new EventTime.Zoned(LocalDateTime.ofInstant(instant, ZoneId.of(zone)), zone);
    }

    private static EventStatus status(EventItem item) {
        if (item.cancelledByOrganizer) {
            return EventStatus.CANCELLED;
        }
        return item.showAs.equals("tentative") ? EventStatus.TENTATIVE : EventStatus.CONFIRMED;
    }

    private static Visibility visibility(String sensitivity) {
        return switch (sensitivity) {
            case "private", "personal" -> Visibility.PRIVATE;
            case "confidential" -> Visibility.CONFIDENTIAL;
            default -> Visibility.DEFAULT;
        };
    }

    private static void people(EventBuilder event, EventItem item) {
        boolean meeting = !item.attendees.isEmpty();
        if (meeting || !item.organizedHere) {
            event.organizer(item.organizer);
        }
        if (meeting) {
            event.attendees(
                    item.responseRequested
                            ? item.attendees
                            : item.attendees.stream()
                                    .map(each -> new Attendee(each.person(), each.role(), each.status(), false))
                                    .collect(Collectors.toUnmodifiableList()));
        }
    }

    private static Extras extras(EventItem item) {
        boolean shade = !FieldWords.PLAIN_SHOW_AS.contains(item.showAs);
        boolean personal = item.sensitivity.equals("personal");
        if (!shade && !personal) {
            return Extras.of(item.extras());
        }
        Map<String, List<String>> all = new TreeMap<>(item.extras());
        if (shade) {
            all.put(FieldWords.SHOW_AS, List.of('"' + FieldWords.clean(item.showAs) + '"'));
        }
        if (personal) {
            all.put(FieldWords.SENSITIVITY, List.of("\"personal\""));
        }
        return Extras.of(all);
    }
}
