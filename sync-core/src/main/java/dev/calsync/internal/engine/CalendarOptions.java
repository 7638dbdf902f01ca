package dev.calsync.internal.engine;

import dev.calsync.pacing.RetryPolicy;
import dev.calsync.reconcile.MergeRules;

/**
 * What a user's schedules and the engine's settings together say about one calendar.
 *
 * @param mergeRules what decides conflicts
 * @param retryOnFailure whether failed work is tried again
 * @param retry when, and how often
 * @param selection which events are synchronised
 */
record CalendarOptions(MergeRules mergeRules, boolean retryOnFailure, RetryPolicy retry, EventSelection selection) {}
