package dev.calsync.internal.engine;

import dev.calsync.reconcile.ChangeGuard;
import dev.calsync.reconcile.ConflictResolver;
import org.jspecify.annotations.Nullable;

/**
 * What a host decided about conflicts and mistakes.
 *
 * @param resolver who is asked about conflicts before the policies; null for nobody
 * @param guard which changes wait for a person
 */
public record SafetySettings(@Nullable ConflictResolver resolver, ChangeGuard guard) {}
