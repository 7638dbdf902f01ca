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
        @Nullable Consumer<String> reader,
        RowDamage damage) {

    static final SimulationSetup DEFAULT = new SimulationSetup(
            MemorySyncStore::create,
            UnaryOperator.identity(),
            UnaryOperator.identity(),
            Simulation.STEPS,
            null,
            RowDamage.IN_MEMORY);

    SimulationSetup stores(Function<TimeSource, SyncStore> other, RowDamage how) {
        return new SimulationSetup(other, provider, engines, steps, reader, how);
    }

    SimulationSetup provider(UnaryOperator<CalendarProvider> other) {
        return new SimulationSetup(stores, other, engines, steps, reader, damage);
    }

    SimulationSetup engines(UnaryOperator<CalendarSyncBuilder> other) {
        return new SimulationSetup(stores, provider, other, steps, reader, damage);
    }

    SimulationSetup steps(int other) {
        return new SimulationSetup(stores, provider, engines, other, reader, damage);
    }

    SimulationSetup reader(@Nullable Consumer<String> other) {
        return new SimulationSetup(stores, provider, engines, steps, other, damage);
    }
}
