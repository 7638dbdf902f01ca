package dev.calsync.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.model.ProviderId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProviderLimitsTest {
    private static final ProviderId GOOGLE = ProviderId.of("google");

    @Test
    void request_drawsFromWhatItsProviderCounts() {
        BudgetSubjects reading = BudgetSubjects.reading("client", "alice@example.com");
        assertThat(ProviderLimits.GOOGLE_CALENDAR.keysFor(GOOGLE, reading))
                .containsExactly(
                        new BudgetKey(GOOGLE, BudgetScope.PROJECT, "client"),
                        new BudgetKey(GOOGLE, BudgetScope.MAILBOX, "alice@example.com"));
        assertThat(ProviderLimits.GOOGLE_CALENDAR.keysFor(GOOGLE, reading.writing("team")))
                .hasSize(3)
                .endsWith(new BudgetKey(GOOGLE, BudgetScope.CALENDAR_WRITES, "team"));
        assertThat(ProviderLimits.MICROSOFT_GRAPH.keysFor(GOOGLE, reading.writing("team")))
                .extracting(BudgetKey::scope)
                .containsExactly(BudgetScope.PROJECT, BudgetScope.MAILBOX);
        assertThat(ProviderLimits.NONE.keysFor(GOOGLE, reading)).isEmpty();
    }

    @Test
    void publishedLimit_isWhatBurstAndRefillAddUpTo() {
        assertThat(ProviderLimits.MICROSOFT_GRAPH.rate(BudgetScope.MAILBOX))
                .contains(new PermitRate(9_500, Duration.ofSeconds(602), 500, false));
        assertThat(ProviderLimits.MICROSOFT_GRAPH.rate(BudgetScope.PROJECT))
                .contains(new PermitRate(1_500, Duration.ofSeconds(3), 500, false));
        assertThat(ProviderLimits.MICROSOFT_GRAPH.maxConcurrentPerMailbox()).isEqualTo(4);
        assertThat(ProviderLimits.CALDAV.maxConnectionsPerHost()).isEqualTo(4);
        assertThat(ProviderLimits.CALDAV.rules()).allMatch(rule -> rule.rate().onlyWhenThrottled());
    }

    @Test
    void ownRule_takesTheOthersPlace() {
        BudgetRule raised = new BudgetRule(BudgetScope.PROJECT, PermitRate.within(50_000, Duration.ofMinutes(1), 100));
        ProviderLimits limits = ProviderLimits.GOOGLE_CALENDAR.withRule(raised).withConcurrency(2, 3);
        assertThat(limits.rules()).hasSize(3).startsWith(raised);
        assertThat(limits.maxConcurrentPerMailbox()).isEqualTo(2);
        assertThat(limits.maxConnectionsPerHost()).isEqualTo(3);
        assertThatThrownBy(() -> new ProviderLimits(List.of(raised, raised), 0, 0))
                .hasMessageContaining("maxConcurrentPerMailbox")
                .hasMessageContaining("maxConnectionsPerHost")
                .hasMessageContaining("PROJECT must have one rule");
        assertThatThrownBy(() -> new BudgetKey(GOOGLE, BudgetScope.PROJECT, "")).hasMessageContaining("subject");
    }
}
