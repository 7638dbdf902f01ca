package dev.calsync.testing.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.calsync.auth.Sealed;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.Region;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.UserId;
import dev.calsync.reconcile.ConflictPolicy;
import dev.calsync.schedule.SyncFrequency;
import dev.calsync.schedule.SyncPreset;
import dev.calsync.schedule.SyncSettings;
import dev.calsync.store.StoredAccount;
import dev.calsync.store.StoredCalendar;
import dev.calsync.store.StoredUser;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What {@link dev.calsync.store.AccountStore} and {@link dev.calsync.store.CalendarStore} promise. */
public abstract class AccountStoreContract extends StoreContract {

    private static CalendarRef ref(String account, String calendar) {
        return new CalendarRef(AccountId.of(account), calendar);
    }

    @Test
    void account_isFoundAsItWasKept() {
        StoredAccount kept = account(ALICE, "a1");
        run(tx -> tx.accounts().put(kept));

        StoredAccount found = in(tx -> tx.accounts().find(AccountId.of("a1"))).orElseThrow();

        assertEquals(kept, found);
        assertArrayEquals(new byte[] {1, 1, 0, -1}, found.credentials().envelope());
        assertEquals(Optional.empty(), in(tx -> tx.accounts().find(AccountId.of("A1"))));
    }

    @Test
    void accountKeptAgain_isChanged() {
        StoredAccount before = account(ALICE, "a1");
        StoredAccount after = new StoredAccount(before.account(), Sealed.NOTHING, 2, "sign in again");
        run(tx -> tx.accounts().put(before));

        run(tx -> tx.accounts().put(after));

        assertEquals(Optional.of(after), in(tx -> tx.accounts().find(AccountId.of("a1"))));
        assertEquals(List.of(after), in(tx -> tx.accounts().ofUser(ALICE)));
    }

    @Test
    void accounts_areTheirUsersAndOldestFirst() {
        StoredAccount first = account(ALICE, "z");
        StoredAccount second = account(ALICE, "a");
        StoredAccount bobs = account(BOB, "m");
        for (StoredAccount account : List.of(first, bobs, second, first)) {
            run(tx -> tx.accounts().put(account));
        }

        StoredAccount again = new StoredAccount(first.account(), first.credentials(), 2, null);
        assertEquals(List.of(again, second), in(tx -> tx.accounts().ofUser(ALICE)));
        assertEquals(List.of(bobs), in(tx -> tx.accounts().ofUser(BOB)));
    }

    @Test
    void accountOfAnotherUser_isNotTaken() {
        run(tx -> tx.accounts().put(account(ALICE, "a1")));

        assertThrows(
                IllegalArgumentException.class, () -> run(tx -> tx.accounts().put(account(BOB, "a1"))));

        assertEquals(List.of(), in(tx -> tx.accounts().ofUser(BOB)));
    }

    @Test
    void calendar_isFoundAsItWasKept() {
        run(tx -> tx.accounts().put(account(ALICE, "a1")));
        StoredCalendar kept =
                new StoredCalendar(ALICE, new RemoteCalendar(ref("a1", "/dav/Ä b/"), "Teäm", false), "on holiday");

        run(tx -> tx.calendars().put(List.of(kept)));

        assertEquals(Optional.of(kept), in(tx -> tx.calendars().find(ref("a1", "/dav/Ä b/"))));
        assertEquals(Optional.empty(), in(tx -> tx.calendars().find(ref("a1", "/dav/ä b/"))));
    }

    @Test
    void calendarIds_areComparedToTheirEnd() {
        String stem = "x".repeat(2000);
        CalendarRef one = calendar(ALICE, "a1", stem + "1");
        CalendarRef other = calendar(ALICE, "a1", stem + "2");

        assertEquals(
                one, in(tx -> tx.calendars().find(one)).orElseThrow().calendar().ref());
        assertEquals(
                other,
                in(tx -> tx.calendars().find(other)).orElseThrow().calendar().ref());
    }

    @Test
    void calendars_areInTheOrderTheyWereFirstKept() {
        CalendarRef first = calendar(ALICE, "a1", "z");
        CalendarRef second = calendar(ALICE, "a2", "y");
        CalendarRef third = calendar(ALICE, "a1", "x");
        CalendarRef bobs = calendar(BOB, "b1", "w");
        StoredCalendar changed = new StoredCalendar(ALICE, new RemoteCalendar(first, "New name", false), null);
        run(tx -> tx.calendars().put(List.of(changed)));

        assertEquals(
                List.of(changed, stored(ALICE, second), stored(ALICE, third)),
                in(tx -> tx.calendars().ofUser(ALICE)));
        assertEquals(
                List.of(changed, stored(ALICE, third)), in(tx -> tx.calendars().ofAccount(first.account())));
        assertEquals(List.of(stored(BOB, bobs)), in(tx -> tx.calendars().ofUser(BOB)));
    }

    @Test
    void calendarOfAnAccountThatIsNotKept_isRefused() {
        run(tx -> tx.accounts().put(account(ALICE, "a1")));
        StoredCalendar orphan = stored(ALICE, ref("nobody", "x"));
        StoredCalendar stolen = stored(BOB, ref("a1", "x"));

        assertThrows(
                IllegalArgumentException.class,
                () -> run(tx -> tx.calendars().put(List.of(stored(ALICE, ref("a1", "good")), orphan))));
        assertThrows(
                IllegalArgumentException.class, () -> run(tx -> tx.calendars().put(List.of(stolen))));

        assertEquals(List.of(), in(tx -> tx.calendars().ofAccount(AccountId.of("a1"))));
    }

    @Test
    void deletingWhatIsNotKept_changesNothing() {
        CalendarRef kept = calendar("a");

        run(tx -> tx.calendars().delete(ref("alice-1", "A")));
        run(tx -> tx.accounts().delete(AccountId.of("ALICE-1")));

        assertEquals(List.of(stored(ALICE, kept)), in(tx -> tx.calendars().ofUser(ALICE)));
    }

    @Test
    void calendar_keepsItsSettings_andOnlyChangedMovesWhenItChanged() {
        CalendarRef ref = calendar("a");
        SyncSettings settings = SyncSettings.NONE.frequency(SyncPreset.DAILY).conflicts(ConflictPolicy.MANUAL);
        StoredCalendar chosen = stored(ALICE, ref).settings(settings).paused("later");
        run(tx -> tx.calendars().put(List.of(chosen)));
        assertEquals(Optional.of(chosen), in(tx -> tx.calendars().find(ref)));

        run(tx -> tx.calendars().changed(ref, now()));
        run(tx -> tx.calendars().changed(ref("alice-1", "A"), now()));

        StoredCalendar changed = new StoredCalendar(ALICE, chosen.calendar(), "later", settings, now());
        assertEquals(Optional.of(changed), in(tx -> tx.calendars().find(ref)));
        run(tx -> tx.calendars().put(List.of(chosen.paused(null))));
        assertEquals(
                Optional.of(changed.paused(null)),
                in(tx -> tx.calendars().find(ref)),
                "who read it before keeps nothing older");
    }

    @Test
    void calendarsOfSeveral_areFoundWithOneCall() {
        CalendarRef first = calendar(ALICE, "a1", "z");
        CalendarRef second = calendar(ALICE, "a2", "y");
        CalendarRef bobs = calendar(BOB, "b1", "w");

        List<StoredCalendar> found = in(tx -> tx.calendars().ofUsers(Set.of(ALICE, BOB)));

        assertEquals(Set.of(stored(ALICE, first), stored(ALICE, second), stored(BOB, bobs)), Set.copyOf(found));
        assertEquals(
                List.of(stored(ALICE, first), stored(ALICE, second)),
                found.stream().filter(calendar -> calendar.user().equals(ALICE)).toList());
        assertEquals(
                Set.of(stored(ALICE, second), stored(BOB, bobs)),
                Set.copyOf(in(tx -> tx.calendars().find(List.of(second, bobs, ref("a1", "Z"))))));
        assertEquals(List.of(), in(tx -> tx.calendars().ofUsers(Set.of())));
    }

    @Test
    void user_isFoundAsItWasKept() {
        StoredUser chosen = new StoredUser(ALICE, Region.of("eu"))
                .settings(SyncSettings.NONE.frequency(SyncFrequency.auto()))
                .seenAt(now());
        StoredUser other = new StoredUser(BOB);
        run(tx -> tx.users().put(chosen));
        run(tx -> tx.users().put(other));

        assertEquals(Optional.of(chosen), in(tx -> tx.users().find(ALICE)));
        assertEquals(
                Set.of(chosen, other), Set.copyOf(in(tx -> tx.users().find(Set.of(ALICE, BOB, UserId.of("nobody"))))));
        run(tx -> tx.users().delete(ALICE));
        assertEquals(List.of(other), in(tx -> tx.users().find(List.of(ALICE, BOB))));
    }
}
