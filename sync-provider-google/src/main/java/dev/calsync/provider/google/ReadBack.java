package dev.calsync.provider.google;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventStatus;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.RemoteChange;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.provider.WriteOutcome;
import dev.calsync.provider.WriteOutcome.Deleted;
import dev.calsync.provider.WriteOutcome.NotApplied;
import dev.calsync.provider.WriteOutcome.NotFound;
import dev.calsync.provider.WriteOutcome.PreconditionFailed;
import dev.calsync.provider.WriteOutcome.Unknown;
import dev.calsync.provider.WriteOutcome.Written;
import dev.calsync.reconcile.SemanticHash;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Looks at Google to find out what became of a write. A create is known again by its event's id, which follows from its
 * idempotency key; everything else by tag and by meaning.
 */
final class ReadBack {
    private final SeriesLookup lookup;
    private final GoogleClient client;

    ReadBack(GoogleClient client, SeriesLookup lookup) {
        this.client = client;
        this.lookup = lookup;
    }

    /** What became of a write whose answer was lost. Sends no write. */
    WriteOutcome resolve(String calendarId, EventWrite write) throws InterruptedException {
        if (write instanceof EventWrite.Create create) {
            return create(calendarId, create);
        }
        if (write instanceof EventWrite.Update update) {
            return update(calendarId, update);
        }
        RemoteSeries current = ((EventWrite.Delete) write).current();
        Optional<RemoteChange> there = look(calendarId, current);
        if (there.isEmpty()) {
            return new Deleted();
        }
        return there.get() instanceof RemoteChange.Upserted upserted && isSameState(upserted.remote(), current)
                ? new NotApplied()
                : new PreconditionFailed();
    }

    private WriteOutcome create(String calendarId, EventWrite.Create create) throws InterruptedException {
        boolean deleted = false;
        for (int generation = 0; generation < EventIds.GENERATIONS; generation++) {
            String id = EventIds.of(create.idempotencyKey(), generation);
            EventItem item = lookup.item(client.send(SeriesLookup.get(calendarId, id)));
            if (item == null) {
                // It was made and somebody deleted it, or it was never made.
                return deleted ? new NotFound() : new NotApplied();
            }
            if (!item.cancelled) {
                return made(calendarId, id, create.series());
            }
            deleted = true;
        }
        return new NotFound();
    }

    /** A series is made of several requests; one that stopped half-way is to be sent again, and goes on there. */
    private WriteOutcome made(String calendarId, String id, EventSeries wanted) throws InterruptedException {
        Optional<RemoteChange> there = lookup.byId(calendarId, id);
        if (there.isEmpty()) {
            return new NotFound();
        }
        if (!(there.get() instanceof RemoteChange.Upserted upserted)) {
            return new Unknown("the event is there, and cannot be read");
        }
        Set<String> known = new HashSet<>();
        upserted.remote().parts().keySet().forEach(instance -> known.add(RecurrenceDates.key(instance)));
        CalendarEvent master = wanted.master();
        for (CalendarEvent override : wanted.overrides()) {
            boolean says = master == null
                    || override.status() == EventStatus.CANCELLED
                    || !EventBody.differing(
                                    Instances.derive(master, Objects.requireNonNull(override.recurrenceId())), override)
                            .isEmpty();
            if (says && !known.contains(RecurrenceDates.key(Objects.requireNonNull(override.recurrenceId())))) {
                return new NotApplied();
            }
        }
        return new Written(upserted.remote());
    }

    private WriteOutcome update(String calendarId, EventWrite.Update update) throws InterruptedException {
        Optional<RemoteChange> there = look(calendarId, update.current());
        if (there.isEmpty()) {
            return new NotFound();
        }
        if (!(there.get() instanceof RemoteChange.Upserted upserted)) {
            return new PreconditionFailed();
        }
        // Asked first: an update that changes nothing that matters has taken effect already.
        if (means(upserted.remote().series(), update.target())) {
            return new Written(upserted.remote());
        }
        return isSameState(upserted.remote(), update.current()) ? new NotApplied() : new PreconditionFailed();
    }

    private Optional<RemoteChange> look(String calendarId, RemoteSeries current) throws InterruptedException {
        if (current.series().master() != null || current.parts().isEmpty()) {
            return lookup.byId(calendarId, current.id().value());
        }
        return lookup.byInstance(
                calendarId,
                current.id().value(),
                current.parts().values().iterator().next().id().value());
    }

    /** Whether a state is the one that a write was meant for: by its tag, or by its meaning where tags moved alone. */
    static boolean isSameState(RemoteSeries there, RemoteSeries current) {
        return (there.etag() != null && there.etag().equals(current.etag())) || means(there.series(), current.series());
    }

    private static boolean means(EventSeries there, EventSeries wanted) {
        return there.uid().equals(wanted.uid()) && SemanticHash.of(there).equals(SemanticHash.of(wanted));
    }
}
