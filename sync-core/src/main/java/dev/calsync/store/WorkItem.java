package dev.calsync.store;

import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A calendar's work row.
 *
 * @param calendar which calendar
 * @param user whose it is
 * @param generation the last one asked for
 * @param served the last one that ended; the calendar is owed work while this is less than {@code generation}
 * @param claimed the generation that a node is running, or 0
 * @param type the widest type asked for and not yet claimed; what was last claimed when nothing else is asked for, as
 *     with {@code priority}, {@code dueAt} and {@code owedSince}
 * @param priority the strongest priority asked for and not yet claimed
 * @param dueAt when it is to begin; the later of what was asked for and {@code notBefore}
 * @param notBefore nothing begins before this, whatever is asked for; null when nothing holds it back
 * @param reason why it is held back, one sentence; null when nothing holds it back
 * @param attempts how often it was tried in vain, not counting deferrals
 * @param owedSince when it became owed
 */
public record WorkItem(
        CalendarRef calendar,
        UserId user,
        long generation,
        long served,
        long claimed,
        SyncType type,
        Priority priority,
        Instant dueAt,
        @Nullable Instant notBefore,
        @Nullable String reason,
        int attempts,
        Instant owedSince) {

    /** Whether a run is owed, or under way. */
    public boolean owed() {
        return generation > served;
    }

    /** Whether a node is running it. */
    public boolean running() {
        return claimed != 0;
    }
}
