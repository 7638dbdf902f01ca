package dev.calsync.internal.engine;

import dev.calsync.auth.KeyProvider;
import dev.calsync.auth.TokenProvider;
import dev.calsync.internal.grants.Grants;
import dev.calsync.internal.grants.SecretBox;
import dev.calsync.provider.CalendarProvider;
import dev.calsync.store.SyncStore;
import dev.calsync.system.Environment;
import org.jspecify.annotations.Nullable;

/**
 * How an engine keeps secrets.
 *
 * @param keys what they are encrypted with
 * @param vault the host's own place for tokens; null if it has none
 */
public record Secrets(KeyProvider keys, @Nullable TokenProvider vault) {

    /** @param environment its time is the store's */
    Grants grants(SyncStore store, Environment environment, Providers providers) {
        return new Grants(
                store,
                environment,
                box(environment),
                id -> providers.find(id).flatMap(CalendarProvider::tokenRefresh),
                vault);
    }

    /** What seals secrets with these keys. */
    SecretBox box(Environment environment) {
        return new SecretBox(keys, environment.random());
    }
}
