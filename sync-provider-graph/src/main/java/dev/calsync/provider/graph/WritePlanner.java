package dev.calsync.provider.graph;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventField;
import dev.calsync.model.EventSeries;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.provider.WriteOutcome;
import dev.calsync.provider.graph.WritePlan.Settled;
import dev.calsync.provider.graph.WritePlan.Single;
import dev.calsync.provider.graph.WritePlan.Steps;
import dev.calsync.reconcile.SeriesDiff;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Decides how writes are carried out, and refuses what Graph cannot hold. Sends nothing. */
final class WritePlanner {
    private final GraphPaths paths;
    private final AttendeeRule attendees;
    private final String mailbox;

    /** @param mailbox the address of the mailbox */
    WritePlanner(GraphPaths paths, AttendeeRule attendees, String mailbox) {
        this.paths = paths;
        this.attendees = attendees;
        this.mailbox = mailbox;
    }

    WritePlan plan(String calendarId, EventWrite write) {
        try {
            if (write instanceof EventWrite.Create create) {
                return create(calendarId, create);
            }
            return write instanceof EventWrite.Update update
                    ? update(calendarId, update)
                    : delete(calendarId, (EventWrite.Delete) write);
        } catch (InexpressibleException e) {
            return new Settled(new WriteOutcome.Rejected(String.valueOf(e.getMessage())));
        }
    }

    private WritePlan create(String calendarId, EventWrite.Create create) throws InexpressibleException {
        EventSeries series = create.series();
        Optional<WriteOutcome> held = attendees.held(series, series);
        if (held.isPresent()) {
            return new Settled(held.get());
        }
        Holdable.check(series, mailbox);
        SeriesForm form = SeriesForm.of(series);
        ApiCall call = ApiCall.post(paths.eventsOf(calendarId), EventJson.create(create, form));
        return form.hasOwnDays() ? new Steps(call, form, series) : new Single(call);
    }

    private WritePlan delete(String calendarId, EventWrite.Delete delete) {
        RemoteSeries current = delete.current();
        return attendees
                .held(current.series(), current.series())
                .<WritePlan>map(Settled::new)
                .orElseGet(() -> new Single(
                        ApiCall.delete(paths.event(calendarId, current.id().value()), current.etag())));
    }

    private WritePlan update(String calendarId, EventWrite.Update update) throws InexpressibleException {
        RemoteSeries current = update.current();
        EventSeries target = update.target();
        Optional<WriteOutcome> held = attendees.held(current.series(), target);
        if (held.isPresent()) {
            return new Settled(held.get());
        }
        Holdable.check(target, SeriesDiff.between(current.series(), target));
        SeriesForm from = SeriesForm.there(current.series());
        SeriesForm to = SeriesForm.of(target, Optional.ofNullable(from.rule()));
        Set<EventField> fields = masterFields(from, to);
        boolean begunAnew = fields.contains(EventField.START)
                || fields.contains(EventField.END)
                || fields.contains(EventField.RECURRENCE);
        boolean days = begunAnew
                ? to.hasOwnDays()
                : !to.cancelled().equals(from.cancelled())
                        || !to.changesFrom(from).isEmpty()
                        || !to.changed().keySet().containsAll(from.changed().keySet());
        if (!begunAnew) {
            refuseComebacks(from, to);
        }
        boolean writesMaster = EventJson.changesAnything(fields);
        if (!writesMaster && !days) {
            return new Settled(new WriteOutcome.Written(current));
        }
        ApiCall patch = ApiCall.patch(
                paths.event(calendarId, current.id().value()),
                EventJson.patch(to.master(), fields, to.pattern()),
                current.etag());
        // The answer to a change of the master does not show its exceptions.
        boolean single = !days && !to.hasOwnDays() && current.parts().isEmpty();
        return single ? new Single(patch) : new Steps(writesMaster ? patch : null, to, target);
    }

    /** What changes in the master itself; the recurrence only if the pattern changes, or moves along with the start. */
    private static Set<EventField> masterFields(SeriesForm from, SeriesForm to) {
        CalendarEvent before = from.master();
        CalendarEvent after = to.master();
        Set<EventField> fields = EnumSet.noneOf(EventField.class);
        fields.addAll(SeriesDiff.between(EventSeries.of(before), EventSeries.of(after))
                .fieldsOf(null));
        fields.remove(EventField.RECURRENCE);
        boolean moves = to.pattern() != null && fields.contains(EventField.START);
        if (moves || !Objects.equals(from.rule(), to.rule())) {
            fields.add(EventField.RECURRENCE);
        }
        return fields;
    }

    private static void refuseComebacks(SeriesForm from, SeriesForm to) throws InexpressibleException {
        Set<LocalDate> back = new TreeSet<>(from.cancelled());
        back.removeAll(to.cancelled());
        if (!back.isEmpty()) {
            throw new InexpressibleException("an occurrence that comes back after it was cancelled");
        }
    }
}
