package dev.calsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.auth.Credentials;
import dev.calsync.auth.OAuthTokens;
import dev.calsync.error.AuthorizationRevokedException;
import dev.calsync.error.TransientException;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.job.JobStatus;
import dev.calsync.listener.SyncEvent;
import dev.calsync.model.Account;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.store.AccountChange;
import dev.calsync.store.StoredAccount;
import dev.calsync.testing.ScriptedTokens;
import dev.calsync.testing.WatchedStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Access tokens through the life of accounts: fetched early, once, kept before they are used, and given up last. */
class TokenRefreshTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final SyncWorld world = new SyncWorld(11);
    private final ScriptedTokens tokens = new ScriptedTokens(world.world.time(), HOUR);

    TokenRefreshTest() {
        world.provider.tokens(tokens);
    }

    @AfterEach
    void close() {
        world.close();
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

    @Test
    void refreshToken_isAllThatConnectingNeeds() {
        UserSync alice = world.engine().forUser("alice");

        Account account = connect(alice, tokens.authorize());

        assertThat(alice.calendars(account))
                .extracting(calendar -> calendar.ref().calendarId())
                .containsExactly("team");
        assertThat(tokens.refreshes()).isEqualTo(1);
        assertThat(new String(stored(account.id()).credentials().envelope(), StandardCharsets.ISO_8859_1))
                .doesNotContain("refresh", "access");
    }

    @Test
    void tokens_areRenewedBeforeTheyEnd_andNoRunNotices() {
        UserSync alice = world.engine().forUser("alice");
        connect(alice, tokens.authorize());
        CalendarRef team = everyQuarter(alice);

        world.pass(Duration.ofHours(24));

        assertThat(alice.history(team, 200))
                .hasSizeBetween(95, 97)
                .allMatch(run -> run.outcome() == JobStatus.COMPLETED);
        assertThat(tokens.refreshes()).isBetween(24, 40);
        assertThat(tokens.reuses()).isZero();
    }

    @Test
    void tokenServerInTrouble_isNotNoticedWhileTheOldTokenLasts() {
        UserSync alice = world.engine().forUser("alice");
        connect(alice, tokens.authorize());
        CalendarRef team = alice.calendars(alice.accounts().get(0)).get(0).ref();
        alice.schedule(SyncSchedule.every(Duration.ofMinutes(1)).calendars(team));
        world.pass(Duration.ofMinutes(50));
        tokens.failNext(new TransientException("in trouble")).failNext(new TransientException("in trouble"));

        world.pass(Duration.ofMinutes(30));

        assertThat(tokens.refreshes()).isEqualTo(4);
        assertThat(world.told(SyncEvent.RetryPlanned.class)).isEmpty();
    }

    @Test
    void tokenServerInTrouble_isRetriedOnceTheTokenIsNeeded() {
        UserSync alice = world.engine().forUser("alice");
        connect(alice, tokens.authorize());
        CalendarRef team = alice.calendars(alice.accounts().get(0)).get(0).ref();
        world.pass(Duration.ofHours(2));
        tokens.failNext(new TransientException("in trouble"));

        alice.syncNow(team);
        world.pass(Duration.ofMinutes(1));

        assertThat(world.told(SyncEvent.RetryPlanned.class)).hasSize(1);
        assertThat(world.told(SyncEvent.RunFinished.class)).hasSize(1);
        assertThat(tokens.reuses()).isZero();
    }

    @Test
    void accessTokenThatIsRefusedBeforeItsTime_isReplacedWithinTheRun() {
        UserSync alice = world.engine().forUser("alice");
        connect(alice, tokens.authorize());
        CalendarRef team = everyQuarter(alice);
        tokens.refuseAccessTokens();

        world.pass(Duration.ofMinutes(20));

        assertThat(alice.history(team, 9)).isNotEmpty().allMatch(run -> run.outcome() == JobStatus.COMPLETED);
        assertThat(tokens.refreshes()).isEqualTo(2);
    }

    @Test
    void withdrawnAuthorization_isNoticedAndHealsWhenTheUserConnectsAgain() {
        UserSync alice = world.engine().forUser("alice");
        connect(alice, tokens.authorize());
        CalendarRef team = everyQuarter(alice);
        tokens.revokeAll();

        world.pass(Duration.ofHours(3));

        assertThat(world.told(SyncEvent.AccountNeedsAttention.class)).hasSize(1);
        assertThat(alice.status(team).needsAttention())
                .hasValueSatisfying(why -> assertThat(why).contains("invalid_grant"));
        assertThat(tokens.refreshes()).as("nobody asks again and again").isEqualTo(2);

        connect(alice, tokens.authorize());
        world.pass(Duration.ofMinutes(1));
        assertThat(alice.status(team).needsAttention()).isEmpty();
        assertThat(alice.history(team, 9).get(0).outcome()).isEqualTo(JobStatus.COMPLETED);
    }

    /** The user connects again just while the old grant is refused: the new one must not be declared dead. */
    @Test
    void grantThatWasReplacedMeanwhile_isTakenUp() {
        UserSync alice = world.engine().forUser("alice");
        Account account = connect(alice, tokens.authorize());
        CalendarRef team = everyQuarter(alice);
        tokens.revokeAll();
        boolean[] once = {true};
        world.provider.beforeCall(call -> {
            if (once[0]) {
                once[0] = false;
                // The run has opened the old grant by now.
                connectBehindItsBack(account);
            }
        });

        world.pass(Duration.ofMinutes(20));

        assertThat(world.told(SyncEvent.AccountNeedsAttention.class)).isEmpty();
        assertThat(alice.history(team, 9)).isNotEmpty().allMatch(run -> run.outcome() == JobStatus.COMPLETED);
        assertThat(stored(account.id()).needsAttention()).isNull();
    }

    private void connectBehindItsBack(Account account) {
        try (CalendarSync other = CalendarSync.builder()
                .store(world.store)
                .provider(world.provider)
                .environment(world.world.node())
                .build()) {
            connect(other.forUser(account.user().value()), tokens.authorize());
        }
    }

    @Test
    void twoEnginesThatNeedOneToken_fetchItOnce() {
        world.provider.calendar("second");
        UserSync alice = world.engine().forUser("alice");
        Account account = connect(alice, tokens.authorize());
        List<CalendarRef> calendars =
                alice.calendars(account).stream().map(RemoteCalendar::ref).toList();
        world.engine();
        world.pass(Duration.ofHours(2));
        int before = tokens.refreshes();
        // While one run is away to fetch a token, a host lists calendars through another engine.
        boolean[] once = {true};
        List<String> seen = new ArrayList<>();
        tokens.duringRefresh(() -> {
            if (once[0]) {
                once[0] = false;
                boolean begun = world.store.inTransaction(tx -> tx.accounts()
                        .change(
                                account.id(),
                                tx.accounts().find(account.id()).orElseThrow().version(),
                                new AccountChange.RefreshBegun(tx.now().plusSeconds(60))));
                seen.add(begun ? "second refresh" : "refused");
            }
        });

        alice.syncNow(calendars.get(0));
        alice.syncNow(calendars.get(1));
        world.pass(Duration.ofMinutes(1));

        assertThat(seen).containsExactly("refused");
        assertThat(tokens.refreshes() - before).isEqualTo(1);
        assertThat(tokens.reuses()).isZero();
        assertThat(alice.history(calendars.get(1), 1).get(0).outcome()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    void refreshThatAnotherNodeIsAt_isWaitedForWithoutAnAttempt() {
        UserSync alice = world.engine().forUser("alice");
        Account account = connect(alice, tokens.authorize());
        CalendarRef team = alice.calendars(account).get(0).ref();
        world.pass(Duration.ofHours(2));
        world.store.inTransaction(tx -> tx.accounts()
                .change(account.id(), 1, new AccountChange.RefreshBegun(tx.now().plusSeconds(10))));

        alice.syncNow(team);
        world.pass(Duration.ofSeconds(8));
        assertThat(tokens.refreshes()).isEqualTo(1);
        assertThat(world.told(SyncEvent.RunDeferred.class)).isNotEmpty();

        world.pass(Duration.ofSeconds(10));
        assertThat(tokens.refreshes()).isEqualTo(2);
        assertThat(alice.history(team, 1).get(0).outcome()).isEqualTo(JobStatus.COMPLETED);
        assertThat(world.told(SyncEvent.RetryPlanned.class)).isEmpty();
    }

    @Test
    void accountThatIsConnectedAgainDuringARefresh_keepsTheNewGrant() {
        UserSync alice = world.engine().forUser("alice");
        Account account = connect(alice, tokens.authorize());
        CalendarRef team = alice.calendars(account).get(0).ref();
        world.pass(Duration.ofHours(2));
        boolean[] once = {true};
        tokens.duringRefresh(() -> {
            if (once[0]) {
                once[0] = false;
                connectBehindItsBack(account);
            }
        });

        alice.syncNow(team);
        world.pass(Duration.ofSeconds(30));
        long version = stored(account.id()).version();

        assertThat(version).as("the late answer was not written over it").isEqualTo(2);
        assertThat(alice.history(team, 1).get(0).outcome()).isEqualTo(JobStatus.COMPLETED);
        assertThat(tokens.reuses()).isZero();
    }

    /** The store is away just when the answer has come: the only good refresh token must not be lost. */
    @Test
    void tokensThatCannotBeKeptAtOnce_areKeptWhenTheStoreIsBack() {
        boolean[] away = {false};
        try (SyncWorld shaky = new SyncWorld(12, () -> away[0] ? WatchedStore.Fault.BEFORE : WatchedStore.Fault.NONE)) {
            ScriptedTokens strict = new ScriptedTokens(shaky.world.time(), HOUR);
            shaky.provider.tokens(strict);
            UserSync alice = shaky.engine().forUser("alice");
            Account account = alice.connect(shaky.provider.account("alice", strict.authorize()));
            CalendarRef team = alice.calendars(account).get(0).ref();
            shaky.pass(Duration.ofHours(2));
            strict.duringRefresh(() -> away[0] = true);
            alice.syncNow(team);
            shaky.pass(Duration.ofSeconds(8));
            assertThat(strict.refreshes()).isEqualTo(2);

            away[0] = false;
            shaky.pass(Duration.ofMinutes(5));

            assertThat(alice.history(team, 1).get(0).outcome()).isEqualTo(JobStatus.COMPLETED);
            assertThat(strict.refreshes()).as("nothing had to be fetched again").isEqualTo(2);
            assertThat(strict.reuses()).isZero();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Test
    void vault_isAskedForTokens_andNothingSecretIsKept() {
        List<String> asked = new ArrayList<>();
        Credentials[] inVault = {tokens.authorize()};
        UserSync alice = world.engine(builder -> builder.tokens((grant, refused) -> {
                    asked.add(grant + (refused == null ? "" : " again"));
                    OAuthTokens known = ((Credentials.OAuth) inVault[0]).tokens();
                    OAuthTokens next =
                            tokens.refresh(known, Map.of(), new NoContext()).after(known);
                    inVault[0] = new Credentials.OAuth(next);
                    return next;
                }))
                .forUser("alice");
        connect(alice, new Credentials.Vault("alice-grant"));
        CalendarRef team = everyQuarter(alice);
        tokens.refuseAccessTokens();

        world.pass(Duration.ofMinutes(20));

        assertThat(alice.history(team, 9)).isNotEmpty().allMatch(run -> run.outcome() == JobStatus.COMPLETED);
        assertThat(asked).as("an answer is remembered").containsExactly("alice-grant", "alice-grant again");
    }

    @Test
    void vaultThatNobodyHandedIn_isSaidWhenAnAccountIsConnected() {
        UserSync alice = world.engine().forUser("alice");

        assertThatThrownBy(() -> connect(alice, new Credentials.Vault("alice-grant")))
                .isInstanceOf(UnrecoverableException.class)
                .hasMessageContaining(".tokens(");
    }

    @Test
    void withoutARefreshToken_theUserIsAskedForOne() {
        UserSync alice = world.engine().forUser("alice");

        assertThatThrownBy(() -> connect(alice, new Credentials.OAuth(OAuthTokens.none())))
                .isInstanceOf(AuthorizationRevokedException.class);
    }
}
