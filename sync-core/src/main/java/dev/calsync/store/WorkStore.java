package dev.calsync.store;

import dev.calsync.model.CalendarRef;
import dev.calsync.pacing.Debounce;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is owed to each calendar: one row for each. A request that comes while nothing is owed starts a new generation;
 * one that comes while a generation waits joins it, with the widest type, the strongest priority and the earliest due
 * time; one that comes while a generation runs starts exactly one more, however many come.
 */
public interface WorkStore {

    /**
     * Asks for calendars to be synchronised. What is asked for during a run is kept apart from what the run was claimed
     * with; both become one if the run does not serve its generation. The due time of hints moves with each of them, as
     * their {@link Debounce} says, and does not touch what was asked for otherwise.
     *
     * @return for each request, in the same order, the generation that will have served it; the first one is 1
     */
    List<Long> request(List<WorkRequest> requests);

    /**
     * Owed work that nobody runs and nothing blocks, in the order of {@link WorkItem#readAt}: by when it could begin, or
     * was last changed if that was later. Who reads on from the last place it has seen therefore sees every change to
     * what is due, and nothing else.
     *
     * @param buckets whose
     * @param after only what lies behind this place
     * @param now only what is due at this time or before
     * @param limit at most so many
     */
    List<WorkItem> due(Set<Integer> buckets, DueCursor after, Instant now, int limit);

    /** When the first work behind that place can be read, which may be in the past; empty when there is none. */
    Optional<Instant> nextDue(Set<Integer> buckets, DueCursor after);

    /**
     * Claims work for a node, under fencing tokens that never come twice. What is not owed any more, is run by somebody,
     * is blocked, is not due by then, or lies in a bucket that the node does not own is left out. What put the work off
     * is over.
     *
     * @param dueBy what is due at this time or before may be claimed; later than now to begin early what was not put off
     * @return the leases, in no particular order
     * @throws dev.calsync.error.LeaseLostException if the node's lease is lost; nothing was claimed
     */
    List<Lease> claim(NodeLease node, Collection<CalendarRef> calendars, Instant dueBy);

    /**
     * Ends runs. Each counts only if its lease still holds, as for {@link StoreTransaction#fence}. What was asked for
     * during a run that has served its generation is due from when it was asked for.
     *
     * @return the leases that were lost: nothing was changed for them
     */
    List<Lease> complete(List<WorkCompletion> completions);

    /** Changes rows of calendars that are kept, in this order. */
    void change(List<WorkChange> changes);

    /** A calendar's row; empty when it was never owed anything, put off nor blocked. */
    Optional<WorkItem> find(CalendarRef calendar);
}
