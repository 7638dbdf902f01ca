package dev.calsync;

import dev.calsync.internal.engine.Engine;
import dev.calsync.internal.engine.EngineSettings;
import dev.calsync.internal.engine.Providers;
import dev.calsync.internal.engine.Secrets;
import dev.calsync.job.SyncWorker;
import dev.calsync.listener.SyncListener;
import dev.calsync.model.ProviderId;
import dev.calsync.store.LocalCalendar;
import dev.calsync.store.SyncStore;
import dev.calsync.system.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** All that an engine is made of, so that another one like it can be made. */
record EnginePlan(
        SyncStore store,
        Environment environment,
        EngineSettings settings,
        Secrets secrets,
        Providers providers,
        Map<ProviderId, SyncWorker> hostWorkers,
        UnaryOperator<SyncWorker> wrap,
        @Nullable LocalCalendar replica,
        List<SyncListener> listeners) {

    Engine engine() {
        return new Engine(store, environment, settings, secrets, providers, hostWorkers, wrap, replica, listeners);
    }

    /** An engine of its own name that borrows threads and providers, and tells one more listener. */
    Engine forAWhile(SyncListener more) {
        List<SyncListener> all = new ArrayList<>(listeners);
        all.add(more);
        return new Engine(
                store,
                Engine.borrowed(environment),
                settings.node(environment.ids().next()),
                secrets,
                providers.borrowed(),
                hostWorkers,
                wrap,
                replica,
                all);
    }
}
