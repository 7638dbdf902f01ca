package dev.calsync.internal.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.ProviderId;
import dev.calsync.pacing.BudgetKey;
import dev.calsync.pacing.BudgetRule;
import dev.calsync.pacing.BudgetScope;
import dev.calsync.pacing.PermitRate;
import dev.calsync.pacing.ProviderLimits;
import dev.calsync.store.SyncStore;
import dev.calsync.testing.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SharedBudgetsTest {
    private static final ProviderId PROVIDER = ProviderId.of("scripted");
    private static final BudgetKey PROJECT = new BudgetKey(PROVIDER, BudgetScope.PROJECT, "app");
    private static final BudgetKey MAILBOX = new BudgetKey(PROVIDER, BudgetScope.MAILBOX, "alice");

    private final ManualTime time = ManualTime.atNewYear();
    private final SyncStore store = MemorySyncStore.create(time);
    private final SharedBudgets budgets = node();

    /** 60 a minute for the project, 20 at once; 30 a minute for a mailbox, 10 at once. */
    private SharedBudgets node() {
        Duration minute = Duration.ofMinutes(1);
        ProviderLimits limits = new ProviderLimits(
                List.of(
                        new BudgetRule(BudgetScope.PROJECT, new PermitRate(60, minute, 20, false)),
                        new BudgetRule(BudgetScope.MAILBOX, new PermitRate(30, minute, 10, false))),
                4,
                4);
        return new SharedBudgets(store, time, Map.of(PROVIDER, limits));
    }

    private static int granted(Permission permission) {
        return permission instanceof Permission.Granted granted ? granted.requests() : 0;
    }

    @Test
    void withoutBudgets_everythingIsGranted() {
        assertThat(budgets.take(List.of(), 1_000)).isEqualTo(new Permission.Granted(1_000));
    }

    @Test
    void call_getsAsManyAsTheNarrowestBudgetHas() {
        assertThat(granted(budgets.take(List.of(PROJECT, MAILBOX), 15))).isEqualTo(10);
        assertThat(budgets.take(List.of(PROJECT, MAILBOX), 1))
                .isInstanceOfSatisfying(Permission.Refused.class, refused -> {
                    assertThat(refused.until()).isEqualTo(time.now().plusSeconds(2));
                    assertThat(refused.reason()).isEqualTo("the mailbox's budget at scripted is used up");
                });
    }

    @Test
    void whatWasSentBeyondTheGrant_isPaidByTheNextCall() {
        assertThat(granted(budgets.take(List.of(MAILBOX), 2))).isEqualTo(2);
        for (int i = 0; i < 5; i++) {
            budgets.owe(List.of(MAILBOX));
        }

        assertThat(granted(budgets.take(List.of(MAILBOX), 8)))
                .as("10 less 2 and 5")
                .isEqualTo(3);
    }

    @Test
    void debtLargerThanTheBudget_isPaidOverTime() {
        for (int i = 0; i < 25; i++) {
            budgets.owe(List.of(MAILBOX));
        }

        int sent = 0;
        Instant begun = time.now();
        while (sent == 0) {
            Permission permission = budgets.take(List.of(MAILBOX), 1);
            sent = granted(permission);
            if (permission instanceof Permission.Refused refused) {
                assertThat(refused.until()).isAfter(time.now());
                time.advance(Duration.between(time.now(), refused.until()));
            }
        }

        // 10 at once, 15 more and the call's own at one every two seconds.
        assertThat(Duration.between(begun, time.now())).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(36));
    }

    @Test
    void unusedPermits_payWhatIsOwed() {
        budgets.owe(List.of(MAILBOX));
        budgets.unused(List.of(MAILBOX), 1);

        assertThat(granted(budgets.take(List.of(MAILBOX), 99))).isEqualTo(10);
    }

    @Test
    void twoNodes_shareTheBudget() {
        SharedBudgets other = node();

        int all = 0;
        for (int i = 0; i < 15; i++) {
            all += granted(budgets.take(List.of(PROJECT), 1)) + granted(other.take(List.of(PROJECT), 1));
        }

        assertThat(all).isEqualTo(20);
    }

    @Test
    void throttledBudget_isLeftAloneByAllNodes() {
        SharedBudgets other = node();
        Instant until = time.now().plusSeconds(90);

        budgets.throttled(MAILBOX, until);

        for (SharedBudgets node : List.of(budgets, other)) {
            assertThat(node.take(List.of(PROJECT, MAILBOX), 1))
                    .isInstanceOfSatisfying(
                            Permission.Refused.class,
                            refused -> assertThat(refused.until()).isAfterOrEqualTo(until));
        }
    }
}
