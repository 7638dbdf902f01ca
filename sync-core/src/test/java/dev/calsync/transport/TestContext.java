package dev.calsync.transport;

import dev.calsync.auth.Credentials;
import dev.calsync.provider.ProviderContext;
import dev.calsync.system.IdGenerator;
import dev.calsync.system.TimeSource;
import dev.calsync.testing.ManualTime;
import java.util.ArrayList;
import java.util.List;

/** A context that gives what it is told to and counts. */
final class TestContext implements ProviderContext {
    final ManualTime time = ManualTime.atNewYear();
    final List<Credentials> next = new ArrayList<>();
    final List<Credentials> refusedOnes = new ArrayList<>();
    int requests;
    long bytes;

    @Override
    public TimeSource time() {
        return time;
    }

    @Override
    public IdGenerator ids() {
        return () -> "id-1";
    }

    @Override
    public Credentials credentials() {
        return next.get(0);
    }

    @Override
    public boolean refused(Credentials used) {
        refusedOnes.add(used);
        if (next.size() == 1) {
            return false;
        }
        next.remove(0);
        return true;
    }

    @Override
    public void beforeRequest() {
        requests++;
    }

    @Override
    public void afterResponse(long read) {
        bytes += read;
    }
}
