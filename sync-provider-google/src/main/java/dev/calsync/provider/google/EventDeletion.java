package dev.calsync.provider.google;

import dev.calsync.model.CalendarEvent;
import dev.calsync.provider.RemoteChange;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.provider.WriteOutcome;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A delete under way. */
final class EventDeletion {
    private final EventWrites kit;
    private final String calendarId;
    private final RemoteSeries current;
    private final @Nullable String sendUpdates;

    EventDeletion(EventWrites kit, String calendarId, RemoteSeries current) {
        this.kit = kit;
        this.calendarId = calendarId;
        this.current = current;
        this.sendUpdates = kit.attendees().sendUpdates(current.series(), current.series());
    }

    WriteStep begin() throws InterruptedException {
        Optional<WriteStep> refused = kit.refusedHere(current.series(), current.series());
        if (refused.isPresent()) {
            return refused.get();
        }
        CalendarEvent master = current.series().master();
        if (master == null) {
            List<InstanceChange> changes =
                    current.series().overrides().stream().map(this::callOff).toList();
            return kit.instances()
                    .all(calendarId, changes, sendUpdates, () -> WriteStep.done(new WriteOutcome.Deleted()));
        }
        String tag = SeriesTag.master(current.etag());
        return tag != null && master.recurrence().isEmpty() ? delete(tag) : lookFirst();
    }

    private InstanceChange callOff(CalendarEvent override) {
        RemoteSeries.@Nullable Part part = current.parts().get(override.recurrenceId());
        String id = part != null
                ? part.id().value()
                : EventIds.instance(current.id().value(), Objects.requireNonNull(override.recurrenceId()));
        return new InstanceChange(id, override, null, false);
    }

    /** An exception that somebody made meanwhile goes with its series, and no tag of the master's tells of it. */
    private WriteStep lookFirst() {
        return new WriteStep.Call(SeriesLookup.get(calendarId, current.id().value()), answer -> {
            EventItem master = kit.lookup().item(answer);
            if (master == null || master.cancelled) {
                return WriteStep.done(new WriteOutcome.NotFound());
            }
            ApiCall call = EventPages.ofUid(calendarId, Objects.requireNonNullElse(master.iCalUid, master.id));
            return new WriteStep.Call(call, list -> {
                RemoteChange now = SeriesLookup.assemble(
                        master.id, kit.lookup().rest(call, kit.lookup().page(list)), List.of(master));
                return now instanceof RemoteChange.Upserted upserted && ReadBack.isSameState(upserted.remote(), current)
                        ? delete(master.etag)
                        : WriteStep.done(new WriteOutcome.PreconditionFailed());
            });
        });
    }

    private WriteStep delete(@Nullable String tag) {
        ApiCall call = ApiCall.delete(ApiCall.event(calendarId, current.id().value()), tag)
                .with("sendUpdates", sendUpdates);
        return new WriteStep.Call(
                call,
                answer -> answer instanceof ApiAnswer.Refused refused
                        ? kit.lookup().refused(refused.error())
                        : WriteStep.done(new WriteOutcome.Deleted()));
    }
}
