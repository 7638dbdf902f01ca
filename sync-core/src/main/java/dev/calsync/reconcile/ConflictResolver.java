package dev.calsync.reconcile;

/**
 * A host's own answer to conflicts. The engine asks none yet: it goes by policies alone. To be called on the run's thread
 * for each true conflict before the policy's answer is used; must be thread-safe, because several runs may ask at once.
 * May block, but the calendar's run waits. A resolver that throws is taken as {@link Resolution.Escalate}.
 */
@FunctionalInterface
public interface ConflictResolver {

    /** Which state stands. */
    Resolution resolve(Conflict conflict);
}
