package dev.calsync.store;

import dev.calsync.model.RunId;
import dev.calsync.model.UserId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Work that was given up. */
public interface DeadLetterStore {

    /** Keeps letters. Those of calendars that are no longer kept are ignored. */
    void add(List<DeadLetter> letters);

    /** A user's letters, newest first. */
    List<DeadLetter> ofUser(UserId user, int limit);

    /** One of the user's letters, by its last run. */
    Optional<DeadLetter> find(UserId user, RunId run);

    /** Forgets one user's letters: replayed or dropped. Returns how many there were. */
    int remove(UserId user, Collection<RunId> runs);

    /** Forgets letters of before that time, at most so many. Returns how many. */
    int prune(Instant before, int limit);
}
