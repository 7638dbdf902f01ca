package dev.calsync.internal.grants;

import dev.calsync.auth.Credentials;
import dev.calsync.provider.ProviderContext;
import dev.calsync.system.IdGenerator;
import dev.calsync.system.TimeSource;

/** What is lent to whoever fetches a token: everything but credentials, which it is to fetch. */
record TokenCalls(ProviderContext calls, TimeSource time) implements ProviderContext {

    @Override
    public IdGenerator ids() {
        return calls.ids();
    }

    @Override
    public Credentials credentials() {
        throw new IllegalStateException("who fetches a token has none yet: use what refresh was handed");
    }

    @Override
    public boolean refused(Credentials used) {
        return false;
    }

    @Override
    public void beforeRequest() throws InterruptedException {
        calls.beforeRequest();
    }

    @Override
    public void afterResponse(long bytes) {
        calls.afterResponse(bytes);
    }
}
