package dev.calsync.internal.engine;

import dev.calsync.job.OnFailure;
import dev.calsync.pacing.RetryPolicy;
import dev.calsync.reconcile.ConflictPolicy;
import dev.calsync.reconcile.ConflictResolver;
import dev.calsync.reconcile.MergeRules;
import org.jspecify.annotations.Nullable;

/**
 * What a user's schedules and the engine's settings together say about one calendar.
 *
 * @param mergeRules what decides conflicts
 * @param retryOnFailure whether failed work is tried again
 * @param retry when, and how often
 * @param onFailure what becomes of what a failed run has written
 * @param selection which events are synchronised
 * @param mirrored whether the calendar is on a mirror
 * @param resolver who is asked about conflicts before the rules decide; null for nobody
 */
record CalendarOptions(
        MergeRules mergeRules,
        boolean retryOnFailure,
        RetryPolicy retry,
        OnFailure onFailure,
        EventSelection selection,
        boolean mirrored,
        @Nullable ConflictResolver resolver) {

    /** Whether a conflict waits for a person. */
    boolean parks() {
        return mergeRules.policy() == ConflictPolicy.MANUAL
                || (mergeRules.policy() == ConflictPolicy.MERGE && mergeRules.fallback() == ConflictPolicy.MANUAL);
    }
}
