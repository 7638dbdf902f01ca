package dev.calsync.store;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.MirrorId;
import dev.calsync.model.SeriesId;
import dev.calsync.model.UserId;
import java.util.Collection;
import java.util.List;

/** Mirrors, and what was changed in their calendars since they were last looked at. */
public interface MirrorStore {

    /**
     * Keeps a mirror, new or changed. Its user and its calendars never change.
     *
     * @throws IllegalArgumentException if one of its calendars is not kept for its user
     */
    void put(StoredMirror mirror);

    /** These users' mirrors, oldest first. */
    List<StoredMirror> ofUsers(Collection<UserId> users);

    /** A user's mirrors, oldest first. Nobody else gets or changes one of them until the transaction ends. */
    List<StoredMirror> hold(UserId user);

    /** Forgets a mirror with its ties; what was copied stays. */
    void delete(MirrorId mirror);

    /**
     * Notes that series of a calendar were changed, in the transaction that changes them. Ignored if the calendar is on no
     * mirror. A series may be noted more than once.
     */
    void touched(CalendarRef calendar, Collection<SeriesId> series);

    /** What was noted for a calendar, oldest first. Only what is committed, or of this transaction. */
    List<TouchedSeries> waiting(CalendarRef calendar, int limit);

    /** Forgets notes by their numbers. */
    void done(CalendarRef calendar, Collection<Long> numbers);
}
