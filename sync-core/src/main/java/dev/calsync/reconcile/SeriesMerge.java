package dev.calsync.reconcile;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventField;
import dev.calsync.model.EventSeries;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Merges two changed states of a series, part by part. The parts are not independent in two places:
 *
 * <p><b>The frame.</b> Recurrence rules, single dates and the instances that overrides name all hang on the master's
 * start. If one side moved the start of a recurring series and the other changed anything that hangs on it, mixing the
 * two would exclude or override instances that no longer exist. Then the frame (start, end, recurrence and all
 * overrides) comes from the winner as a whole; the master's other fields still merge one by one.
 *
 * <p><b>Deleting one instance</b> shows as an override gone, an {@code EXDATE} come, or both. An edit of that instance
 * beats it: the override stays and the new {@code EXDATE} does not come.
 */
final class SeriesMerge {
    private static final Set<EventField> FRAME = EnumSet.of(EventField.START, EventField.END, EventField.RECURRENCE);

    private final @Nullable EventSeries base;
    private final EventSeries local;
    private final EventSeries remote;
    private final Side winner;
    private final MergeLedger ledger = new MergeLedger();
    private final Set<String> revived = new HashSet<>();

    /** @param winner whose value stands where both sides changed a field differently */
    SeriesMerge(@Nullable EventSeries base, EventSeries local, EventSeries remote, Side winner) {
        this.base = base;
        this.local = local;
        this.remote = remote;
        this.winner = winner;
    }

    MergeLedger ledger() {
        return ledger;
    }

    /** The merged series; empty when together the sides removed every part. */
    Optional<EventSeries> merge() {
        List<CalendarEvent> parts = new ArrayList<>();
        Side frame = framed() ? winner : null;
        if (frame == null) {
            parts.addAll(new Parts(null)
                    .merge(overrides(base), overrides(local), overrides(remote))
                    .values());
        } else {
            parts.addAll(of(frame).overrides());
            noteFrame(frame.other());
        }
        CalendarEvent master = withoutRevivedExclusions(new Parts(frame)
                .merge(master(base), master(local), master(remote))
                .get(InstanceKey.MASTER));
        return master == null && parts.isEmpty()
                ? Optional.empty()
                : Optional.of(new EventSeries(local.uid(), master, parts));
    }

    private EventSeries of(Side side) {
        return side == Side.LOCAL ? local : remote;
    }

    private static Map<String, CalendarEvent> master(@Nullable EventSeries series) {
        return series == null || series.master() == null ? Map.of() : Map.of(InstanceKey.MASTER, series.master());
    }

    private static Map<String, CalendarEvent> overrides(@Nullable EventSeries series) {
        Map<String, CalendarEvent> overrides = InstanceKey.parts(series);
        overrides.remove(InstanceKey.MASTER);
        return overrides;
    }

    private boolean framed() {
        CalendarEvent ours = local.master();
        CalendarEvent theirs = remote.master();
        if (ours == null
                || theirs == null
                || !(ours.isRecurring() || theirs.isRecurring())
                || Meaning.same(EventField.START, ours, theirs)) {
            return false;
        }
        CalendarEvent before = base == null ? null : base.master();
        if (base == null || before == null) {
            return true;
        }
        boolean oursMoved = !Meaning.same(EventField.START, before, ours);
        boolean theirsMoved = !Meaning.same(EventField.START, before, theirs);
        return oursMoved ? theirsMoved || reshaped(base, remote) : reshaped(base, local);
    }

    /** Whether anything changed that hangs on the start. */
    private static boolean reshaped(EventSeries before, EventSeries after) {
        return SeriesDiff.between(before, after).changes().stream()
                .anyMatch(change -> change.instance() != null || change.field() == EventField.RECURRENCE);
    }

    private void noteFrame(Side loser) {
        for (FieldChange change : Losses.of(base, of(loser), of(loser.other()))) {
            if (change.instance() != null || (change.field() != null && FRAME.contains(change.field()))) {
                ledger.conflict(change, loser);
            }
        }
    }

    /** The parts of the series by instance. */
    private final class Parts implements KeyedMerge<CalendarEvent> {
        private final @Nullable Side frame;

        Parts(@Nullable Side frame) {
            this.frame = frame;
        }

        @Override
        public boolean same(CalendarEvent one, CalendarEvent other) {
            // A settled frame is laid onto the master even where only one side changed it.
            return frame == null && Meaning.same(one, other);
        }

        @Override
        public CalendarEvent both(
                String key, @Nullable CalendarEvent before, CalendarEvent local, CalendarEvent remote) {
            return new EventMerge(before, local, remote, winner, ledger).merge(frame);
        }

        @Override
        public void kept(String key, CalendarEvent edited, Side remover) {
            ledger.conflict(FieldChange.removed(edited.recurrenceId()), remover);
            revive(key);
        }

        @Override
        public void added(String key, CalendarEvent part, Side by) {
            String exclusion = RecurrenceLines.exclusion(key);
            if (part.isOverride() && excludes(of(by.other()), exclusion) && !excludes(base, exclusion)) {
                ledger.conflict(FieldChange.removed(part.recurrenceId()), by.other());
                revive(key);
            }
        }

        private void revive(String key) {
            String exclusion = RecurrenceLines.exclusion(key);
            if (!excludes(base, exclusion)) {
                revived.add(exclusion);
            }
        }
    }

    private @Nullable CalendarEvent withoutRevivedExclusions(@Nullable CalendarEvent master) {
        if (master == null || revived.isEmpty() || !master.isRecurring()) {
            return master;
        }
        RecurrenceLines lines = RecurrenceLines.of(master.recurrence());
        Map<String, RecurrenceLines.DateValue> dates = new LinkedHashMap<>(lines.dates());
        dates.keySet().removeAll(revived);
        return master.toBuilder().recurrence(lines.withDates(dates)).build();
    }

    private static boolean excludes(@Nullable EventSeries series, String exclusion) {
        CalendarEvent master = series == null ? null : series.master();
        return master != null
                && master.isRecurring()
                && RecurrenceLines.of(master.recurrence()).dates().containsKey(exclusion);
    }
}
