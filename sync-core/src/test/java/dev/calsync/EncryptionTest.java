package dev.calsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.auth.Credentials;
import dev.calsync.auth.KeyProvider;
import dev.calsync.auth.Sealed;
import dev.calsync.auth.Secret;
import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.job.JobStatus;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.Account;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.UserId;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.store.AccountChange;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredAccount;
import dev.calsync.store.StoredChannel;
import dev.calsync.store.SyncStore;
import dev.calsync.testing.ScriptedTokens;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Secrets at rest: sealed before the store sees them, readable through a change of keys, missed by nobody. */
class EncryptionTest {
    private static final Secret OLD = key(1);
    private static final Secret NEW = key(2);
    private static final KeyProvider BEFORE = KeyProvider.of("old", OLD);
    private static final KeyProvider AFTER = KeyProvider.of("new", NEW).alsoOpening("old", OLD);

    private final SyncWorld world = new SyncWorld(5);
    private final ScriptedTokens tokens = new ScriptedTokens(world.world.time(), Duration.ofHours(1));

    EncryptionTest() {
        world.provider.tokens(tokens);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static Secret key(int content) {
        byte[] key = new byte[32];
        key[0] = (byte) content;
        return Secret.of(Base64.getEncoder().encodeToString(key));
    }

    private static KeyProvider keys(String name, int content) {
        return KeyProvider.of(name, key(content));
    }

    private CalendarSync idle(KeyProvider keys) {
        return CalendarSync.builder()
                .store(world.store)
                .provider(world.provider)
                .encryption(keys)
                .environment(world.world.node())
                .build();
    }

    private Account connect(UserSync user, Credentials credentials) {
        try {
            return user.connect(world.provider.account(user.user().value(), credentials));
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private CalendarRef everyQuarter(UserSync user) {
        CalendarRef team = user.calendars(user.accounts().get(0)).get(0).ref();
        user.schedule(SyncSchedule.every(Duration.ofMinutes(15)).calendars(team));
        return team;
    }

    private StoredAccount stored(AccountId id) {
        return world.store.inTransaction(tx -> tx.accounts().find(id)).orElseThrow();
    }

    private String keyOf(AccountId id) {
        return stored(id).credentials().keyId();
    }

    /** The store in memory, which says that it outlives the process. */
    private record Durable(SyncStore store) implements SyncStore {
        @Override
        public void open() {}

        @Override
        public Instant now() {
            return store.now();
        }

        @Override
        public boolean durable() {
            return true;
        }

        @Override
        public <T extends @Nullable Object> T inTransaction(Function<? super StoreTransaction, ? extends T> work) {
            return store.<T>inTransaction(work);
        }

        @Override
        public void close() {}
    }

    @Test
    void storeThatOutlivesTheProcess_isNotBuiltWithoutAKey() {
        CalendarSyncBuilder builder = CalendarSync.builder()
                .store(new Durable(MemorySyncStore.create()))
                .provider(world.provider)
                .environment(world.world.node());

        assertThatThrownBy(builder::build)
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(".encryption(")
                .hasMessageContaining("openssl rand -base64 32");
        builder.encryption(BEFORE).build().close();
    }

    @Test
    void enginesInOneProcess_readEachOthersSecretsWithoutAKey() {
        Account account;
        try (CalendarSync one = CalendarSync.builder()
                .store(world.store)
                .provider(world.provider)
                .environment(world.world.node())
                .build()) {
            account = connect(one.forUser("alice"), tokens.authorize());
        }
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = alice.calendars(account).get(0).ref();

        alice.syncNow(team);
        world.pass(Duration.ofMinutes(1));

        assertThat(alice.history(team, 1).get(0).outcome()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    void credentialsThatWereTamperedWith_callForTheUser_andNothingIsWiped() {
        UserSync alice =
                world.engine(builder -> builder.encryption(keys("k", 1))).forUser("alice");
        Account account = connect(alice, tokens.authorize());
        CalendarRef team = everyQuarter(alice);
        byte[] changed = stored(account.id()).credentials().envelope();
        changed[changed.length - 1] ^= 1;
        Sealed tampered = Sealed.of("k", changed);
        world.store.inTransaction(tx -> tx.accounts().change(account.id(), 1, new AccountChange.Renewed(tampered)));

        world.pass(Duration.ofMinutes(20));

        assertThat(alice.status(team).needsAttention())
                .hasValueSatisfying(
                        why -> assertThat(why).contains("cannot be opened").contains("connect the account again"));
        assertThat(stored(account.id()).credentials()).isEqualTo(tampered);
    }

    @Test
    void keyThatIsMissing_failsTheRunAndLeavesTheUserAlone() {
        world.engine(builder -> builder.encryption(keys("old", 1)).node("one"));
        UserSync alice = world.engine(
                        builder -> builder.encryption(keys("new", 2)).node("two"))
                .forUser("alice");
        // Connected through the engine with the old key, run by either.
        Account account;
        try (CalendarSync first = CalendarSync.builder()
                .store(world.store)
                .provider(world.provider)
                .encryption(keys("old", 1))
                .environment(world.world.node())
                .build()) {
            account = connect(first.forUser("alice"), tokens.authorize());
        }

        assertThatThrownBy(() -> alice.refreshCalendars(account))
                .isInstanceOf(UnrecoverableException.class)
                .hasMessageContaining("'old'");
        assertThat(stored(account.id()).needsAttention()).isNull();
    }

    @Test
    void secretsInUse_areSealedAnewInPassing() {
        Account account;
        try (CalendarSync before = idle(BEFORE)) {
            account = connect(before.forUser("alice"), tokens.authorize());
        }
        assertThat(keyOf(account.id())).isEqualTo("old");
        long version = stored(account.id()).version();

        UserSync alice = world.engine(builder -> builder.encryption(AFTER)).forUser("alice");
        CalendarRef team = everyQuarter(alice);
        world.pass(Duration.ofMinutes(20));

        assertThat(keyOf(account.id())).isEqualTo("new");
        assertThat(stored(account.id()).version()).isEqualTo(version);
        assertThat(alice.history(team, 9)).isNotEmpty().allMatch(run -> run.outcome() == JobStatus.COMPLETED);
    }

    @Test
    void everySecret_isSealedAnewOnDemand_andTheOldKeyCanGo() {
        int users = 450;
        try (CalendarSync before = idle(BEFORE)) {
            IntStream.range(0, users).forEach(number -> connect(before.forUser("user-" + number), tokens.authorize()));
        }
        try (CalendarSync after = idle(AFTER)) {
            ResealReport first = after.reseal(300);
            assertThat(first.resealed()).isEqualTo(300);
            assertThat(first.complete()).isFalse();
            ResealReport second = after.reseal(300);
            assertThat(second).isEqualTo(new ResealReport(150, 0, second.faults(), true));
            assertThat(after.reseal(300)).isEqualTo(new ResealReport(0, 0, second.faults(), true));
        }
        try (CalendarSync without = idle(KeyProvider.of("new", NEW))) {
            UserSync last = without.forUser("user-449");
            assertThat(refreshed(last)).isEqualTo(1);
        }
    }

    private static int refreshed(UserSync user) {
        try {
            return user.refreshCalendars(user.accounts().get(0)).size();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Test
    void secretThatDoesNotOpen_isReportedAndLeftAsItIs() {
        try (CalendarSync before = idle(BEFORE)) {
            connect(before.forUser("alice"), tokens.authorize());
            connect(before.forUser("bob"), tokens.authorize());
        }
        AccountId alices = world.store
                .inTransaction(tx -> tx.accounts().ofUser(UserId.of("alice")))
                .get(0)
                .account()
                .id();
        Sealed broken = Sealed.of("old", new byte[] {1, 3, 'o', 'l', 'd', 0});
        Sealed foreign = Sealed.of("lost", new byte[] {1, 4, 'l', 'o', 's', 't', 0});
        world.store.inTransaction(tx -> tx.accounts().change(alices, 1, new AccountChange.Renewed(broken)));
        world.store.inTransaction(tx -> {
            tx.channels().put(List.of(channel(alices, "c1", foreign)));
            return true;
        });

        try (CalendarSync after = idle(AFTER)) {
            ResealReport report = after.reseal(100);

            assertThat(report.resealed()).isEqualTo(1);
            assertThat(report.unreadable()).isEqualTo(2);
            assertThat(report.complete()).isTrue();
            assertThat(report.faults().stream().collect(Collectors.joining("\n")))
                    .contains(alices.value())
                    .contains("'lost'");
        }
        assertThat(stored(alices).credentials()).isEqualTo(broken);
    }

    private static StoredChannel channel(AccountId account, String id, Sealed secret) {
        return new StoredChannel(id, account, null, "path-" + id, secret, null, null, Instant.EPOCH, "");
    }

    /** A refresh is under way while its account is sealed anew: its answer is kept all the same. */
    @Test
    void sealingAnew_losesNoRefreshThatIsUnderWay() {
        Account account;
        try (CalendarSync before = idle(BEFORE)) {
            account = connect(before.forUser("alice"), tokens.authorize());
        }
        UserSync alice = world.engine(builder -> builder.encryption(AFTER)).forUser("alice");
        CalendarRef team = alice.calendars(account).get(0).ref();
        world.pass(Duration.ofHours(2));
        int[] during = {0};
        tokens.duringRefresh(() -> {
            try (CalendarSync other = idle(BEFORE.alsoOpening("new", NEW))) {
                during[0] += other.reseal(10).resealed();
            }
            try (CalendarSync other = idle(AFTER)) {
                during[0] += other.reseal(10).resealed();
            }
        });

        alice.syncNow(team);
        world.pass(Duration.ofMinutes(1));
        world.pass(Duration.ofHours(2));
        alice.syncNow(team);
        world.pass(Duration.ofMinutes(1));

        assertThat(during[0]).isGreaterThanOrEqualTo(2);
        assertThat(alice.history(team, 9)).hasSize(2).allMatch(run -> run.outcome() == JobStatus.COMPLETED);
        assertThat(tokens.reuses()).isZero();
        assertThat(keyOf(account.id())).isEqualTo("new");
    }
}
