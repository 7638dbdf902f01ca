package dev.calsync.provider.google;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventStatus;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.RemoteChange;
import dev.calsync.provider.WriteOutcome;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Writes, each guarded by the state it is meant for: a create by the id it gives its event, everything else by
 * {@code If-Match}. What was lost on the way is never sent again here; {@link ReadBack} settles it.
 *
 * <p>A series takes several requests, and another client may come in between. Each request is guarded by itself, so
 * nothing of anybody's is overwritten; what was written before stays, and the outcome says that the series changed. The
 * merge that follows finds both.
 */
final class EventWrites {
    private static final String EVENT_TYPE = "eventType";

    private final SeriesLookup lookup;
    private final WriteRunner runner;
    private final AttendeeRule attendees;
    private final InstanceWrites instances;

    EventWrites(GoogleClient client, SeriesLookup lookup, AttendeeRule attendees) {
        this.lookup = lookup;
        this.runner = new WriteRunner(client);
        this.attendees = attendees;
        this.instances = new InstanceWrites(lookup);
    }

    SeriesLookup lookup() {
        return lookup;
    }

    AttendeeRule attendees() {
        return attendees;
    }

    InstanceWrites instances() {
        return instances;
    }

    /** One outcome for each write, in order. */
    List<WriteOutcome> write(String calendarId, List<EventWrite> writes) throws InterruptedException {
        return runner.run(writes.stream().map(write -> begin(calendarId, write)).toList());
    }

    private WriteStep begin(String calendarId, EventWrite write) {
        try {
            if (write instanceof EventWrite.Create create) {
                return new EventCreation(this, calendarId, create).begin();
            }
            if (write instanceof EventWrite.Update update) {
                return new EventChange(this, calendarId, update.current(), update.target()).begin();
            }
            return new EventDeletion(this, calendarId, ((EventWrite.Delete) write).current()).begin();
        } catch (IllegalArgumentException e) {
            return WriteStep.rejected(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            throw new IllegalStateException("nothing blocks before the first call", e);
        }
    }

    /** Why no write may touch this; empty if one may. */
    Optional<WriteStep> refusedHere(EventSeries before, EventSeries after) {
        for (CalendarEvent event : before.events()) {
            List<String> type = event.extras().get(EVENT_TYPE);
            if (!type.isEmpty()) {
                return Optional.of(
                        WriteStep.rejected("Google's own events of the type " + type.get(0) + " are read-only here"));
            }
        }
        if (after.master() != null && after.master().status() == EventStatus.CANCELLED) {
            return Optional.of(WriteStep.rejected(
                    "Google keeps no event that is called off: its status cancelled means deleted; delete it instead"));
        }
        return attendees.held(before, after).map(WriteStep::done);
    }

    /** The state of a whole series after it was written, read anew. */
    WriteStep readAnew(String calendarId, EventItem master) {
        ApiCall call = EventPages.ofUid(calendarId, Objects.requireNonNullElse(master.iCalUid, master.id));
        return new WriteStep.Call(call, answer -> {
            List<EventItem> there = lookup.rest(call, lookup.page(answer));
            return written(SeriesLookup.assemble(master.seriesOrOwnId(), there, List.of()));
        });
    }

    static WriteStep written(RemoteChange change) {
        if (change instanceof RemoteChange.Upserted upserted) {
            return WriteStep.done(new WriteOutcome.Written(upserted.remote()));
        }
        return WriteStep.done(new WriteOutcome.Unknown("the event was written, and cannot be read back as one"));
    }
}
