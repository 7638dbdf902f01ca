package dev.calsync.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.model.ProviderId;
import dev.calsync.pacing.BudgetAnswer.Chunk;
import dev.calsync.pacing.BudgetAnswer.Held;
import dev.calsync.pacing.BudgetAnswer.Needed;
import dev.calsync.pacing.BudgetAnswer.Taken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BudgetLedgerTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final ProviderId GOOGLE = ProviderId.of("google");
    private static final ProviderLimits LIMITS = ProviderLimits.GOOGLE_CALENDAR;
    private static final List<BudgetKey> ALICE =
            LIMITS.keysFor(GOOGLE, BudgetSubjects.reading("client", "alice@example.com"));
    private static final List<BudgetKey> BOB =
            LIMITS.keysFor(GOOGLE, BudgetSubjects.reading("client", "bob@example.com"));
    private static final BudgetKey PROJECT = ALICE.get(0);
    private static final BudgetKey MAILBOX = ALICE.get(1);

    private final BudgetLedger ledger = new BudgetLedger(Map.of(GOOGLE, LIMITS));

    @Test
    void freshLedger_asksForAllBudgetsFromNarrowToWide() {
        Needed needed = (Needed) ledger.tryTake(ALICE, NOW);
        assertThat(needed.chunks()).extracting(Chunk::key).containsExactly(MAILBOX, PROJECT);
        assertThat(needed.chunks()).extracting(Chunk::permits).containsExactly(4L, 4L);
        assertThat(ledger.tryTake(List.of(), NOW)).isEqualTo(new Taken());
    }

    @Test
    void mailboxThatSaysNo_burnsNothingOfTheProject() {
        ledger.leased(PROJECT, 2, NOW);
        for (int i = 0; i < 10; i++) {
            assertThat(ledger.tryTake(ALICE, NOW)).isInstanceOf(Needed.class);
        }
        ledger.held(MAILBOX, NOW, NOW.plusSeconds(30));
        assertThat(ledger.tryTake(ALICE, NOW)).isEqualTo(new Held(MAILBOX, NOW.plusSeconds(30)));
        ledger.leased(BOB.get(1), 5, NOW);
        assertThat(ledger.tryTake(BOB, NOW)).isEqualTo(new Taken());
        assertThat(ledger.tryTake(BOB, NOW)).isEqualTo(new Taken());
        Needed needed = (Needed) ledger.tryTake(BOB, NOW);
        assertThat(needed.chunks()).extracting(Chunk::key).containsExactly(PROJECT);
    }

    @Test
    void longestHold_isTheAnswer() {
        ledger.held(MAILBOX, NOW, NOW.plusSeconds(30));
        ledger.held(PROJECT, NOW, NOW.plusSeconds(90));
        assertThat(ledger.tryTake(ALICE, NOW)).isEqualTo(new Held(PROJECT, NOW.plusSeconds(90)));
        assertThat(ledger.tryTake(ALICE, NOW.plusSeconds(90))).isInstanceOf(Needed.class);
    }

    @Test
    void unusedPermits_expire() {
        lease(ALICE, 10, NOW);
        assertThat(ledger.tryTake(ALICE, NOW.plusMillis(1_999))).isEqualTo(new Taken());
        Needed needed = (Needed) ledger.tryTake(ALICE, NOW.plusSeconds(2));
        assertThat(needed.chunks()).extracting(Chunk::permits).containsExactly(1L, 1L);
    }

    @Test
    void chunk_followsUseUpToASecondOfTheRate() {
        List<Long> sizes = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Needed needed = (Needed) ledger.tryTake(ALICE, NOW);
            needed.chunks().forEach(chunk -> ledger.leased(chunk.key(), chunk.permits(), NOW));
            for (Chunk chunk : needed.chunks()) {
                if (chunk.key().equals(PROJECT)) {
                    sizes.add(chunk.permits());
                }
            }
            while (ledger.tryTake(ALICE, NOW) instanceof Taken) {
                assertThat(sizes).isNotEmpty();
            }
        }
        assertThat(sizes).startsWith(4L, 8L);
        assertThat(LIMITS.rate(BudgetScope.PROJECT).orElseThrow().largestChunk())
                .isEqualTo(145);
        assertThat(LIMITS.rate(BudgetScope.MAILBOX).orElseThrow().largestChunk())
                .isEqualTo(8);
        assertThat(((Needed) ledger.tryTake(ALICE, NOW)).chunks())
                .allSatisfy(chunk -> assertThat(chunk.permits()).isLessThanOrEqualTo(145));
    }

    @Test
    void chunkThatArrivesAfterTheProviderThrottled_isDropped() {
        ledger.tryTake(ALICE, NOW);
        ledger.held(MAILBOX, NOW.plusMillis(5), NOW.plusSeconds(30));
        lease(ALICE, 4, NOW);
        assertThat(ledger.tryTake(ALICE, NOW.plusMillis(10))).isInstanceOf(Held.class);
        Needed needed = (Needed) ledger.tryTake(ALICE, NOW.plusSeconds(30));
        assertThat(needed.chunks()).extracting(Chunk::key).contains(MAILBOX);
    }

    @Test
    void clockThatStepsBack_keepsNeitherChunkNorHold() {
        lease(ALICE, 100, NOW);
        Instant back = NOW.minus(Duration.ofDays(1));
        assertThat(ledger.tryTake(ALICE, back)).isInstanceOf(Needed.class);
        ledger.held(MAILBOX, NOW, NOW.plusSeconds(30));
        assertThat(ledger.tryTake(ALICE, back)).isInstanceOf(Needed.class);
        lease(ALICE, 1, back);
        assertThat(ledger.tryTake(ALICE, back)).isEqualTo(new Taken());
    }

    @Test
    void budgetsNobodyDrawsFrom_areForgotten() {
        Instant now = NOW;
        for (int i = 0; i < 100_000; i++) {
            now = now.plusMillis(100);
            ledger.tryTake(
                    LIMITS.keysFor(
                            GOOGLE, BudgetSubjects.reading("client", "user" + i).writing("c" + i)),
                    now);
        }
        // A minute of them is 1,200; the map is swept when it has doubled since.
        assertThat(ledger.size()).isBetween(1_000, 5_000);
    }

    @Test
    void keyWithoutRule_isRefused() {
        BudgetKey unknown = new BudgetKey(ProviderId.of("caldav"), BudgetScope.PROJECT, "host");
        assertThatThrownBy(() -> ledger.tryTake(List.of(unknown), NOW)).hasMessageContaining("caldav has no rule");
    }

    @Test
    void manyNodes_neverUseMoreThanTheLimitInAnyWindow() {
        long window = Duration.ofMinutes(1).toMillis();
        for (int seed = 0; seed < 3; seed++) {
            Fleet fleet = new Fleet(new Random(seed), 1 + seed * 2);
            Deque<Long> project = new ArrayDeque<>();
            Map<String, Deque<Long>> mailboxes = new HashMap<>();
            long taken = 0;
            for (int i = 0; i < 120_000; i++) {
                String mailbox = fleet.step();
                if (!mailbox.isEmpty()) {
                    taken++;
                    assertThat(used(project, fleet.millis, window)).isLessThanOrEqualTo(10_000);
                    assertThat(used(
                                    mailboxes.computeIfAbsent(mailbox, any -> new ArrayDeque<>()),
                                    fleet.millis,
                                    window))
                            .isLessThanOrEqualTo(600);
                }
            }
            // Four mailboxes under pressure all the time: most of what they may use is used.
            long minutes = fleet.millis / window;
            assertThat(taken).isGreaterThan(4 * 600 * minutes * 8 / 10);
            // Alone, a node leases several at once; five that fight for the same mailbox lease about one by one.
            assertThat(fleet.statements).isLessThan(seed == 0 ? taken * 3 / 10 : taken * 3 / 2);
            assertThat(fleet.holds).isPositive();
        }
    }

    private void lease(List<BudgetKey> keys, long permits, Instant askedAt) {
        keys.forEach(key -> ledger.leased(key, permits, askedAt));
    }

    private static int used(Deque<Long> uses, long now, long window) {
        uses.add(now);
        while (uses.getFirst() <= now - window) {
            uses.removeFirst();
        }
        return uses.size();
    }

    /** Nodes with a ledger each over one map of shared buckets. */
    private static final class Fleet {
        private final Random random;
        private final List<BudgetLedger> nodes = new ArrayList<>();
        private final Map<BudgetKey, TokenBucket> rows = new HashMap<>();
        private long millis;
        private long statements;
        private long holds;

        Fleet(Random random, int size) {
            this.random = random;
            for (int i = 0; i < size; i++) {
                nodes.add(new BudgetLedger(Map.of(GOOGLE, LIMITS)));
            }
        }

        /** The mailbox of the request that was let through, or nothing. */
        String step() {
            millis += random.nextInt(5);
            String mailbox = "user" + random.nextInt(4);
            BudgetLedger node = nodes.get(random.nextInt(nodes.size()));
            List<BudgetKey> keys = LIMITS.keysFor(GOOGLE, BudgetSubjects.reading("client", mailbox));
            Instant now = NOW.plusMillis(millis);
            BudgetAnswer answer = node.tryTake(keys, now);
            if (answer instanceof Needed needed) {
                needed.chunks().forEach(chunk -> lease(node, chunk, now));
                answer = node.tryTake(keys, now);
            }
            holds += answer instanceof Held ? 1 : 0;
            return answer instanceof Taken ? mailbox : "";
        }

        private void lease(BudgetLedger node, Chunk chunk, Instant now) {
            statements++;
            PermitRate rate = LIMITS.rate(chunk.key().scope()).orElseThrow();
            TokenBucket row = rows.computeIfAbsent(chunk.key(), any -> TokenBucket.full(rate, now));
            TokenBucket.Take take = row.takeUpTo(chunk.permits(), now);
            rows.put(chunk.key(), take.bucket());
            if (take instanceof TokenBucket.Granted granted) {
                node.leased(chunk.key(), granted.permits(), now);
            } else if (take instanceof TokenBucket.Wait wait) {
                node.held(chunk.key(), now, wait.until());
            }
        }
    }
}
