package dev.calsync.store.jdbc;

import dev.calsync.model.ScheduleId;
import dev.calsync.store.WorkDemand;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A demand as four columns: bits, due, since, schedule. The bits are type (2), priority (2), whether it still waits (1), three
 * that are free, and the causes.
 */
final class DemandColumns {
    private static final int TYPE = 0b11;
    private static final int PRIORITY_AT = 2;
    private static final int WAITS = 1 << 4;
    private static final int CAUSES_AT = 8;

    private DemandColumns() {}

    /** The bits of a demand. */
    static int bits(WorkDemand demand) {
        return Codes.TYPE.of(demand.type())
                | Codes.PRIORITY.of(demand.priority()) << PRIORITY_AT
                | Codes.CAUSE.bits(demand.causes()) << CAUSES_AT;
    }

    /** The bits of a demand that waits, or of one that does no longer. */
    static int bits(WorkDemand demand, boolean waits) {
        return bits(demand) | (waits ? WAITS : 0);
    }

    static boolean waits(int bits) {
        return (bits & WAITS) != 0;
    }

    static @Nullable String schedule(WorkDemand demand) {
        return demand.schedule() == null ? null : demand.schedule().value();
    }

    static WorkDemand demand(int bits, Instant dueAt, Instant owedSince, @Nullable String schedule) {
        return new WorkDemand(
                Codes.TYPE.word(bits & TYPE),
                Codes.PRIORITY.word(bits >> PRIORITY_AT & TYPE),
                dueAt,
                owedSince,
                Codes.CAUSE.set(bits >> CAUSES_AT),
                schedule == null ? null : ScheduleId.of(schedule));
    }

    /** A demand from the next four columns. */
    static WorkDemand read(Row row) throws SQLException {
        return demand(row.integer(), row.time(), row.time(), row.textOrNull());
    }
}
