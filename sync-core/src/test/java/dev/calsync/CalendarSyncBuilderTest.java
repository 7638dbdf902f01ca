package dev.calsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.job.WorkOutcome;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.ProviderId;
import dev.calsync.pacing.RetryPolicy;
import dev.calsync.testing.ScriptedProvider;
import dev.calsync.testing.VirtualWorld;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CalendarSyncBuilderTest {
    private final VirtualWorld world = VirtualWorld.create(1);

    @Test
    void nothingGiven_namesEverythingThatIsMissing() {
        List<String> faults = faults(CalendarSync.builder());
        assertThat(faults).hasSize(2);
        assertThat(faults).anyMatch(fault -> fault.startsWith("store is missing"));
        assertThat(faults).anyMatch(fault -> fault.contains("at least one .provider(…) or .worker(…)"));
    }

    @Test
    void everyContradiction_isNamedAtOnce() {
        List<String> faults = faults(CalendarSync.builder()
                .store(MemorySyncStore.create())
                .provider(new ScriptedProvider())
                .provider(new ScriptedProvider())
                .worker(ProviderId.of("scripted"), (job, context) -> WorkOutcome.completed())
                .worker(ProviderId.of("own"), (job, context) -> WorkOutcome.completed())
                .worker(ProviderId.of("own"), (job, context) -> WorkOutcome.completed())
                .concurrency(Concurrency.workers(1).perUser(2))
                .retry(RetryPolicy.exponential(Duration.ofMinutes(5), Duration.ofSeconds(1)))
                .lease(Duration.ofSeconds(10), Duration.ofSeconds(9))
                .pollInterval(Duration.ZERO)
                .drain(Duration.ofSeconds(-1))
                .runDeadline(Duration.ZERO)
                .node(" "));
        assertThat(faults)
                .anyMatch(fault -> fault.contains("provider 'scripted' is given twice"))
                .anyMatch(fault -> fault.contains("'scripted' has both a provider and a worker"))
                .anyMatch(fault -> fault.contains("worker for 'own' is given twice"))
                .anyMatch(fault -> fault.contains("perUser must not exceed workers"))
                .anyMatch(fault -> fault.contains("renewed at least twice"))
                .anyMatch(fault -> fault.contains("pollInterval must be more than zero"))
                .anyMatch(fault -> fault.contains("runDeadline must be more than zero"))
                .anyMatch(fault -> fault.contains("drain must not be negative"))
                .anyMatch(fault -> fault.contains("node must not be blank"))
                .hasSizeGreaterThanOrEqualTo(9);
    }

    @Test
    void build_startsNothing_andMayBeRepeated() {
        CalendarSyncBuilder builder = CalendarSync.builder()
                .store(MemorySyncStore.create(world.time()))
                .provider(new ScriptedProvider())
                .environment(world.node());
        assertThat(builder.build()).isNotSameAs(builder.build());
        assertThat(world.tasks().nextDue()).isNull();
    }

    @Test
    void start_worksOnce() {
        CalendarSync sync = CalendarSync.builder()
                .store(MemorySyncStore.create(world.time()))
                .provider(new ScriptedProvider())
                .environment(world.node())
                .build();
        sync.start();
        assertThatThrownBy(sync::start).isInstanceOf(IllegalStateException.class);
        sync.close();
        sync.close();
    }

    @Test
    void unknownProvider_isRefused_andNothingIsKept() {
        CalendarSync sync = CalendarSync.builder()
                .store(MemorySyncStore.create(world.time()))
                .provider(new ScriptedProvider())
                .environment(world.node())
                .build();
        UserSync alice = sync.forUser("alice");
        ScriptedProvider other = new ScriptedProvider(ProviderId.of("other"));
        assertThatThrownBy(() -> alice.connect(other.account("alice")))
                .isInstanceOf(UnrecoverableException.class)
                .hasMessageContaining("'other'")
                .hasMessageContaining("scripted");
        assertThatThrownBy(() -> alice.connect(new HostAccount(ProviderId.of("own"), "me", List.of("c"))))
                .isInstanceOf(UnrecoverableException.class)
                .hasMessageContaining("'own'");
        assertThat(alice.accounts()).isEmpty();
        sync.close();
    }

    private static List<String> faults(CalendarSyncBuilder builder) {
        return catchThrowableOfType(InvalidConfigurationException.class, builder::build)
                .faults();
    }
}
