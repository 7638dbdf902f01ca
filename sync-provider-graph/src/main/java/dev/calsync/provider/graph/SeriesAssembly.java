package dev.calsync.provider.graph;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.ETag;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.model.RemoteId;
import dev.calsync.provider.RemoteChange;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.provider.graph.EventMapping.UnreadableException;
import dev.calsync.reconcile.SeriesDiff;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Puts a series together: the master, its cancelled occurrences as {@code EXDATE}, its exceptions as overrides. Occurrences
 * are known by their days, as Graph knows them: a series has one occurrence on a day at most.
 */
final class SeriesAssembly {
    private static final int DATE_CHARS = "2026-03-02".length();

    /** Midnight somewhere, told in UTC, lies within this time before or after the day's own noon. */
    private static final int HOURS_TO_MIDDAY = 13;

    private final EventMapping mapping = new EventMapping();

    /** What the change feed says of an event that is there. */
    RemoteChange change(EventItem item) {
        RemoteId id = RemoteId.of(item.id);
        ETag etag = item.etag == null ? null : ETag.of(item.etag);
        try {
            return new RemoteChange.Upserted(remote(item));
        } catch (UnreadableException e) {
            return new RemoteChange.Unreadable(id, etag, String.valueOf(e.getMessage()));
        } catch (DateTimeException | IllegalArgumentException e) {
            return new RemoteChange.Unreadable(id, etag, "a value that no event can have");
        }
    }

    /** The series of a single event, or of a master with its exceptions. */
    RemoteSeries remote(EventItem item) throws UnreadableException {
        RemoteId id = RemoteId.of(item.id);
        ETag etag = item.etag == null ? null : ETag.of(item.etag);
        CalendarEvent event = mapping.event(item);
        RecurrencePattern pattern = item.recurrence;
        if (item.type != EventItem.Type.MASTER || pattern == null) {
            return RemoteSeries.of(id, etag, EventSeries.of(event), null);
        }
        Clock clock = new Clock(item, pattern, mapping, event);
        List<String> lines = new ArrayList<>(2);
        lines.add(PatternRule.line(pattern, clock.until()));
        clock.exclusions(item.cancelled).ifPresent(lines::add);
        CalendarEvent master = event.toBuilder()
                .start(clock.start())
                .end(clock.end())
                .recurrence(lines)
                .build();
        Map<EventTime, RemoteSeries.Part> parts = new HashMap<>();
        List<CalendarEvent> overrides = new ArrayList<>();
        for (EventItem exception : item.exceptions) {
            EventTime instance = clock.instance(exception);
            if (instance == null) {
                throw new UnreadableException("an exception that belongs to no day of its series");
            }
            CalendarEvent override = mapping.override(exception, master.uid(), instance);
            ETag tag = exception.etag == null ? null : ETag.of(exception.etag);
            boolean fresh = parts.put(instance, new RemoteSeries.Part(RemoteId.of(exception.id), tag)) == null;
            if (fresh && changesSomething(master, override)) {
                overrides.add(override);
            }
        }
        return new RemoteSeries(id, etag, EventSeries.of(master, overrides), null, parts);
    }

    /** An exception may have been made equal to its series again, which nothing but its id tells from an occurrence. */
    private static boolean changesSomething(CalendarEvent master, CalendarEvent override) {
        EventTime instance = override.recurrenceId();
        return instance == null
                || !SeriesDiff.between(EventSeries.of(Instances.generated(master, instance)), EventSeries.of(override))
                        .isEmpty();
    }

    /** A series' days and the time of day at which it starts. */
    private static final class Clock {
        private final RecurrencePattern pattern;
        private final boolean wholeDays;
        private final String zone;
        private final EventTime start;
        private final EventTime end;

        Clock(EventItem item, RecurrencePattern pattern, EventMapping mapping, CalendarEvent event)
                throws UnreadableException {
            this.pattern = pattern;
            this.wholeDays = item.allDay;
            String own = mapping.zone(item);
            EventTime shown = event.start();
            EventTime last = event.effectiveEnd();
            Optional<String> ruling = Optional.ofNullable(pattern.zone()).flatMap(GraphZones::toModel);
            // The two are one as a rule; where they are not, the one in which the series starts on its first day rules.
            if (!wholeDays
                    && ruling.isPresent()
                    && !shown.toLocal().toLocalDate().equals(pattern.startDate())) {
                own = ruling.get();
                shown = EventMapping.at(shown.toInstant(ZoneOffset.UTC), own);
                last = EventMapping.at(last.toInstant(ZoneOffset.UTC), own);
            }
            if (!shown.toLocal().toLocalDate().equals(pattern.startDate())) {
                throw new UnreadableException("a series that does not start on the first day of its recurrence");
            }
            this.zone = own;
            this.start = shown;
            this.end = last;
        }

        EventTime start() {
            return start;
        }

        EventTime end() {
            return end;
        }

        /** The value of UNTIL: the last day as it is for whole days, else the start on it in UTC. */
        String until() {
            LocalDate last = pattern.endDate();
            if (last == null) {
                return "";
            }
            return Instances.value(wholeDays ? EventTime.on(last) : EventTime.at(on(last).toInstant(ZoneOffset.UTC)));
        }

        private EventTime on(LocalDate day) {
            if (wholeDays) {
                return EventTime.on(day);
            }
            LocalDateTime at = day.atTime(start.toLocal().toLocalTime());
            return start instanceof EventTime.Zoned
                    ? new EventTime.Zoned(at, zone)
                    : EventTime.at(at.toInstant(ZoneOffset.UTC));
        }

        /** The line that takes the cancelled occurrences out. */
        Optional<String> exclusions(List<String> cancelled) {
            TreeSet<LocalDate> days = new TreeSet<>();
            for (String occurrence : cancelled) {
                day(occurrence).ifPresent(days::add);
            }
            return days.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            Instances.exclusion(days.stream().map(this::on).toList()));
        }

        /** {@code OID.MASTER.2026-03-04}. Whose calendar the date is by is not said, so UTC's counts where the own one fails. */
        private Optional<LocalDate> day(String occurrence) {
            if (occurrence.length() < DATE_CHARS) {
                return Optional.empty();
            }
            LocalDate written;
            try {
                written = LocalDate.parse(occurrence.substring(occurrence.length() - DATE_CHARS));
            } catch (DateTimeException e) {
                return Optional.empty();
            }
            if (pattern.falls(written)) {
                return Optional.of(written);
            }
            for (LocalDate near : List.of(written.plusDays(1), written.minusDays(1))) {
                LocalDate inUtc = LocalDate.ofInstant(on(near).toInstant(ZoneOffset.UTC), ZoneOffset.UTC);
                if (!wholeDays && pattern.falls(near) && inUtc.equals(written)) {
                    return Optional.of(near);
                }
            }
            return Optional.empty();
        }

        /** The instance that an exception stands for; null if it stands for none. */
        @Nullable
        EventTime instance(EventItem exception) {
            Instant original = exception.originalStart;
            if (original == null) {
                return null;
            }
            if (!wholeDays) {
                ZoneId of = start instanceof EventTime.Zoned ? ZoneId.of(zone) : ZoneOffset.UTC;
                return on(LocalDate.ofInstant(original, of));
            }
            Optional<LocalDate> midnight = Optional.ofNullable(exception.startZone)
                    .flatMap(GraphZones::toModel)
                    .map(name -> LocalDateTime.ofInstant(original, ZoneId.of(name)))
                    .filter(local -> local.toLocalTime().toSecondOfDay() == 0)
                    .map(LocalDateTime::toLocalDate)
                    .filter(pattern::falls);
            return on(midnight.orElseGet(
                    () -> LocalDate.ofInstant(original.plusSeconds(HOURS_TO_MIDDAY * 3_600L), ZoneOffset.UTC)));
        }
    }
}
