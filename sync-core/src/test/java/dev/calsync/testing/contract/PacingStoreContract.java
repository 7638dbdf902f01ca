package dev.calsync.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.calsync.model.ProviderId;
import dev.calsync.pacing.BreakerPolicy;
import dev.calsync.pacing.BudgetKey;
import dev.calsync.pacing.BudgetScope;
import dev.calsync.pacing.CircuitBreaker;
import dev.calsync.pacing.PermitRate;
import dev.calsync.pacing.TokenBucket;
import dev.calsync.store.BreakerStore;
import dev.calsync.store.BudgetStore;
import dev.calsync.store.BudgetStore.Draw;
import dev.calsync.store.StoredBreaker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@link BudgetStore} and {@link BreakerStore} promise. */
public abstract class PacingStoreContract extends StoreContract {
    static final PermitRate TEN_A_MINUTE = new PermitRate(10, Duration.ofMinutes(1), 10, false);

    static BudgetKey budget(String mailbox) {
        return new BudgetKey(ProviderId.of("caldav"), BudgetScope.MAILBOX, mailbox);
    }

    /** A breaker that has just opened. */
    static CircuitBreaker open(Instant now) {
        CircuitBreaker breaker = CircuitBreaker.closed();
        for (int i = 0; i < BreakerPolicy.DEFAULT.consecutiveFailures(); i++) {
            breaker = breaker.failed(0, BreakerPolicy.DEFAULT, now);
        }
        return breaker;
    }

    private List<TokenBucket.Take> draw(Draw... draws) {
        return in(tx -> tx.budgets().draw(List.of(draws)));
    }

    private static Draw some(String mailbox, long permits) {
        return new Draw(budget(mailbox), TEN_A_MINUTE, permits);
    }

    private static long granted(TokenBucket.Take take) {
        return assertInstanceOf(TokenBucket.Granted.class, take).permits();
    }

    private boolean keep(String key, long version, CircuitBreaker breaker) {
        return in(tx -> (Boolean) tx.breakers().compareAndSet(new StoredBreaker(key, version, breaker)));
    }

    private List<String> notClosed(int limit) {
        return in(tx -> tx.breakers().notClosed(limit)).stream()
                .map(StoredBreaker::key)
                .toList();
    }

    @Test
    void bucketThatNobodyDrewFrom_isFullAndNotKept() {
        assertEquals(Optional.empty(), in(tx -> tx.budgets().find(budget("a"))));

        assertEquals(10, granted(draw(some("a", 99)).get(0)));
    }

    @Test
    void draw_takesWhatThereIsAndRefillsWithTime() {
        assertEquals(7, granted(draw(some("a", 7)).get(0)));
        assertEquals(3, granted(draw(some("a", 7)).get(0)), "as many as there are");
        TokenBucket.Wait wait =
                assertInstanceOf(TokenBucket.Wait.class, draw(some("a", 2)).get(0));

        assertEquals(now().plusSeconds(12), wait.until(), "when there are as many as were asked for");
        time.advance(Duration.ofSeconds(12));
        assertEquals(2, granted(draw(some("a", 2)).get(0)));
    }

    @Test
    void draw_answersInOrderUntilTheFirstThatHasToWait() {
        draw(some("b", 10));

        List<TokenBucket.Take> takes = draw(some("a", 4), some("b", 1), some("c", 1));

        assertEquals(2, takes.size(), "nothing is drawn behind the one that waits");
        assertEquals(4, granted(takes.get(0)), "what was drawn before it is drawn");
        assertInstanceOf(TokenBucket.Wait.class, takes.get(1));
        assertEquals(Optional.empty(), in(tx -> tx.budgets().find(budget("c"))));
        assertEquals(6, granted(draw(some("a", 9)).get(0)));
    }

    @Test
    void draw_answersAsTheBucketItKeeps() {
        List<TokenBucket.Take> takes = draw(some("a", 4), some("A", 3));

        assertEquals(Optional.of(takes.get(0).bucket()), in(tx -> tx.budgets().find(budget("a"))));
        assertEquals(Optional.of(takes.get(1).bucket()), in(tx -> tx.budgets().find(budget("A"))), "another mailbox");
        BudgetKey writes = new BudgetKey(ProviderId.of("caldav"), BudgetScope.CALENDAR_WRITES, "a");
        BudgetKey other = new BudgetKey(ProviderId.of("other"), BudgetScope.MAILBOX, "a");
        assertEquals(Optional.empty(), in(tx -> tx.budgets().find(writes)), "another scope");
        assertEquals(Optional.empty(), in(tx -> tx.budgets().find(other)), "another provider");
    }

    @Test
    void bucketOfAnotherRate_goesOverToTheNewOne() {
        PermitRate raised = new PermitRate(100, Duration.ofMinutes(1), 50, false);
        draw(some("a", 4));

        TokenBucket.Take take = draw(new Draw(budget("a"), raised, 50)).get(0);

        assertEquals(6, granted(take), "with what it had");
        assertEquals(raised, take.bucket().rate());
        time.advance(minutes(1));
        assertEquals(50, granted(draw(new Draw(budget("a"), raised, 99)).get(0)));
    }

    @Test
    void throttledBucket_waitsAndGoesAtHalfItsRateAfterwards() {
        Instant until = in(minutes(5));
        run(tx -> tx.budgets().throttled(budget("a"), TEN_A_MINUTE, until));

        TokenBucket.Wait wait =
                assertInstanceOf(TokenBucket.Wait.class, draw(some("a", 1)).get(0));
        assertTrue(!wait.until().isBefore(until), "never before the hint");
        assertEquals(10, granted(draw(some("b", 10)).get(0)), "others go on");
        TokenBucket kept = in(tx -> tx.budgets().find(budget("a"))).orElseThrow();
        assertEquals(until, kept.heldUntil());
        assertEquals(8, kept.sixteenths());
    }

    @Test
    void idleBuckets_areForgottenUpToTheLimit() {
        draw(some("a", 1), some("b", 1));
        run(tx -> tx.budgets().throttled(budget("held"), TEN_A_MINUTE, in(minutes(60))));
        time.advance(minutes(10));
        Instant since = now();
        draw(some("c", 1));

        assertEquals(1, count(tx -> tx.budgets().prune(since, 1)), "the limit holds");
        assertEquals(1, count(tx -> tx.budgets().prune(since, 9)));
        assertEquals(0, count(tx -> tx.budgets().prune(since, 9)));
        assertTrue(in(tx -> tx.budgets().find(budget("c"))).isPresent(), "the time is exclusive");
        assertTrue(in(tx -> tx.budgets().find(budget("held"))).isPresent(), "a hold outlasts the idle time");
        time.advance(minutes(51));
        assertEquals(2, count(tx -> tx.budgets().prune(now(), 9)), "until it is over");
    }

    @Test
    void breaker_isKeptIfNobodyElseKeptOneMeanwhile() {
        CircuitBreaker open = open(now());
        assertFalse(keep("host", 2, open), "the first version is 1");
        assertEquals(Optional.empty(), in(tx -> tx.breakers().find("host")));

        assertTrue(keep("host", 1, open));
        assertFalse(keep("host", 1, CircuitBreaker.closed()), "somebody else was quicker");
        assertFalse(keep("host", 3, CircuitBreaker.closed()), "there is no version 2");
        assertEquals(
                Optional.of(new StoredBreaker("host", 1, open)),
                in(tx -> tx.breakers().find("host")));

        assertTrue(keep("host", 2, CircuitBreaker.closed()));
        assertEquals(
                Optional.of(new StoredBreaker("host", 2, CircuitBreaker.closed())),
                in(tx -> tx.breakers().find("host")));
        assertEquals(Optional.empty(), in(tx -> tx.breakers().find("HOST")), "keys are case-sensitive");
    }

    @Test
    void breakerIsFoundAsItWasKept() {
        CircuitBreaker halfOpen =
                open(now()).allows(BreakerPolicy.DEFAULT, in(minutes(1))).breaker();
        assertEquals(CircuitBreaker.State.HALF_OPEN, halfOpen.state());
        CircuitBreaker counting = CircuitBreaker.closed().failed(0, BreakerPolicy.DEFAULT, now());

        assertTrue(keep("half", 1, halfOpen));
        assertTrue(keep("counting", 1, counting));

        assertEquals(
                halfOpen, in(tx -> tx.breakers().find("half")).orElseThrow().breaker());
        CircuitBreaker found =
                in(tx -> tx.breakers().find("counting")).orElseThrow().breaker();
        assertEquals(CircuitBreaker.State.CLOSED, found.state());
        assertEquals(counting.epoch(), found.epoch());
    }

    @Test
    void notClosed_isInTheOrderOfTheKeys() {
        CircuitBreaker open = open(now());
        for (String key : List.of("c", "a", "d", "b")) {
            keep(key, 1, open);
        }
        keep("b", 2, CircuitBreaker.closed());
        keep("d", 2, open.allows(BreakerPolicy.DEFAULT, in(minutes(1))).breaker());

        assertEquals(List.of("a", "c", "d"), notClosed(9), "an open one and one with a probe");
        assertEquals(List.of("a", "c"), notClosed(2));
    }

    @Test
    void closedBreakers_areForgottenOnceTheyAreOld() {
        keep("open", 1, open(now()));
        keep("x", 1, open(now()));
        keep("x", 2, CircuitBreaker.closed());
        keep("y", 1, CircuitBreaker.closed());
        time.advance(minutes(10));
        Instant since = now();
        keep("new", 1, CircuitBreaker.closed());

        assertEquals(1, count(tx -> tx.breakers().prune(since, 1)), "the limit holds");
        assertEquals(1, count(tx -> tx.breakers().prune(since, 9)));
        assertTrue(in(tx -> tx.breakers().find("open")).isPresent(), "one that is not closed is never forgotten");
        assertTrue(in(tx -> tx.breakers().find("new")).isPresent(), "the time is exclusive");
        assertTrue(keep("x", 1, open(now())), "what was forgotten begins anew");
    }
}
