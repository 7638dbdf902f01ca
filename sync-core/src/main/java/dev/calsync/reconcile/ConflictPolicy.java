package dev.calsync.reconcile;

import java.util.Locale;

/**
 * What happens when both sides changed the same series since they last agreed. Whatever loses is kept as a revision.
 *
 * <p>A deletion against an edit: {@link #REMOTE_WINS} and {@link #LOCAL_WINS} do what their side did; under
 * {@link #LATEST_WINS} and {@link #MERGE} the edit beats the deletion, because providers give a deletion no time and an
 * edit that was not wanted is deleted again more easily than a lost one is typed again.
 */
public enum ConflictPolicy {
    /** The provider's series stands as a whole. */
    REMOTE_WINS,
    /** The replica's series stands as a whole. */
    LOCAL_WINS,
    /**
     * The series changed last stands as a whole: by the provider's modification time, else by when the change was seen
     * here; on a tie the remote one.
     */
    LATEST_WINS,
    /**
     * Field by field and instance by instance; where both sides changed one field differently,
     * {@link MergeRules#fallback()} decides.
     */
    MERGE,
    /** Both sides keep theirs and the series is parked until the host answers. */
    MANUAL;

    /** The word in JSON and on command lines: lower case with hyphens, {@code remote-wins}. Stable. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The policy of this name, in any case, with {@code -} or {@code _}.
     *
     * @throws IllegalArgumentException if there is none; the message names the choices
     */
    public static ConflictPolicy parse(String text) {
        String name = text.strip().toUpperCase(Locale.ROOT).replace('-', '_');
        for (ConflictPolicy policy : values()) {
            if (policy.name().equals(name)) {
                return policy;
            }
        }
        throw new IllegalArgumentException(
                "unknown conflict policy \"" + text + "\": use remote-wins, local-wins, latest-wins, merge or manual");
    }
}
