package dev.calsync.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.auth.Sealed;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.Account;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ProviderId;
import dev.calsync.model.Region;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.UserId;
import dev.calsync.store.Buckets;
import dev.calsync.store.Lease;
import dev.calsync.store.NodeLease;
import dev.calsync.store.StoredAccount;
import dev.calsync.store.StoredCalendar;
import dev.calsync.store.SyncStore;
import dev.calsync.store.WorkCause;
import dev.calsync.store.WorkRequest;
import dev.calsync.testing.ManualTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KnownUsersTest {
    private static final UserId ALICE = UserId.of("alice");
    private static final AccountId ACCOUNT = AccountId.of("a1");
    private static final CalendarRef TEAM = new CalendarRef(ACCOUNT, "team");

    private final ManualTime time = ManualTime.atNewYear();
    private final SyncStore store = MemorySyncStore.create(time);
    private Set<Integer> buckets = Set.of(Buckets.of(ALICE));
    private final KnownUsers known = new KnownUsers(null, time, () -> buckets);
    private Lease lease;

    @BeforeEach
    void fill() {
        name("before");
        lease = store.inTransaction(tx -> {
            NodeLease node = tx.nodes().join("n1", Duration.ofDays(1), Set.of(Region.DEFAULT));
            tx.nodes().balance(node);
            tx.work()
                    .request(List.of(
                            new WorkRequest(TEAM, ALICE, SyncType.FULL, Priority.HIGH, tx.now(), WorkCause.REQUEST)));
            return tx.work().claim(node, List.of(TEAM), tx.now()).get(0);
        });
    }

    private void name(String identity) {
        Account account = new Account(ACCOUNT, ALICE, ProviderId.of("p"), identity, Map.of());
        store.inTransaction(tx -> {
            tx.accounts().put(new StoredAccount(account, Sealed.NOTHING));
            tx.calendars().put(List.of(new StoredCalendar(ALICE, new RemoteCalendar(TEAM, identity, true), null)));
            tx.users().changed(ALICE);
            return true;
        });
    }

    private String claimed() {
        return store.inTransaction(tx -> identity(known.of(tx, List.of(lease)).get(TEAM)));
    }

    private String inRun() {
        return store.inTransaction(tx -> identity(known.of(tx, lease)));
    }

    private static String identity(KnownUsers.Facts facts) {
        assertThat(facts.calendar().calendar().displayName())
                .isEqualTo(facts.account().account().identity());
        return facts.account().account().identity();
    }

    @Test
    void whatWasRead_isRemembered() {
        assertThat(claimed()).isEqualTo("before");
        assertThat(claimed()).isEqualTo("before");
        time.advance(Duration.ofHours(5));
        assertThat(inRun()).isEqualTo("before");

        assertThat(known.figures().hits()).isEqualTo(2);
        assertThat(known.figures().misses()).isEqualTo(1);
        assertThat(known.figures().hitRate()).isBetween(0.66, 0.67);
    }

    @Test
    void changeThatWasCounted_isSeenByTheNextClaimASecondLater() {
        assertThat(claimed()).isEqualTo("before");
        name("after");

        assertThat(claimed()).as("not asked again within the second").isEqualTo("before");
        time.advance(KnownUsers.CLAIM_AGE.plusNanos(1));
        assertThat(claimed()).isEqualTo("after");
    }

    @Test
    void changeThatWasCounted_isSeenByTheNextRunTwoSecondsLater() {
        assertThat(claimed()).isEqualTo("before");
        name("after");

        time.advance(KnownUsers.RUN_AGE.plusNanos(1));

        assertThat(inRun()).isEqualTo("after");
    }

    @Test
    void changeOfOnesOwn_isSeenAtOnce() {
        assertThat(claimed()).isEqualTo("before");
        name("after");

        known.lookAgain();

        assertThat(claimed()).isEqualTo("after");
    }

    @Test
    void userThatIsForgotten_isReadAgain() {
        assertThat(claimed()).isEqualTo("before");
        name("after");

        known.forget(ALICE);

        assertThat(claimed()).isEqualTo("after");
    }

    @Test
    void bucketThatComesBack_bringsNothingOldAlong() {
        assertThat(claimed()).isEqualTo("before");
        buckets = Set.of();
        name("meanwhile");
        name("after");
        buckets = Set.of(Buckets.of(ALICE));
        time.advance(Duration.ofSeconds(5));

        assertThat(claimed()).isEqualTo("after");
    }

    @Test
    void whatIsDeleted_isNotRemembered() {
        assertThat(claimed()).isEqualTo("before");
        store.inTransaction(tx -> {
            tx.users().changed(ALICE);
            tx.accounts().delete(ACCOUNT);
            return true;
        });
        time.advance(Duration.ofSeconds(5));

        KnownUsers.Facts facts =
                store.inTransaction(tx -> known.of(tx, List.of(lease)).get(TEAM));

        assertThat(facts.account()).isNull();
        assertThat(facts.calendar()).isNull();
    }
}
