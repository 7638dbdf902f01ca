package dev.calsync.provider;

import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.SyncWindow;
import java.util.List;
import java.util.Set;

/**
 * A conversation with a provider on behalf of one account. Used by one thread at a time; every call but {@link #close()}
 * may block on the network, and ends soon after its thread is interrupted.
 *
 * <p>What is expected comes back as a value: an expired cursor, a failed precondition, a rejected event. Everything else
 * is thrown, by all calls alike:
 *
 * <ul>
 *   <li>{@link dev.calsync.error.ThrottledException}: too many requests; try again later, not before the hint
 *   <li>{@link dev.calsync.error.TransientException}, {@link dev.calsync.error.UnreachableException}: may work next time
 *   <li>{@link dev.calsync.error.AuthorizationRevokedException}: the account has to be connected again
 *   <li>{@link dev.calsync.error.UnrecoverableException}: trying again cannot help, for instance because the calendar is
 *       gone
 *   <li>{@link InterruptedException}: the thread was interrupted
 * </ul>
 */
public interface CalendarSession extends AutoCloseable {

    /** The calendars that the account sees and that hold events, in the provider's order. */
    List<RemoteCalendar> calendars() throws InterruptedException;

    /** What can be done with a calendar. May ask the provider the first time. */
    Set<Capability> capabilities(String calendarId) throws InterruptedException;

    /**
     * The partitions of a calendar's change feed at the moment, at least one. Each has a checkpoint of its own.
     *
     * @param window what of the calendar is to be synchronised
     */
    List<String> partitions(String calendarId, SyncWindow window) throws InterruptedException;

    /** One page of changes. */
    ChangeResult changes(ChangeQuery query) throws InterruptedException;

    /**
     * Sends writes, which touch different series. Returns one outcome for each, in the same order; a write whose answer
     * was lost, or that was not sent because the service asked for a pause, is {@link WriteOutcome.Unknown}. Nothing is sent twice by this call unless it is known not to have
     * arrived.
     *
     * @param writes at least one, at most 50
     */
    List<WriteOutcome> write(String calendarId, List<EventWrite> writes) throws InterruptedException;

    /**
     * Finds out what became of a write whose answer was lost, by reading back. Sends no write.
     *
     * @return {@link WriteOutcome.Written} or {@link WriteOutcome.Deleted} if it took effect, {@link
     *     WriteOutcome.WrittenInPart} if part of it did,
     *     {@link WriteOutcome.NotApplied} if it did not and may be sent again, {@link WriteOutcome.PreconditionFailed} or
     *     {@link WriteOutcome.NotFound} if somebody else changed or deleted the event meanwhile, {@link
     *     WriteOutcome.AlreadyExists} if another event stands where a create would have put its own
     */
    WriteOutcome resolve(String calendarId, EventWrite write) throws InterruptedException;

    /** Ends the conversation. Never blocks; calling it again changes nothing. */
    @Override
    void close();
}
