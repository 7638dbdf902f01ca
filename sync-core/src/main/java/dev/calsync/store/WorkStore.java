package dev.calsync.store;

import dev.calsync.model.CalendarRef;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is owed to each calendar: one row for each. A request that comes while nothing is owed starts a new generation;
 * one that comes while a generation waits joins it, with the widest type, the strongest priority and the earliest due
 * time; one that comes while a generation runs starts exactly one more, however many come.
 */
public interface WorkStore {

    /**
     * Asks for calendars to be synchronised. What is asked for during a run is kept apart from what the run was claimed
     * with; both become one if the run does not serve its generation.
     *
     * @return for each request, in the same order, the generation that will have served it; the first one is 1
     */
    List<Long> request(List<WorkRequest> requests);

    /**
     * Owed work that nobody runs, earliest due time first.
     *
     * @param buckets whose
     * @param now only what is due at this time or before
     * @param limit at most so many
     */
    List<WorkItem> due(Set<Integer> buckets, Instant now, int limit);

    /** When the earliest owed work that nobody runs is due, which may be in the past; empty when there is none. */
    Optional<Instant> nextDue(Set<Integer> buckets);

    /**
     * Claims work for a node, under fencing tokens that never come twice. What is not owed any more, is run by somebody,
     * is not due, or lies in a bucket that the node does not own is left out. What held the work back is over.
     *
     * @return the leases, in no particular order
     * @throws dev.calsync.error.LeaseLostException if the node's lease is lost; nothing was claimed
     */
    List<Lease> claim(NodeLease node, Collection<CalendarRef> calendars);

    /**
     * Ends runs. Each counts only if its lease still holds, as for {@link StoreTransaction#fence}. What was asked for
     * during a run that has served its generation is due from when it was asked for.
     *
     * @return the leases that were lost: nothing was changed for them
     */
    List<Lease> complete(List<WorkCompletion> completions);

    /**
     * Holds a calendar's work back or lets it go on, in place of what held it back before. A run under way is not
     * stopped; the hold is there when it ends.
     *
     * @param notBefore nothing begins before this; null lifts what holds it back
     * @param reason why, one sentence; null with a null time
     * @throws IllegalArgumentException if only one of the two is null
     */
    void hold(CalendarRef calendar, @Nullable Instant notBefore, @Nullable String reason);

    /** A calendar's row; empty when it was never owed anything nor held back. */
    Optional<WorkItem> find(CalendarRef calendar);
}
