package dev.calsync.schedule;

/** What becomes of fire times that passed while nobody could fire them. */
public sealed interface MisfirePolicy {

    /** However many were missed, the calendar is synced once. The default. */
    record RunOnce() implements MisfirePolicy {}

    /** Missed fire times are forgotten; the next regular one fires. */
    record Skip() implements MisfirePolicy {}

    /**
     * Missed fire times are made up for, the latest first, up to a number. The engine cannot do so yet:
     * {@code UserSync.schedule} refuses it.
     *
     * @param runs how many at most; a valid schedule has 1 to 100
     */
    record CatchUp(int runs) implements MisfirePolicy {
        static final int MAX_RUNS = 100;
    }

    /** One run for all that was missed. */
    static MisfirePolicy runOnce() {
        return new RunOnce();
    }

    /** No run for what was missed. */
    static MisfirePolicy skip() {
        return new Skip();
    }

    /** Up to {@code runs} runs for what was missed; a valid schedule has 1 to 100. */
    static MisfirePolicy catchUp(int runs) {
        return new CatchUp(runs);
    }
}
