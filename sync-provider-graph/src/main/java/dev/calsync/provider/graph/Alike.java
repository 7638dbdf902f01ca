package dev.calsync.provider.graph;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.reconcile.SemanticHash;
import dev.calsync.reconcile.SeriesDiff;
import dev.calsync.recurrence.RecurrenceRule;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What Graph shows of something that was written, against what was written. It says some things in words of its own: it
 * names a zone as Windows does, of which several zones of the tz database are one, and it says a rule as a pattern. Where
 * both sides mean the same, the words that were written are kept; otherwise every edit would come back as a change.
 */
final class Alike {
    private Alike() {}

    /** Whether two events mean the same. */
    static boolean same(CalendarEvent one, CalendarEvent other) {
        return SeriesDiff.between(EventSeries.of(one), EventSeries.of(other)).isEmpty();
    }

    /** Whether what is there is what was wanted, as far as Graph can hold it. */
    static boolean same(EventSeries there, EventSeries wanted) {
        return SemanticHash.of(inWordsOf(there, wanted)).equals(SemanticHash.of(holdable(wanted, there)));
    }

    /** What is there, in the words of what was wanted. */
    static RemoteSeries inWordsOf(RemoteSeries there, EventSeries wanted) {
        EventSeries series = inWordsOf(there.series(), wanted);
        return series.equals(there.series())
                ? there
                : new RemoteSeries(there.id(), there.etag(), series, there.original(), there.parts());
    }

    static EventSeries inWordsOf(EventSeries there, EventSeries wanted) {
        CalendarEvent master = there.master();
        CalendarEvent wantedMaster = wanted.master();
        if (master == null || wantedMaster == null) {
            return there;
        }
        CalendarEvent first = times(master, wantedMaster);
        CalendarEvent spelled =
                first.toBuilder().recurrence(recurrence(first, wantedMaster)).build();
        List<CalendarEvent> overrides = new ArrayList<>();
        for (CalendarEvent override : there.overrides()) {
            EventTime instance = Objects.requireNonNull(override.recurrenceId());
            CalendarEvent other = override(wanted, instance);
            EventTime named = other == null ? renamed(instance, wantedMaster.start()) : other.recurrenceId();
            CalendarEvent timed = times(override, other == null ? wantedMaster : other);
            overrides.add(timed.toBuilder().recurrenceId(named).build());
        }
        return EventSeries.of(spelled, overrides);
    }

    private static @Nullable CalendarEvent override(EventSeries wanted, EventTime instance) {
        return wanted.overrides().stream()
                .filter(each -> sameMoment(Objects.requireNonNull(each.recurrenceId()), instance))
                .findFirst()
                .orElse(null);
    }

    private static boolean sameMoment(EventTime one, EventTime other) {
        return one.isDate() == other.isDate() && one.toInstant(ZoneOffset.UTC).equals(other.toInstant(ZoneOffset.UTC));
    }

    private static CalendarEvent times(CalendarEvent there, CalendarEvent wanted) {
        EventTime end = there.end();
        return there.toBuilder()
                .start(renamed(there.start(), wanted.start()))
                .end(end == null ? null : renamed(end, wanted.effectiveEnd()))
                .build();
    }

    /** The same wall clock under the other name of its zone. */
    private static EventTime renamed(EventTime there, EventTime wanted) {
        if (there instanceof EventTime.Zoned one
                && wanted instanceof EventTime.Zoned other
                && !one.tzid().equals(other.tzid())
                && GraphZones.sameThere(one.tzid(), other.tzid())) {
            return new EventTime.Zoned(one.local(), other.tzid());
        }
        return there;
    }

    /** The wanted lines if they mean the same pattern and the same days. */
    private static List<String> recurrence(CalendarEvent there, CalendarEvent wanted) {
        if (there.recurrence().isEmpty() || wanted.recurrence().isEmpty()) {
            return there.recurrence();
        }
        try {
            SeriesForm one = SeriesForm.of(EventSeries.of(there));
            SeriesForm other = SeriesForm.of(EventSeries.of(wanted));
            RecurrencePattern pattern = one.pattern();
            boolean same = pattern != null
                    && other.pattern() != null
                    && pattern.sameAs(other.pattern())
                    && one.cancelled().equals(other.cancelled());
            return same ? wanted.recurrence() : there.recurrence();
        } catch (InexpressibleException e) {
            return there.recurrence();
        }
    }

    /** What of a wanted series Graph holds; the rest is lost, which is declared. */
    private static EventSeries holdable(EventSeries wanted, EventSeries there) {
        return wanted.map(event -> {
            CalendarEvent shown =
                    event.isOverride() ? override(there, Objects.requireNonNull(event.recurrenceId())) : there.master();
            return shown == null ? event : Losses.of(event, shown);
        });
    }

    /** Whether two lines are the same rule. */
    static boolean sameRule(@Nullable RecurrenceRule one, @Nullable RecurrenceRule other) {
        return Objects.equals(one, other);
    }
}
