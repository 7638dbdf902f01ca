package dev.calsync.mirror;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventBuilder;
import dev.calsync.model.EventField;
import dev.calsync.model.EventSeries;
import dev.calsync.reconcile.ChangeTimes;
import dev.calsync.reconcile.ConflictPolicy;
import dev.calsync.reconcile.LostState;
import dev.calsync.reconcile.MergeResult;
import dev.calsync.reconcile.MergeRules;
import dev.calsync.reconcile.SeriesDiff;
import dev.calsync.reconcile.Side;
import dev.calsync.reconcile.ThreeWayMerge;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of an original and its copy when either changed. Pure and deterministic.
 *
 * <p>The two need not be equal: the copy is what the transform makes of the original, in the form that the copy's provider
 * can hold. So each has a base of its own. In what follows {@code T} makes a copy of an original:
 *
 * <ol>
 *   <li>what happened to the original is the difference between {@code T(its base)} and {@code T(it)}; laid onto the
 *       copy's base, that is what the copy should be
 *   <li>what happened to the copy is its difference from its base; both are merged, field by field
 *   <li>what the merge made of it beyond the first step is laid onto the original, without the fields that the copy has
 *       for itself, and without the prefix
 * </ol>
 *
 * So neither what a transform hides nor what a provider cannot hold ever looks like an edit.
 */
public final class CopyMerge {
    private static final MergeRules LATER_EDIT = new MergeRules(ConflictPolicy.MERGE, ConflictPolicy.LATEST_WINS);
    private static final MergeRules SECOND = new MergeRules(ConflictPolicy.MERGE, ConflictPolicy.REMOTE_WINS);
    private static final ChangeTimes NEVER = new ChangeTimes(Instant.EPOCH, Instant.EPOCH);

    private final MirrorTransform transform;
    private final UnaryOperator<EventSeries> heldByOriginal;
    private final UnaryOperator<EventSeries> heldByCopy;

    /**
     * @param heldByOriginal what the original's provider keeps of a series
     * @param heldByCopy what the copy's provider keeps of a series
     */
    public CopyMerge(
            MirrorTransform transform,
            UnaryOperator<EventSeries> heldByOriginal,
            UnaryOperator<EventSeries> heldByCopy) {
        this.transform = transform;
        this.heldByOriginal = heldByOriginal;
        this.heldByCopy = heldByCopy;
    }

    /**
     * What both are to be.
     *
     * @param original the original; with an empty copy, if nothing is left of the series
     * @param copy the copy
     * @param lostOriginal a state of the original's that is in neither any more
     * @param lostCopy a state of the copy's that is in neither any more
     */
    public record Merged(
            Optional<EventSeries> original,
            Optional<EventSeries> copy,
            Optional<EventSeries> lostOriginal,
            Optional<EventSeries> lostCopy) {}

    /** A new copy of a series, with this UID. */
    public EventSeries copyOf(EventSeries original, String uid) {
        return renamed(made(original), uid);
    }

    /** One way: the copy follows its original, whatever somebody made of it. */
    public Merged follow(EventSeries originalBase, EventSeries copyBase, EventSeries original, EventSeries copy) {
        EventSeries wanted = keepOwn(wanted(originalBase, copyBase, original), copy, transform.neverCopied());
        boolean edited = differ(copyBase, copy) && differ(wanted, copy);
        return new Merged(
                Optional.of(original),
                Optional.of(wanted),
                Optional.empty(),
                edited ? Optional.of(copy) : Optional.empty());
    }

    /**
     * Both ways.
     *
     * @param originalBase the original as both last agreed; null if they meet for the first time
     * @param copyBase the copy as both last agreed; null if they meet for the first time
     * @param times when the original ({@code local}) and the copy ({@code remote}) were changed last
     */
    public Merged merge(
            @Nullable EventSeries originalBase,
            @Nullable EventSeries copyBase,
            EventSeries original,
            EventSeries copy,
            ChangeTimes times) {
        EventSeries wanted = originalBase == null || copyBase == null
                ? keepOwn(renamed(made(original), copy.uid()), copy, transform.own(original))
                : wanted(originalBase, copyBase, original);
        MergeResult result = ThreeWayMerge.merge(copyBase, wanted, copy, LATER_EDIT, times);
        Optional<EventSeries> merged = series(result);
        Optional<EventSeries> back = merged.flatMap(one -> back(wanted, one, original));
        return new Merged(
                back,
                back.isEmpty() ? Optional.empty() : merged,
                lost(result, Side.LOCAL).map(state -> original),
                lost(result, Side.REMOTE));
    }

    /** Whether two series mean different things. */
    public static boolean differ(EventSeries one, EventSeries other) {
        return !SeriesDiff.between(one, other).isEmpty();
    }

    private EventSeries made(EventSeries original) {
        return heldByCopy.apply(transform.copy(original));
    }

    /** What the copy is if only the original changed. */
    private EventSeries wanted(EventSeries originalBase, EventSeries copyBase, EventSeries original) {
        return laid(made(originalBase), made(original), copyBase)
                .orElseGet(() -> renamed(made(original), copyBase.uid()));
    }

    private Optional<EventSeries> back(EventSeries from, EventSeries to, EventSeries onto) {
        if (!differ(from, to)) {
            return Optional.of(onto);
        }
        Set<EventField> own = transform.own(onto);
        return laid(from, to, onto)
                .map(laid -> keepOwn(laid, onto, own))
                .map(kept -> own.contains(EventField.SUMMARY) ? kept : withoutPrefix(kept))
                .map(kept -> keepOwn(heldByOriginal.apply(kept), onto, own));
    }

    private EventSeries withoutPrefix(EventSeries series) {
        return series.map(event -> event.toBuilder()
                .summary(transform.withoutPrefix(event.summary()))
                .build());
    }

    /** What happened between two states, done to a third. Empty if nothing is left of it. */
    private static Optional<EventSeries> laid(EventSeries from, EventSeries to, EventSeries onto) {
        return differ(from, to) ? series(ThreeWayMerge.merge(from, onto, to, SECOND, NEVER)) : Optional.of(onto);
    }

    private static Optional<EventSeries> series(MergeResult result) {
        return result instanceof MergeResult.Settled settled ? Optional.of(settled.series()) : Optional.empty();
    }

    private static Optional<EventSeries> lost(MergeResult result, Side side) {
        return result.lost().stream()
                .filter(state -> state.side() == side)
                .map(LostState::series)
                .filter(Objects::nonNull)
                .findFirst();
    }

    /** A series with some fields of another one: of the same part, or of its master for a part that it does not have. */
    private static EventSeries keepOwn(EventSeries series, EventSeries owner, Set<EventField> own) {
        return series.map(event -> {
            CalendarEvent same = event.recurrenceId() == null
                    ? owner.master()
                    : owner.override(event.recurrenceId()).orElse(owner.master());
            if (same == null) {
                return event;
            }
            EventBuilder kept = event.toBuilder();
            own.stream()
                    .filter(field ->
                            field != EventField.EXTRAS || Objects.equals(same.recurrenceId(), event.recurrenceId()))
                    .forEach(field -> field.copy(same, kept));
            return kept.build();
        });
    }

    private static EventSeries renamed(EventSeries series, String uid) {
        if (series.uid().equals(uid)) {
            return series;
        }
        List<CalendarEvent> overrides = new ArrayList<>();
        series.overrides().forEach(override -> overrides.add(renamed(override, uid)));
        CalendarEvent master = series.master();
        return new EventSeries(uid, master == null ? null : renamed(master, uid), overrides);
    }

    private static CalendarEvent renamed(CalendarEvent event, String uid) {
        EventBuilder builder = CalendarEvent.builder(uid)
                .recurrenceId(event.recurrenceId())
                .sequence(event.sequence())
                .created(event.created())
                .updated(event.updated())
                .version(event.version());
        for (EventField field : EventField.values()) {
            field.copy(event, builder);
        }
        return builder.build();
    }
}
