package dev.calsync.reconcile;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventBuilder;
import dev.calsync.model.EventField;
import dev.calsync.model.EventSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes one state of a series out of what two sides made of a common base. Pure and deterministic.
 *
 * <p>If only one side changed the meaning, that side's state is the result, whatever the policy. If both changed it to
 * the same, there is nothing to do. Only else the policy is asked. {@link ConflictPolicy#MERGE} takes each field from
 * the side that changed it; start and end are one field, collections merge by element (attendees by address, extras by
 * name), overrides by instance. Within a merge, what one side edited and the other removed (an override, an attendee,
 * an extra) stays, and counts as a conflict that the removing side lost.
 *
 * <p>Without a base the two states meet for the first time. Then the base counts as empty: what is equal or on one side
 * only is taken, everything else is a conflict.
 *
 * <p>Nothing vanishes: each change of a side is in the result, or that side's state is among the lost ones.
 */
public final class ThreeWayMerge {
    private ThreeWayMerge() {}

    /**
     * Merges. The states may have different UIDs, as with providers that give their own; the result has the local one,
     * and the local version.
     *
     * @param base what both sides last agreed on; null if they never did or it is not known any more
     * @param local the replica's state
     * @param remote the provider's state
     * @param rules what decides
     * @param times when each side changed; used by {@link ConflictPolicy#LATEST_WINS}, as policy or as fallback
     */
    public static MergeResult merge(
            @Nullable EventSeries base, EventSeries local, EventSeries remote, MergeRules rules, ChangeTimes times) {
        EventSeries theirs = adapted(remote, local);
        if (Meaning.same(local, theirs)) {
            return new MergeResult.Settled(theirs, false, false, List.of(), List.of());
        }
        if (base != null && Meaning.same(base, local)) {
            return new MergeResult.Settled(theirs, true, false, List.of(), List.of());
        }
        if (base != null && Meaning.same(base, theirs)) {
            return new MergeResult.Settled(local, false, true, List.of(), List.of());
        }
        return switch (rules.policy()) {
            case REMOTE_WINS -> stands(Side.REMOTE, base, local, theirs);
            case LOCAL_WINS -> stands(Side.LOCAL, base, local, theirs);
            case LATEST_WINS -> stands(times.latest(), base, local, theirs);
            case MANUAL ->
                new MergeResult.Parked(SeriesDiff.between(theirs, local).changes());
            case MERGE -> byField(base, local, theirs, rules.fallback(), times);
        };
    }

    /** The side whose state stands under a policy that decides for whole states. */
    static Side winner(ConflictPolicy policy, ChangeTimes times) {
        return switch (policy) {
            case LOCAL_WINS -> Side.LOCAL;
            case LATEST_WINS -> times.latest();
            default -> Side.REMOTE;
        };
    }

    /** A series with the UID and version of the local one. */
    static EventSeries adapted(EventSeries series, EventSeries local) {
        return adapted(series, local.uid()).withVersion(local.version());
    }

    /** A series with this UID. */
    static EventSeries adapted(EventSeries series, String uid) {
        if (series.uid().equals(uid)) {
            return series;
        }
        CalendarEvent master = series.master();
        return new EventSeries(
                uid,
                master == null ? null : renamed(master, uid),
                series.overrides().stream()
                        .map(override -> renamed(override, uid))
                        .toList());
    }

    private static CalendarEvent renamed(CalendarEvent event, String uid) {
        EventBuilder builder = CalendarEvent.builder(uid)
                .recurrenceId(event.recurrenceId())
                .sequence(event.sequence())
                .created(event.created())
                .updated(event.updated())
                .version(event.version());
        for (EventField field : Meaning.FIELDS) {
            field.copy(event, builder);
        }
        return builder.build();
    }

    private static MergeResult stands(Side winner, @Nullable EventSeries base, EventSeries local, EventSeries remote) {
        boolean remoteStands = winner == Side.REMOTE;
        EventSeries result = remoteStands ? remote : local;
        EventSeries loser = remoteStands ? local : remote;
        List<FieldChange> lost = Losses.of(base, loser, result);
        return new MergeResult.Settled(
                result,
                remoteStands,
                !remoteStands,
                lost,
                lost.isEmpty() ? List.of() : List.of(new LostState(winner.other(), loser, lost)));
    }

    private static MergeResult byField(
            @Nullable EventSeries base,
            EventSeries local,
            EventSeries remote,
            ConflictPolicy fallback,
            ChangeTimes times) {
        SeriesMerge merge = new SeriesMerge(base, local, remote, winner(fallback, times));
        Optional<EventSeries> merged = merge.merge();
        List<FieldChange> conflicts = merge.ledger().conflicts();
        if (fallback == ConflictPolicy.MANUAL && !conflicts.isEmpty()) {
            return new MergeResult.Parked(conflicts);
        }
        if (merged.isEmpty()) {
            return new MergeResult.Emptied();
        }
        EventSeries result = merged.get().withVersion(local.version());
        List<LostState> lost = new ArrayList<>();
        addLost(lost, Side.LOCAL, local, merge.ledger());
        addLost(lost, Side.REMOTE, remote, merge.ledger());
        return new MergeResult.Settled(
                result, !Meaning.same(result, local), !Meaning.same(result, remote), conflicts, lost);
    }

    private static void addLost(List<LostState> lost, Side side, EventSeries state, MergeLedger ledger) {
        List<FieldChange> fields = ledger.lost(side);
        if (!fields.isEmpty()) {
            lost.add(new LostState(side, state, fields));
        }
    }
}
