package dev.calsync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.memory.MemorySyncStore;
import dev.calsync.system.TimeSource;
import dev.calsync.testing.ScriptedTokens;
import dev.calsync.testing.Simulation;
import dev.calsync.testing.SimulationReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The simulation with accounts whose access tokens last three minutes, at a server that ends a grant when an old refresh
 * token comes back. Whatever happens to nodes and store, nobody uses one.
 *
 * <p>{@code -Dcalsync.seeds.tokens=FROM-TO} runs these seeds.
 */
class TokenSimulationTest {
    private static final Duration LIFETIME = Duration.ofMinutes(3);

    private final List<ScriptedTokens> servers = new ArrayList<>();
    private TimeSource now = TimeSource.system();

    @Test
    void whateverHappens_noRefreshTokenIsUsedOnceTooOften() throws InterruptedException {
        String[] range = System.getProperty("calsync.seeds.tokens", "1-40").split("-");
        // One thread: a world's store is made before its provider, with the world's time.
        SimulationReport report = Simulation.create()
                .store(time -> {
                    now = time;
                    return MemorySyncStore.create(time);
                })
                .provider(provider -> {
                    ScriptedTokens server = new ScriptedTokens(now, LIFETIME).forgiving();
                    servers.add(server);
                    return new GuardedProvider(provider, server);
                })
                .replay(seed -> "mvn -pl sync-core test -Dtest=TokenSimulationTest -Dcalsync.seeds.tokens=" + seed)
                .run(Long.parseLong(range[0]), Long.parseLong(range[range.length - 1]));

        report.throwIfFailed();
        assertThat(servers).allSatisfy(server -> assertThat(server.reuses()).isZero());
        assertThat(servers.stream().mapToInt(ScriptedTokens::refreshes).sum())
                .as("tokens were refreshed, many times in each world")
                .isGreaterThan(10 * servers.size());
    }
}
