package dev.calsync.reconcile;

/**
 * How many changes at once are unusual, so that a run asks a person before it makes them. A run is held if it would make
 * more changes of a kind than the limit's count, and these are more than the limit's share of the calendar's series.
 * What is new is never held, and so a first sync is not either; neither is what both sides have deleted. Immutable.
 *
 * @param deletionsHere series that the provider deleted
 * @param updatesHere series that the provider changed and this side did not
 * @param deletionsThere series that were deleted here
 * @param updatesThere series that were changed here
 */
public record ChangeGuard(Limit deletionsHere, Limit updatesHere, Limit deletionsThere, Limit updatesThere) {

    /** What is counted. */
    public enum Kind {
        /** Series that are deleted. */
        DELETIONS,
        /** Series that are changed. */
        UPDATES
    }

    /**
     * How much is usual.
     *
     * @param count so many changes are always let through; not negative
     * @param share such a share of the calendar's linked series is always let through; 0 to 1
     */
    public record Limit(int count, double share) {

        /** No limit. */
        public static final Limit NONE = new Limit(Integer.MAX_VALUE, 1);

        /** @throws IllegalArgumentException if a number is out of its range */
        public Limit {
            if (count < 0 || !(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException(
                        "a limit's count must not be negative and its share 0 to 1, was " + count + ", " + share);
            }
        }

        /** Whether so many changes may be too many; if so, it depends on how many series there are. */
        public boolean reached(long changes) {
            return changes > count;
        }

        /** How many series there must be for so many changes to be usual. */
        public long seriesFor(long changes) {
            return share == 0 ? Long.MAX_VALUE : (long) Math.ceil(changes / share);
        }
    }

    /** More than 20 deletions that are more than 30 percent, or more than 200 updates that are more than 60 percent. */
    public static final ChangeGuard DEFAULT =
            new ChangeGuard(new Limit(20, 0.3), new Limit(200, 0.6), new Limit(20, 0.3), new Limit(200, 0.6));

    /** Nothing is held. */
    public static final ChangeGuard OFF = new ChangeGuard(Limit.NONE, Limit.NONE, Limit.NONE, Limit.NONE);

    /** Other limits for deletions, whichever side they are to be made on. */
    public ChangeGuard deletions(Limit limit) {
        return new ChangeGuard(limit, updatesHere, limit, updatesThere);
    }

    /** Other limits for updates, whichever side they are to be made on. */
    public ChangeGuard updates(Limit limit) {
        return new ChangeGuard(deletionsHere, limit, deletionsThere, limit);
    }

    /**
     * The limit for changes of a kind.
     *
     * @param side where they would be made
     */
    public Limit limit(Kind kind, Side side) {
        if (side == Side.LOCAL) {
            return kind == Kind.DELETIONS ? deletionsHere : updatesHere;
        }
        return kind == Kind.DELETIONS ? deletionsThere : updatesThere;
    }
}
