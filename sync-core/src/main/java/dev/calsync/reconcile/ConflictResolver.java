package dev.calsync.reconcile;

/**
 * A host's own answer to conflicts, asked for each true conflict before the policy's answer is used. Must be thread-safe,
 * because several runs may ask at once, and quick: it is called on the run's thread within the transaction that applies
 * the answer, so it must ask neither a service nor Calsync, and may be asked about the same conflict again. A resolver
 * that throws is taken as {@link Resolution.Escalate}.
 */
@FunctionalInterface
public interface ConflictResolver {

    /** Which state stands. */
    Resolution resolve(Conflict conflict);
}
