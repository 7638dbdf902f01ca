package dev.calsync.internal.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.internal.pacing.OpenConnections.Share;
import dev.calsync.model.ProviderId;
import dev.calsync.pacing.BudgetSubjects;
import dev.calsync.pacing.ProviderLimits;
import org.junit.jupiter.api.Test;

class OpenConnectionsTest {
    private static final ProviderId PROVIDER = ProviderId.of("scripted");
    private static final ProviderLimits LIMITS = ProviderLimits.NONE.withConcurrency(4, 6);

    private final OpenConnections connections = new OpenConnections();

    private Share take(String mailbox, int wanted) {
        return connections.take(PROVIDER, BudgetSubjects.reading("app", mailbox), LIMITS, wanted);
    }

    @Test
    void run_getsWhatItWants_upToTheMailboxsLimit() {
        assertThat(take("alice", 3).count()).isEqualTo(3);
        assertThat(take("bob", 9).count()).isEqualTo(3);
    }

    @Test
    void mailboxAndHost_areLimitedOverAllRuns() {
        assertThat(take("alice", 9).count()).isEqualTo(4);
        assertThat(take("alice", 9).count()).as("always one of its own").isEqualTo(1);
        assertThat(take("bob", 9).count()).as("six for the host").isEqualTo(1);
    }

    @Test
    void whatIsGivenBack_isThereForTheNext() {
        Share first = take("alice", 4);
        first.close();
        first.close();
        assertThat(take("alice", 9).count()).isEqualTo(4);
        assertThat(take("alice", 9).count()).isEqualTo(1);
    }

    @Test
    void otherProvidersAndServices_haveTheirOwn() {
        take("alice", 4);
        BudgetSubjects elsewhere = BudgetSubjects.reading("other app", "bob");
        assertThat(connections.take(PROVIDER, elsewhere, LIMITS, 9).count()).isEqualTo(4);
        assertThat(connections
                        .take(ProviderId.of("other"), BudgetSubjects.reading("app", "alice"), LIMITS, 9)
                        .count())
                .isEqualTo(4);
    }
}
