package dev.calsync.examples.cluster;

import com.zaxxer.hikari.HikariDataSource;
import dev.calsync.CalendarSync;
import dev.calsync.Concurrency;
import dev.calsync.listener.SyncEvent;
import dev.calsync.store.jdbc.JdbcSyncStore;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** One node of the fleet: an engine with its defaults, but for the lease. Ends when its input does. */
final class ClusterNode {
    private ClusterNode() {}

    /** Name, database, provider, the provider's limit, and the lease in milliseconds. */
    public static void main(String[] arguments) throws IOException {
        String name = arguments[0];
        Wire wire = new Wire(arguments[2]);
        Duration lease = Duration.ofMillis(Long.parseLong(arguments[4]));
        try (HikariDataSource pool = Database.pool(arguments[1], 6);
                JdbcSyncStore store = JdbcSyncStore.of(pool);
                CalendarSync engine = CalendarSync.builder()
                        .store(store)
                        .provider(new WireProvider(wire, Integer.parseInt(arguments[3])))
                        .encryption(Database.KEYS)
                        .node(name)
                        .lease(lease, lease.dividedBy(3))
                        .concurrency(Concurrency.workers(16).perUser(Load.RUNS_OF_A_USER))
                        .listener(event -> tell(wire, name, event))
                        .build()) {
            engine.start();
            System.out.println("started");
            Children.untilTheParentEnds();
        }
    }

    private static void tell(Wire wire, String name, SyncEvent event) {
        if (event instanceof SyncEvent.LeaseLost) {
            try {
                wire.ask("/stale", Map.of("node", name));
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
