package dev.calsync.testing;

import dev.calsync.CalendarEvents;
import dev.calsync.EditOutcome;
import dev.calsync.UserSync;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** This side of a calendar, as its user sees it: in the built-in replica, or in the host's own. */
final class LocalSide {
    private static final int SERIES_MAX = 1_000;

    private final @Nullable SimulatedReplica own;

    /** @param own the host's own replica; null for the built-in one */
    LocalSide(@Nullable SimulatedReplica own) {
        this.own = own;
    }

    Optional<EventSeries> find(UserSync user, CalendarRef calendar, String uid) {
        return own == null ? user.events(calendar).find(uid) : own.find(calendar, uid);
    }

    /** Whether the edit was taken. */
    boolean put(UserSync user, CalendarRef calendar, EventSeries next) {
        if (own == null) {
            return user.events(calendar).put(next) instanceof EditOutcome.Saved;
        }
        own.edit(calendar, next.uid(), next);
        return true;
    }

    /** Whether the edit was taken. */
    boolean delete(UserSync user, CalendarRef calendar, EventSeries seen) {
        if (own == null) {
            return user.events(calendar).delete(seen) instanceof EditOutcome.Saved;
        }
        own.edit(calendar, seen.uid(), null);
        return true;
    }

    List<EventSeries> all(UserSync user, CalendarRef calendar) {
        return own == null
                ? user.events(calendar).page(null, SERIES_MAX).stream()
                        .map(CalendarEvents.StoredSeries::series)
                        .toList()
                : own.all(calendar);
    }

    /** How many edits the provider has not agreed to yet. */
    int pending(UserSync user, CalendarRef calendar) {
        return own == null
                ? user.status(calendar).pendingEdits()
                : own.pending(calendar, null, SERIES_MAX).size();
    }

    void drop(CalendarRef calendar) {
        if (own != null) {
            own.drop(calendar);
        }
    }
}
