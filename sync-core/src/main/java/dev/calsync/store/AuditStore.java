package dev.calsync.store;

import java.time.Instant;
import java.util.List;

/**
 * What users and operators did. Rows are added and, once they are old, dropped from a chain's beginning; nothing changes
 * them. They outlive the users and accounts that they speak of.
 */
public interface AuditStore {

    /**
     * Adds entries, each behind the last of its chain, see {@link AuditRow#next}. Two that add to one chain follow one
     * another.
     *
     * @return the rows that they became, in the same order
     */
    List<AuditRow> append(List<AuditEntry> entries);

    /**
     * Rows of a chain, in their order.
     *
     * @param after only those with greater numbers; 0 to begin
     * @param limit at most so many
     */
    List<AuditRow> read(String chain, long after, int limit);

    /**
     * Drops rows from before a time, the first of a chain first, at most so many; a chain's last row stays, so that it
     * goes on where it was. Returns how many.
     */
    int prune(Instant before, int limit);
}
