package dev.calsync.provider;

import dev.calsync.model.SyncWindow;
import org.jspecify.annotations.Nullable;

/**
 * Asks for one page of a calendar's changes. The first page of a round has no resume point, every other one carries the
 * resume point of the page before it.
 *
 * @param calendarId the provider's id of the calendar
 * @param partition one of {@link CalendarSession#partitions}
 * @param since the checkpoint of the last finished round; null for a round that lists everything
 * @param resume where the round goes on; null at its beginning
 * @param window what of the calendar is to be synchronised
 * @param known what this side already has
 */
public record ChangeQuery(
        String calendarId,
        String partition,
        @Nullable Checkpoint since,
        @Nullable ResumePoint resume,
        SyncWindow window,
        KnownVersions known) {

    /** Whether the round lists everything, so that what it does not mention is gone. */
    public boolean full() {
        return since == null;
    }
}
