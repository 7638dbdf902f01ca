package dev.calsync.recurrence;

/** The work that one query may still do. */
final class StepBudget {
    private long left;

    StepBudget(long steps) {
        this.left = steps;
    }

    /** Takes steps; false, and from then on always, when there are not enough left. */
    boolean take(long steps) {
        left = left < steps ? 0 : left - steps;
        return left > 0;
    }

    boolean isSpent() {
        return left <= 0;
    }
}
