package dev.calsync.internal.queue;

import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ProviderId;
import dev.calsync.model.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a calendar is owed, as the ready queue sees it. Immutable.
 *
 * @param calendar which calendar; its account belongs to exactly one user and one provider
 * @param user whose it is
 * @param provider who serves the account
 * @param host the server behind the account where a provider has many (CalDAV); null where it has one
 * @param priority as asked for, before any ageing
 * @param type how much the run looks at; the queue makes no use of it
 * @param dueAt not started before this; waiting counts from here
 * @param owedSince when it became owed; the queue makes no use of it
 * @param version grows with every change of the work; a state with a smaller one, or the same, never replaces another
 */
public record QueuedWork(
        CalendarRef calendar,
        UserId user,
        ProviderId provider,
        @Nullable String host,
        Priority priority,
        SyncType type,
        Instant dueAt,
        Instant owedSince,
        long version) {

    /** The account through which the calendar is seen. */
    public AccountId account() {
        return calendar.account();
    }
}
