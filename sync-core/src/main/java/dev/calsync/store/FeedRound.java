package dev.calsync.store;

/**
 * One round of one partition of a calendar's change feed. Rounds are numbered for each partition by itself.
 *
 * @param partition which partition
 * @param number grows with every round of the partition
 */
public record FeedRound(String partition, long number) {

    /** Of no partition: what no round has mentioned yet, and no full round can find missing. */
    public static final FeedRound NONE = new FeedRound("", 0);

    /** The round before: of what counts as mentioned only once this round is written down. */
    public FeedRound previous() {
        return number == 0 ? this : new FeedRound(partition, number - 1);
    }

    /** Whether this is an earlier round of the same partition. */
    public boolean before(FeedRound other) {
        return partition.equals(other.partition) && number < other.number;
    }
}
