package dev.calsync.store;

import dev.calsync.model.RunId;
import dev.calsync.model.UserId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** Work that was given up. */
public interface DeadLetterStore {

    /** Keeps letters. Those of calendars that are no longer kept are ignored. */
    void add(List<DeadLetter> letters);

    /** A user's letters, newest first. */
    List<DeadLetter> ofUser(UserId user, int limit);

    /** Forgets one user's letters: replayed or dropped. Returns how many there were. */
    int remove(UserId user, Collection<RunId> runs);

    /** Forgets letters of before that time, at most so many. Returns how many. */
    int prune(Instant before, int limit);
}
