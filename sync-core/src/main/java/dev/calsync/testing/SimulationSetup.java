package dev.calsync.testing;

import dev.calsync.CalendarSyncBuilder;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.provider.CalendarProvider;
import dev.calsync.store.SyncStore;
import dev.calsync.system.TimeSource;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a simulation is made of. */
record SimulationSetup(
        Function<TimeSource, SyncStore> stores,
        UnaryOperator<CalendarProvider> provider,
        UnaryOperator<CalendarSyncBuilder> engines,
        int steps,
        @Nullable Consumer<String> reader) {

    static final SimulationSetup DEFAULT = new SimulationSetup(
            MemorySyncStore::create, UnaryOperator.identity(), UnaryOperator.identity(), Simulation.STEPS, null);
}
