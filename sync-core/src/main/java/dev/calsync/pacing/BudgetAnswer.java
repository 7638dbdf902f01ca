package dev.calsync.pacing;

import java.time.Instant;
import java.util.List;

/** What a {@link BudgetLedger} says to a request. Immutable. */
public sealed interface BudgetAnswer {

    /** Every budget had a permit, and one is taken from each: send the request. */
    record Taken() implements BudgetAnswer {}

    /**
     * Nothing is taken. Lease these chunks from the shared buckets with {@link TokenBucket#takeUpTo}, tell the ledger
     * what came of it and ask again.
     *
     * @param chunks at least one, from the narrowest scope to the widest, which is the order to lease them in: if the
     *     mailbox has none, none of the project's are taken
     */
    record Needed(List<Chunk> chunks) implements BudgetAnswer {
        /** Keeps its own copy. */
        public Needed {
            chunks = List.copyOf(chunks);
        }
    }

    /**
     * Nothing is taken, and asking before {@code until} is in vain: defer the work.
     *
     * @param by the budget that holds the request up longest, to explain it by
     */
    record Held(BudgetKey by, Instant until) implements BudgetAnswer {}

    /**
     * A part of a shared bucket.
     *
     * @param permits how many at most, at least 1
     */
    record Chunk(BudgetKey key, long permits) {}
}
