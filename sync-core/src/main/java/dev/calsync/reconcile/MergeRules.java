package dev.calsync.reconcile;

/**
 * How two changed states of a series become one.
 *
 * @param policy what decides
 * @param fallback what decides a field that both sides changed differently under {@link ConflictPolicy#MERGE}: any
 *     policy but {@code MERGE}; {@code MANUAL} parks the series. Unused under the other policies.
 */
public record MergeRules(ConflictPolicy policy, ConflictPolicy fallback) {

    /**
     * What decides true conflicts of {@link ConflictPolicy#MERGE} unless told: the remote side, because that needs no
     * comparison of two clocks, and because other people may have seen its state already.
     */
    public static final ConflictPolicy DEFAULT_FALLBACK = ConflictPolicy.REMOTE_WINS;

    /** @throws IllegalArgumentException if the fallback is {@code MERGE} */
    public MergeRules {
        if (fallback == ConflictPolicy.MERGE) {
            throw new IllegalArgumentException("the fallback of a merge must not be merge: name one that decides");
        }
    }

    /** This policy with the default fallback. */
    public static MergeRules of(ConflictPolicy policy) {
        return new MergeRules(policy, DEFAULT_FALLBACK);
    }
}
