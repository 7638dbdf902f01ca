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
 * @param routine whether nobody waits for what is new: a schedule came round, or an edit is about to be sent. A provider
 *     may then leave a part of the feed that seldom changes for a later round, and end this one where it began
 */
public record ChangeQuery(
        String calendarId,
        String partition,
        @Nullable Checkpoint since,
        @Nullable ResumePoint resume,
        SyncWindow window,
        KnownVersions known,
        boolean routine) {

    /** A query of somebody who wants to know all that is new. */
    public ChangeQuery(
            String calendarId,
            String partition,
            @Nullable Checkpoint since,
            @Nullable ResumePoint resume,
            SyncWindow window,
            KnownVersions known) {
        this(calendarId, partition, since, resume, window, known, false);
    }

    /** Whether the round lists everything, so that what it does not mention is gone. */
    public boolean full() {
        return since == null;
    }
}
