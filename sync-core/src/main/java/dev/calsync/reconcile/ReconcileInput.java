package dev.calsync.reconcile;

/**
 * Everything a decision about one series depends on.
 *
 * @param link the last agreement
 * @param local the replica's state
 * @param remote the provider's state
 * @param rules what decides conflicts
 */
public record ReconcileInput(LinkState link, LocalState local, RemoteState remote, MergeRules rules) {}
