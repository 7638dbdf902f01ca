package dev.calsync.store;

import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ProviderId;
import dev.calsync.model.UserId;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A calendar's work row.
 *
 * @param calendar which calendar
 * @param user whose it is
 * @param provider its account's provider
 * @param bucket its user's bucket
 * @param generation the last one asked for
 * @param served the last one that ended; the calendar is owed work while this is less than {@code generation}
 * @param claimed the generation that a node is running, or 0
 * @param demand what is asked for and not yet claimed; what was last claimed when nothing else is asked for
 * @param readAt its place in the order in which due work is read
 * @param notBefore nothing begins before this, whatever is asked for; null when nothing puts it off
 * @param reason why it is put off, one sentence; null when nothing puts it off
 * @param blocks why nothing may begin at all, empty when nothing blocks it
 * @param attempts how often it was tried in vain, not counting deferrals
 */
public record WorkItem(
        CalendarRef calendar,
        UserId user,
        ProviderId provider,
        int bucket,
        long generation,
        long served,
        long claimed,
        WorkDemand demand,
        DueCursor readAt,
        @Nullable Instant notBefore,
        @Nullable String reason,
        Set<WorkBlock> blocks,
        int attempts) {

    /** Copies the blocks. */
    public WorkItem {
        blocks = blocks.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(blocks));
    }

    /** Whether a run is owed, or under way. */
    public boolean owed() {
        return generation > served;
    }

    /** Whether a node is running it. */
    public boolean running() {
        return claimed != 0;
    }

    /** The widest type asked for. */
    public SyncType type() {
        return demand.type();
    }

    /** The strongest priority asked for. */
    public Priority priority() {
        return demand.priority();
    }

    /** When it is to begin: the later of what was asked for and what it is put off to. */
    public Instant dueAt() {
        Instant held = notBefore;
        return held != null && held.isAfter(demand.dueAt()) ? held : demand.dueAt();
    }

    /** When it became owed. */
    public Instant owedSince() {
        return demand.owedSince();
    }
}
