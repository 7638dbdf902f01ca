package dev.calsync.testing;

/** What holds whatever goes wrong, as far as a {@link Simulation} looks. The numbers are those of the architecture page. */
public enum Invariant {
    /** At most one run of a calendar holds a valid lease, and a trigger during a run starts exactly one more after it. */
    ONE_RUN(1, "one run per calendar"),
    /** Nothing that a run writes without its lease sticks, and such a run makes at most one more call. */
    FENCING(2, "fencing"),
    /** Everything that was asked for is done in the end, and every schedule goes on firing. */
    NOTHING_OWED_LOST(3, "nothing owed is lost"),
    /** Whatever somebody wrote is there, was replaced by somebody who saw it, or is kept as a revision. */
    NO_LOST_EDIT(4, "no lost edit"),
    /** No write takes effect twice. */
    NO_DUPLICATE(5, "no duplicate"),
    /** Who is put off loses no attempt, holds no worker and does not begin too early. */
    FREE_DEFERRAL(6, "deferral is free"),
    /** Attempts, runs at once, history, quarantine, tasks and open sessions stay within their bounds. */
    BOUNDED(8, "everything is bounded"),
    /** A run with nothing new costs one request. */
    COST_FOLLOWS_CHANGE(9, "cost follows change"),
    /** Once faults stop, both sides agree. */
    CONVERGENCE(10, "convergence"),
    /** More deletions than usual take effect here only if a person has said so. */
    GUARDED(11, "unusual deletions wait");

    private final int number;
    private final String title;

    Invariant(int number, String title) {
        this.number = number;
        this.title = title;
    }

    /** Its number on the architecture page. */
    public int number() {
        return number;
    }

    /** The number and the title. */
    @Override
    public String toString() {
        return "(" + number + ") " + title;
    }
}
