package dev.calsync.pacing;

/**
 * One limit of a provider: each subject of a scope has a bucket of this rate. Immutable and thread-safe.
 *
 * @param scope whose requests are counted together
 * @param rate how many there may be
 */
public record BudgetRule(BudgetScope scope, PermitRate rate) {}
