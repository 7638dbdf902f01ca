package dev.calsync.provider.google;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventField;
import dev.calsync.model.EventTime;
import dev.calsync.provider.WriteOutcome;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Changes single instances of a series, one after the other.
 *
 * <p>Nobody knows the entity tag of an instance that is no exception yet, and the tags of a series' parts move with each
 * other (an instance that is called off changes its master's). So each instance is read first: what is there must be
 * what the change is meant for, in the fields that it touches, and the write then names the tag that was read. If it was
 * overtaken in between, it looks again, a few times.
 */
final class InstanceWrites {
    private static final int TRIES = 3;
    private static final Content CALL_OFF = Content.object(out -> out.writeStringField("status", "cancelled"));

    private final SeriesLookup lookup;

    InstanceWrites(SeriesLookup lookup) {
        this.lookup = lookup;
    }

    /** What follows when all is done. */
    @FunctionalInterface
    interface Afterwards {
        WriteStep go() throws InterruptedException;
    }

    /**
     * All of these.
     *
     * @param calendarId the calendar
     * @param sendUpdates who is told; null where nobody is invited
     */
    WriteStep all(String calendarId, List<InstanceChange> changes, @Nullable String sendUpdates, Afterwards afterwards)
            throws InterruptedException {
        return new Walk(calendarId, changes, sendUpdates, afterwards).next(0);
    }

    private final class Walk {
        private final String calendarId;
        private final List<InstanceChange> changes;
        private final @Nullable String sendUpdates;
        private final Afterwards afterwards;

        Walk(String calendarId, List<InstanceChange> changes, @Nullable String sendUpdates, Afterwards afterwards) {
            this.calendarId = calendarId;
            this.changes = changes;
            this.sendUpdates = sendUpdates;
            this.afterwards = afterwards;
        }

        WriteStep next(int index) throws InterruptedException {
            return index == changes.size() ? afterwards.go() : look(index, 1);
        }

        private WriteStep look(int index, int attempt) {
            InstanceChange change = changes.get(index);
            return new WriteStep.Call(SeriesLookup.get(calendarId, change.id()), answer -> {
                EventItem there = lookup.item(answer);
                return there == null ? absent(index, change) : decide(index, attempt, change, there);
            });
        }

        private WriteStep absent(int index, InstanceChange change) throws InterruptedException {
            return change.to() == null
                    ? next(index + 1)
                    : WriteStep.rejected("an override names an instance that its series does not have");
        }

        private WriteStep decide(int index, int attempt, InstanceChange change, EventItem there)
                throws InterruptedException {
            CalendarEvent to = change.to();
            if (there.cancelled && to == null) {
                return next(index + 1);
            }
            if (there.cancelled != change.calledOff() && !isSame(there, to)) {
                return WriteStep.done(new WriteOutcome.PreconditionFailed());
            }
            Set<EventField> fields = to == null ? Set.of() : touched(change.from(), to);
            if (!there.cancelled && overtaken(there, change, fields)) {
                return WriteStep.done(new WriteOutcome.PreconditionFailed());
            }
            if (to == null) {
                return send(index, attempt, change, EventBody.Written.plain(CALL_OFF), there);
            }
            Map<String, String> notes = there.notes == null ? Map.of() : there.notes;
            EventBody.Written body = EventBody.change(change.id(), change.from(), to, fields, there.cancelled, notes);
            return body.isEmpty() ? next(index + 1) : send(index, attempt, change, body, there);
        }

        /** Somebody brought it back already, and it is what it is to be. */
        private boolean isSame(EventItem there, @Nullable CalendarEvent to) {
            return to != null
                    && !there.cancelled
                    && EventBody.differing(read(there, to), to).isEmpty();
        }

        private WriteStep send(int index, int attempt, InstanceChange change, EventBody.Written body, EventItem there) {
            ApiCall call = body.apply(ApiCall.patch(ApiCall.event(calendarId, change.id()), body.json(), there.etag))
                    .with("sendUpdates", sendUpdates)
                    .with("fields", ItemReader.FIELDS);
            return new WriteStep.Call(call, answer -> {
                if (answer instanceof ApiAnswer.Refused refused) {
                    if (GoogleErrors.isChangedMeanwhile(refused.error()) && attempt < TRIES) {
                        return look(index, attempt + 1);
                    }
                    return lookup.refused(refused.error());
                }
                return next(index + 1);
            });
        }
    }

    /** Organizers and the API's own extras are not written, so they are nothing to be in conflict about. */
    private static Set<EventField> touched(CalendarEvent from, CalendarEvent to) {
        Set<EventField> fields = EnumSet.noneOf(EventField.class);
        fields.addAll(EventBody.differing(from, to));
        fields.remove(EventField.ORGANIZER);
        fields.remove(EventField.RECURRENCE);
        return fields;
    }

    /** Whether a field that is to be changed is neither what it was supposed to be nor what it is to be. */
    private static boolean overtaken(EventItem there, InstanceChange change, Set<EventField> fields) {
        CalendarEvent to = change.to();
        if (to == null) {
            return false;
        }
        CalendarEvent now = read(there, to);
        Set<EventField> moved = EnumSet.noneOf(EventField.class);
        moved.addAll(EventBody.differing(change.from(), now));
        moved.retainAll(EventBody.differing(to, now));
        moved.retainAll(fields);
        moved.removeIf(field -> field == EventField.START
                && sameInstant(now.start(), change.from().start()));
        moved.removeIf(field -> field == EventField.END
                && sameInstant(now.effectiveEnd(), change.from().effectiveEnd()));
        return !moved.isEmpty();
    }

    private static boolean sameInstant(EventTime one, EventTime other) {
        return one.isDate() == other.isDate()
                && Objects.equals(one.toInstant(ZoneOffset.UTC), other.toInstant(ZoneOffset.UTC));
    }

    /** An item as an event; what cannot be read is nothing that could be overwritten. */
    private static CalendarEvent read(EventItem there, CalendarEvent otherwise) {
        try {
            boolean floating = Stamps.floating(Stamps.of(there));
            return EventMapping.event(there, otherwise.uid(), List.of(), floating);
        } catch (UnreadableItemException e) {
            throw new IllegalArgumentException("the instance that is to be changed cannot be read", e);
        }
    }
}
