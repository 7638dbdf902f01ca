package dev.calsync.provider.google;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventField;
import dev.calsync.model.EventSeries;
import dev.calsync.provider.RemoteChange;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.provider.WriteOutcome;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An update under way: the master first, then single instances. */
final class EventChange {
    private final EventWrites kit;
    private final String calendarId;
    private final RemoteSeries current;
    private final EventSeries target;
    private final @Nullable String sendUpdates;

    EventChange(EventWrites kit, String calendarId, RemoteSeries current, EventSeries target) {
        this.kit = kit;
        this.calendarId = calendarId;
        this.current = current;
        this.target = target;
        this.sendUpdates = kit.attendees().sendUpdates(current.series(), target);
    }

    WriteStep begin() throws InterruptedException {
        Optional<WriteStep> refused = kit.refusedHere(current.series(), target);
        if (refused.isPresent()) {
            return refused.get();
        }
        CalendarEvent from = current.series().master();
        CalendarEvent to = target.master();
        if (from == null || to == null) {
            return from == null && to == null
                    ? instancesAlone()
                    : WriteStep.rejected("a series cannot be given to instances that were there without one");
        }
        Set<EventField> fields = SeriesChanges.master(current, from, to);
        if (fields.contains(EventField.ATTENDEES)
                && !from.extras().get("attendeesOmitted").isEmpty()) {
            return WriteStep.rejected("Google did not tell all who are invited, so they cannot be changed");
        }
        String tag = SeriesTag.master(current.etag());
        boolean look = tag == null || fields.contains(EventField.ATTENDEES);
        return look ? lookFirst(from, to, fields, tag) : patch(from, to, fields, tag, Map.of());
    }

    /** Without a tag, or before everybody invited is replaced. */
    private WriteStep lookFirst(CalendarEvent from, CalendarEvent to, Set<EventField> fields, @Nullable String tag) {
        return new WriteStep.Call(SeriesLookup.get(calendarId, current.id().value()), answer -> {
            EventItem there = kit.lookup().item(answer);
            if (there == null || there.cancelled) {
                return WriteStep.done(new WriteOutcome.NotFound());
            }
            boolean same = tag != null ? tag.equals(there.etag) : means(there, from);
            return same
                    ? patch(from, to, fields, there.etag, there.notes == null ? Map.of() : there.notes)
                    : WriteStep.done(new WriteOutcome.PreconditionFailed());
        });
    }

    private boolean means(EventItem there, CalendarEvent from) {
        return SeriesAssembly.single(there) instanceof RemoteChange.Upserted upserted
                && upserted.remote().series().master() != null
                && SeriesChanges.master(
                                current,
                                Objects.requireNonNull(
                                        upserted.remote().series().master()),
                                from)
                        .isEmpty();
    }

    private WriteStep patch(
            CalendarEvent from,
            CalendarEvent to,
            Set<EventField> fields,
            @Nullable String tag,
            Map<String, String> notes)
            throws InterruptedException {
        EventBody.Written body = EventBody.change(current.id().value(), from, to, fields, false, notes);
        if (body.isEmpty()) {
            List<InstanceChange> changes = SeriesChanges.instances(current.series(), current, target);
            return changes.isEmpty()
                    ? WriteStep.done(new WriteOutcome.Written(current))
                    : kit.instances().all(calendarId, changes, sendUpdates, this::readSeries);
        }
        ApiCall call = body.apply(
                        ApiCall.patch(ApiCall.event(calendarId, current.id().value()), body.json(), tag))
                .with("sendUpdates", sendUpdates)
                .with("fields", ItemReader.FIELDS);
        boolean moved = SeriesChanges.movesInstances(fields, from, to);
        return new WriteStep.Call(
                call,
                answer -> answer instanceof ApiAnswer.Refused refused
                        ? kit.lookup().refused(refused.error())
                        : patched(kit.lookup().requireItem(answer), moved));
    }

    private WriteStep patched(EventItem master, boolean moved) throws InterruptedException {
        boolean alone = current.parts().isEmpty() && target.overrides().isEmpty();
        if (!moved || alone) {
            List<InstanceChange> changes = SeriesChanges.instances(current.series(), current, target);
            if (!changes.isEmpty()) {
                return kit.instances().all(calendarId, changes, sendUpdates, () -> kit.readAnew(calendarId, master));
            }
            return alone ? EventWrites.written(SeriesAssembly.single(master)) : kit.readAnew(calendarId, master);
        }
        // Google may have dropped exceptions with the old rule; what is left decides what is to be done.
        ApiCall call = EventPages.ofUid(calendarId, Objects.requireNonNullElse(master.iCalUid, master.id));
        return new WriteStep.Call(call, answer -> {
            List<EventItem> there = kit.lookup().rest(call, kit.lookup().page(answer));
            RemoteChange now = SeriesLookup.assemble(master.id, there, List.of(master));
            if (!(now instanceof RemoteChange.Upserted upserted)) {
                return EventWrites.written(now);
            }
            List<InstanceChange> changes = SeriesChanges.instances(current.series(), upserted.remote(), target);
            return changes.isEmpty()
                    ? EventWrites.written(now)
                    : kit.instances().all(calendarId, changes, sendUpdates, () -> kit.readAnew(calendarId, master));
        });
    }

    private WriteStep instancesAlone() throws InterruptedException {
        List<InstanceChange> changes = SeriesChanges.instances(current.series(), current, target);
        return kit.instances().all(calendarId, changes, sendUpdates, this::readSeries);
    }

    /** Of a series of which no item was read yet. */
    private WriteStep readSeries() {
        String any = current.series().master() != null
                ? current.id().value()
                : current.parts().values().iterator().next().id().value();
        return new WriteStep.Call(
                SeriesLookup.get(calendarId, any),
                answer -> kit.readAnew(calendarId, kit.lookup().requireItem(answer)));
    }
}
