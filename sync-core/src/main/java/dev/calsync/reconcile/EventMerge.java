package dev.calsync.reconcile;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventBuilder;
import dev.calsync.model.EventField;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Merges one part of a series field by field. Start and end are one unit, so that no event gets its start from one side
 * and its end from the other; a description and its markup are one; rules are one, single dates are not. Collections
 * merge element by element ({@link ElementMerge}). Without a base, an empty value counts as unchanged.
 */
final class EventMerge {
    private static final List<List<EventField>> UNITS = List.of(
            List.of(EventField.SUMMARY),
            List.of(EventField.DESCRIPTION),
            List.of(EventField.LOCATION),
            List.of(EventField.STATUS),
            List.of(EventField.TRANSPARENCY),
            List.of(EventField.VISIBILITY),
            List.of(EventField.ORGANIZER),
            List.of(EventField.CONFERENCE_LINK),
            List.of(EventField.URL));

    private static final List<EventField> TIMES = List.of(EventField.START, EventField.END);

    private final @Nullable CalendarEvent base;
    private final CalendarEvent local;
    private final CalendarEvent remote;
    private final Side winner;
    private final MergeLedger ledger;

    /**
     * @param base the part both sides had, if they did
     * @param winner whose value stands where both sides changed a field differently
     */
    EventMerge(
            @Nullable CalendarEvent base, CalendarEvent local, CalendarEvent remote, Side winner, MergeLedger ledger) {
        this.base = base;
        this.local = local;
        this.remote = remote;
        this.winner = winner;
        this.ledger = ledger;
    }

    /**
     * The merged part.
     *
     * @param frame the side that times and recurrence come from, where that is settled already
     */
    CalendarEvent merge(@Nullable Side frame) {
        EventBuilder builder = remote.toBuilder();
        for (List<EventField> unit : UNITS) {
            CalendarEvent from = of(pick(unit));
            unit.forEach(field -> field.copy(from, builder));
        }
        CalendarEvent timed = of(frame != null ? frame : pick(TIMES));
        builder.start(timed.start()).end(timed.end());
        if (!remote.isOverride()) {
            builder.recurrence(frame != null ? timed.recurrence() : recurrence());
        }
        ElementMerge elements = new ElementMerge(base, local, remote, winner, ledger);
        return builder.attendees(elements.attendees())
                .reminders(elements.reminders())
                .categories(elements.categories())
                .extras(elements.extras())
                .sequence(Math.max(local.sequence(), remote.sequence()))
                .created(remote.created() != null ? remote.created() : local.created())
                .updated(later(local.updated(), remote.updated()))
                .version(local.version())
                .build();
    }

    private CalendarEvent of(Side side) {
        return side == Side.LOCAL ? local : remote;
    }

    private Side pick(List<EventField> unit) {
        if (!changed(unit, local)) {
            return Side.REMOTE;
        }
        if (!changed(unit, remote)) {
            return Side.LOCAL;
        }
        Side picked = Side.REMOTE;
        for (EventField field : unit) {
            if (!Meaning.same(field, local, remote)) {
                ledger.conflict(FieldChange.changed(remote.recurrenceId(), field), winner.other());
                picked = winner;
            }
        }
        return picked;
    }

    private boolean changed(List<EventField> unit, CalendarEvent side) {
        for (EventField field : unit) {
            if (base == null ? !Meaning.of(field, side).isEmpty() : !Meaning.same(field, base, side)) {
                return true;
            }
        }
        return false;
    }

    private List<String> recurrence() {
        if (local.recurrence().isEmpty() && remote.recurrence().isEmpty()) {
            return List.of();
        }
        RecurrenceLines before = RecurrenceLines.of(base == null ? List.of() : base.recurrence());
        RecurrenceLines ours = RecurrenceLines.of(local.recurrence());
        RecurrenceLines theirs = RecurrenceLines.of(remote.recurrence());
        RecurrenceLines rules = theirs;
        if (!ours.rules().equals(theirs.rules()) && !before.rules().equals(ours.rules())) {
            rules = ours;
            if (!before.rules().equals(theirs.rules())) {
                ledger.conflict(FieldChange.changed(null, EventField.RECURRENCE), winner.other());
                rules = winner == Side.LOCAL ? ours : theirs;
            }
        }
        return rules.withDates(RecurrenceLines.mergeDates(before, ours, theirs));
    }

    private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isAfter(other) ? one : other;
    }
}
