package dev.calsync;

import dev.calsync.auth.Credentials;
import dev.calsync.provider.ProviderContext;
import dev.calsync.system.IdGenerator;
import dev.calsync.system.TimeSource;

/** A context for calls that need none. */
final class NoContext implements ProviderContext {
    @Override
    public TimeSource time() {
        return TimeSource.system();
    }

    @Override
    public IdGenerator ids() {
        return () -> "id";
    }

    @Override
    public Credentials credentials() {
        return new Credentials.None();
    }

    @Override
    public void beforeRequest() {}

    @Override
    public void afterResponse(long bytes) {}
}
