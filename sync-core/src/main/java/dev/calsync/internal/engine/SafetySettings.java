package dev.calsync.internal.engine;

import dev.calsync.job.OnFailure;
import dev.calsync.reconcile.ChangeGuard;
import dev.calsync.reconcile.ConflictResolver;
import org.jspecify.annotations.Nullable;

/**
 * What a host decided about conflicts and mistakes.
 *
 * @param resolver who is asked about conflicts before the policies; null for nobody
 * @param guard which changes wait for a person
 * @param onFailure what becomes of what a failed run has written, unless a schedule says otherwise
 */
public record SafetySettings(@Nullable ConflictResolver resolver, ChangeGuard guard, OnFailure onFailure) {

    /** What holds unless a host says something else. */
    public static final SafetySettings DEFAULT = new SafetySettings(null, ChangeGuard.DEFAULT, OnFailure.KEEP_PROGRESS);

    /** The same with this resolver. */
    public SafetySettings resolver(ConflictResolver value) {
        return new SafetySettings(value, guard, onFailure);
    }

    /** The same with this guard. */
    public SafetySettings guard(ChangeGuard value) {
        return new SafetySettings(resolver, value, onFailure);
    }

    /** The same with this done after a failure. */
    public SafetySettings onFailure(OnFailure value) {
        return new SafetySettings(resolver, guard, value);
    }
}
