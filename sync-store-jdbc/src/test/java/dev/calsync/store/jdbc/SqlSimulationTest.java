package dev.calsync.store.jdbc;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.calsync.store.SyncStore;
import dev.calsync.system.TimeSource;
import dev.calsync.testing.Simulation;
import dev.calsync.testing.SimulationReport;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * The simulation of the core over this store, on H2 in memory. {@code -Dcalsync.seeds.sql=N} runs one seed and traces it,
 * {@code -Dcalsync.seeds.sql=1-200} runs so many.
 */
class SqlSimulationTest {
    private static final String SEEDS = System.getProperty("calsync.seeds.sql", "1-8");

    private final SqlRowDamage damage = new SqlRowDamage();

    private SyncStore onH2(TimeSource time) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";QUERY_CACHE_SIZE=1000;OPTIMIZE_REUSE_RESULTS=0");
        config.setMaximumPoolSize(1);
        HikariDataSource database = new HikariDataSource(config);
        JdbcSyncStore store = JdbcSyncStore.builder(database).clock(time).build();
        store.open();
        return damage.of(store, database);
    }

    @Test
    void whateverHappens_everyInvariantHolds() throws InterruptedException {
        String[] span = SEEDS.split("-", -1);
        long first = Long.parseLong(span[0]);
        long last = Long.parseLong(span[span.length - 1]);
        Simulation simulation = Simulation.create()
                .store(this::onH2, damage)
                .replay(seed -> "mvn -pl sync-store-jdbc test -Dtest=SqlSimulationTest -Dcalsync.seeds.sql=" + seed);
        SimulationReport report = first == last
                ? simulation.trace(System.out::println).run(first, last)
                : simulation.threads(2).run(first, last);
        System.out.println(report);
        report.throwIfFailed();
        assertTrue(report.ran() > 0);
    }
}
