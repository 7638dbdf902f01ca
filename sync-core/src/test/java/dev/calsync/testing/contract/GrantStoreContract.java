package dev.calsync.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.calsync.auth.Sealed;
import dev.calsync.model.AccountId;
import dev.calsync.store.AccountChange;
import dev.calsync.store.StoredAccount;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@link dev.calsync.store.AccountStore} promises to nodes that renew one account's credentials at the same time. */
public abstract class GrantStoreContract extends StoreContract {

    private StoredAccount found(String id) {
        return in(tx -> tx.accounts().find(AccountId.of(id))).orElseThrow();
    }

    private boolean change(long version, AccountChange change) {
        return in(tx -> (Boolean) tx.accounts().change(AccountId.of("a1"), version, change));
    }

    @Test
    void credentials_areRenewedOnlyByWhoKnowsThemAsTheyAre() {
        run(tx -> tx.accounts().put(account(ALICE, "a1")));

        assertTrue(change(1, new AccountChange.Renewed(sealed("key-2", 2))));
        assertFalse(change(1, new AccountChange.Renewed(sealed("key-2", 3))), "somebody else was first");

        assertEquals(2, found("a1").version());
        assertEquals(sealed("key-2", 2), found("a1").credentials());
        run(tx -> assertFalse(
                tx.accounts().change(AccountId.of("A1"), 2, new AccountChange.Renewed(sealed("key-2", 4)))));
    }

    @Test
    void accountKeptAgain_outdatesARenewalUnderWay() {
        run(tx -> tx.accounts().put(account(ALICE, "a1")));
        assertTrue(change(1, new AccountChange.RefreshBegun(in(minutes(1)))));

        run(tx -> tx.accounts().put(account(ALICE, "a1")));

        assertFalse(change(1, new AccountChange.Renewed(sealed("key-2", 2))));
        assertTrue(change(2, new AccountChange.RefreshBegun(in(minutes(1)))), "a refresh of the old ones is over");
    }

    @Test
    void refresh_isOnesUntilItEndsOrItsTimeIsUp() {
        run(tx -> tx.accounts().put(account(ALICE, "a1")));
        Instant until = in(minutes(1));

        assertTrue(change(1, new AccountChange.RefreshBegun(until)));
        assertFalse(change(1, new AccountChange.RefreshBegun(in(minutes(2)))));
        assertFalse(change(1, new AccountChange.RefreshEnded(in(minutes(2)))), "that is not the one under way");
        assertTrue(change(1, new AccountChange.RefreshEnded(until)));
        assertFalse(change(1, new AccountChange.RefreshEnded(until)));

        Instant second = in(minutes(3));
        assertTrue(change(1, new AccountChange.RefreshBegun(second)));
        time.advance(minutes(3));
        assertTrue(change(1, new AccountChange.RefreshBegun(in(minutes(1)))), "its time is up");
        assertFalse(change(1, new AccountChange.RefreshEnded(second)));
        assertEquals(account(ALICE, "a1"), found("a1"), "the version stays");
    }

    @Test
    void failedTransaction_beginsNoRefreshAndEndsNone() {
        run(tx -> tx.accounts().put(account(ALICE, "a1")));
        Instant until = in(minutes(1));
        assertThrows(IllegalStateException.class, () -> failing(new AccountChange.RefreshBegun(until)));
        assertTrue(change(1, new AccountChange.RefreshBegun(until)));
        assertThrows(IllegalStateException.class, () -> failing(new AccountChange.RefreshEnded(until)));

        assertFalse(change(1, new AccountChange.RefreshBegun(in(minutes(2)))));
    }

    private void failing(AccountChange change) {
        run(tx -> {
            assertTrue(tx.accounts().change(AccountId.of("a1"), 1, change));
            throw new IllegalStateException("no");
        });
    }

    @Test
    void renewal_endsTheRefresh() {
        run(tx -> tx.accounts().put(account(ALICE, "a1")));
        assertTrue(change(1, new AccountChange.RefreshBegun(in(minutes(1)))));

        assertTrue(change(1, new AccountChange.Renewed(sealed("key-1", 2))));

        assertTrue(change(2, new AccountChange.RefreshBegun(in(minutes(1)))));
    }

    @Test
    void sealingAnew_disturbsNoRefresh() {
        run(tx -> tx.accounts().put(account(ALICE, "a1")));
        assertTrue(change(1, new AccountChange.RefreshBegun(in(minutes(1)))));

        assertTrue(change(1, new AccountChange.Resealed(sealed("key-2", 2))));

        assertEquals(sealed("key-2", 2), found("a1").credentials());
        assertEquals(1, found("a1").version());
        assertFalse(change(1, new AccountChange.RefreshBegun(in(minutes(2)))), "it is still under way");
        assertTrue(change(1, new AccountChange.Renewed(sealed("key-2", 3))), "and its result is kept");
        assertFalse(change(1, new AccountChange.Resealed(sealed("key-2", 2))), "what was read before is outdated");
        assertEquals(sealed("key-2", 3), found("a1").credentials());
    }

    @Test
    void attention_isCalledToTheVersionThatNeedsIt() {
        run(tx -> tx.accounts().put(account(ALICE, "a1")));

        assertFalse(change(2, new AccountChange.Attention("sign in again")));
        assertTrue(change(1, new AccountChange.Attention("sign in again")));
        assertEquals("sign in again", found("a1").needsAttention());
        assertTrue(change(1, new AccountChange.RefreshBegun(in(minutes(1)))));
        assertTrue(change(1, new AccountChange.Attention(null)));
        assertFalse(change(1, new AccountChange.RefreshBegun(in(minutes(1)))), "it has nothing to do with a refresh");

        assertEquals(account(ALICE, "a1"), found("a1"));
    }

    @Test
    void accountsSealedWithAnotherKey_areFoundInPages() {
        run(tx -> {
            tx.accounts().put(account(ALICE, "c"));
            tx.accounts().put(account(BOB, "a"));
            tx.accounts().put(account(BOB, "d"));
            tx.accounts().put(new StoredAccount(account(BOB, "b").account(), sealed("key-2", 1)));
            tx.accounts().put(new StoredAccount(account(BOB, "e").account(), Sealed.NOTHING));
        });

        assertEquals(
                List.of(account(BOB, "a"), account(ALICE, "c")),
                in(tx -> tx.accounts().sealedOtherwise("key-2", "", 2)));
        assertEquals(List.of(account(BOB, "d")), in(tx -> tx.accounts().sealedOtherwise("key-2", "c", 2)));
        assertEquals(
                List.of("b"),
                in(tx -> tx.accounts().sealedOtherwise("key-1", "", 9)).stream()
                        .map(stored -> stored.account().id().value())
                        .toList());
    }

    @Test
    void allAccounts_areFoundInPages_inTheOrderOfTheirIds() {
        run(tx -> {
            tx.accounts().put(account(ALICE, "c"));
            tx.accounts().put(account(BOB, "a"));
            tx.accounts().put(account(BOB, "b"));
        });

        assertEquals(
                List.of(account(BOB, "a"), account(BOB, "b")),
                in(tx -> tx.accounts().all("", 2)));
        assertEquals(List.of(account(ALICE, "c")), in(tx -> tx.accounts().all("b", 2)));
        assertEquals(List.of(), in(tx -> tx.accounts().all("c", 2)));
    }
}
