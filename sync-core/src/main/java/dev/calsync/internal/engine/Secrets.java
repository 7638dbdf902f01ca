package dev.calsync.internal.engine;

import dev.calsync.auth.KeyProvider;
import dev.calsync.auth.TokenProvider;
import org.jspecify.annotations.Nullable;

/**
 * How an engine keeps secrets.
 *
 * @param keys what they are encrypted with
 * @param vault the host's own place for tokens; null if it has none
 */
public record Secrets(KeyProvider keys, @Nullable TokenProvider vault) {}
