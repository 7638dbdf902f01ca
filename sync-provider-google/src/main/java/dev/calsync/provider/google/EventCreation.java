package dev.calsync.provider.google;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventSeries;
import dev.calsync.model.Extras;
import dev.calsync.model.RemoteId;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.RemoteChange;
import dev.calsync.provider.WriteOutcome;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A create under way. */
final class EventCreation {
    private static final String UID_FIELDS = "nextPageToken,items(id,status,recurringEventId)";

    private final EventWrites kit;
    private final String calendarId;
    private final EventWrite.Create write;
    private final EventSeries series;
    private final @Nullable String sendUpdates;

    EventCreation(EventWrites kit, String calendarId, EventWrite.Create write) {
        this.kit = kit;
        this.calendarId = calendarId;
        this.write = write;
        this.series = write.series();
        this.sendUpdates = kit.attendees().sendUpdates(series, series);
    }

    /** Whatever has this UID is the event already, and there must not be two of it. */
    WriteStep begin() {
        CalendarEvent master = series.master();
        if (master == null) {
            return WriteStep.rejected("an instance without its series cannot be made at Google");
        }
        Optional<WriteStep> refused = kit.refusedHere(
                EventSeries.of(master.toBuilder().extras(Extras.NONE).build()), series);
        if (refused.isPresent()) {
            return refused.get();
        }
        ApiCall call = EventPages.ofUid(calendarId, series.uid()).with("fields", UID_FIELDS);
        return new WriteStep.Call(call, answer -> {
            for (EventItem item : kit.lookup().rest(call, kit.lookup().page(answer))) {
                if (!item.cancelled) {
                    return WriteStep.done(new WriteOutcome.AlreadyExists(RemoteId.of(item.seriesOrOwnId())));
                }
            }
            return insert(master, 0);
        });
    }

    private WriteStep insert(CalendarEvent master, int generation) {
        if (generation == EventIds.GENERATIONS) {
            return WriteStep.rejected("it was made and deleted " + generation + " times under the ids it can have");
        }
        String id = EventIds.of(write.idempotencyKey(), generation);
        EventBody.Written body = EventBody.create(id, master);
        ApiCall call = body.apply(ApiCall.post(ApiCall.events(calendarId), body.json()))
                .with("sendUpdates", sendUpdates)
                .with("fields", ItemReader.FIELDS);
        return new WriteStep.Call(call, answer -> {
            if (answer instanceof ApiAnswer.Refused refused) {
                return GoogleErrors.isDuplicate(refused.error())
                        ? taken(master, id, generation)
                        : kit.lookup().refused(refused.error());
            }
            return made(kit.lookup().requireItem(answer));
        });
    }

    /** By this very write, when it was sent before: then it goes on where that one stopped. Or it was deleted since. */
    private WriteStep taken(CalendarEvent master, String id, int generation) {
        return new WriteStep.Call(SeriesLookup.get(calendarId, id), answer -> {
            EventItem there = kit.lookup().item(answer);
            return there == null || there.cancelled ? insert(master, generation + 1) : made(there);
        });
    }

    private WriteStep made(EventItem item) throws InterruptedException {
        RemoteChange alone = SeriesAssembly.single(item);
        if (!(alone instanceof RemoteChange.Upserted upserted)
                || series.overrides().isEmpty()) {
            return EventWrites.written(alone);
        }
        List<InstanceChange> changes = SeriesChanges.instances(upserted.remote().series(), upserted.remote(), series);
        return kit.instances().all(calendarId, changes, sendUpdates, () -> kit.readAnew(calendarId, item));
    }
}
