package dev.calsync.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.Region;
import dev.calsync.model.ScheduleId;
import dev.calsync.model.UserId;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.store.Buckets;
import dev.calsync.store.NodeLease;
import dev.calsync.store.StoredSchedule;
import dev.calsync.store.StoredUser;
import dev.calsync.store.UserStore;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What {@link UserStore} promises. */
public abstract class UserStoreContract extends StoreContract {
    private static final Region EU = Region.of("eu");
    private static final Region US = Region.of("us");

    private void put(UserId user, Region region) {
        run(tx -> tx.users().put(new StoredUser(user, region)));
    }

    private Optional<Region> regionOf(UserId user) {
        return in(tx -> tx.users().find(user)).map(StoredUser::region);
    }

    @Test
    void user_isFoundAsItWasKept() {
        assertEquals(Optional.empty(), regionOf(ALICE));

        put(ALICE, EU);

        assertEquals(Optional.of(EU), regionOf(ALICE));
        assertEquals(Optional.empty(), regionOf(UserId.of("ALICE")));
        put(ALICE, US);
        assertEquals(Optional.of(US), regionOf(ALICE), "nothing hangs on it yet");
    }

    @Test
    void userOfWhomNothingIsKeptButAccounts_hasNoRow() {
        calendar("a");

        assertEquals(Optional.empty(), regionOf(ALICE));
        run(tx -> tx.users().delete(ALICE));
        run(tx -> tx.users().delete(BOB));
        assertEquals(1, in(tx -> tx.accounts().ofUser(ALICE)).size());
    }

    @Test
    void regionOfAUserWithAnAccount_stays() {
        put(ALICE, EU);
        calendar("a");

        assertThrows(IllegalArgumentException.class, () -> put(ALICE, US));
        put(ALICE, EU);
        assertEquals(Optional.of(EU), regionOf(ALICE));

        run(tx -> tx.accounts().delete(AccountId.of("alice-1")));
        put(ALICE, US);
        assertEquals(Optional.of(US), regionOf(ALICE), "the last account is gone");
    }

    @Test
    void regionOfAUserWithASchedule_stays() {
        put(ALICE, EU);
        SyncSchedule schedule = SyncSchedule.every(minutes(15)).allCalendars();
        ScheduleId id = ScheduleId.of("s");
        run(tx -> tx.schedules().put(List.of(new StoredSchedule(id, ALICE, schedule, in(minutes(1)), null))));

        assertThrows(IllegalArgumentException.class, () -> put(ALICE, US));

        run(tx -> tx.schedules().delete(ALICE, id));
        put(ALICE, US);
        assertEquals(Optional.of(US), regionOf(ALICE));
    }

    @Test
    void deletedUser_keepsAccountsAndTheWorkWhereItIs() {
        put(ALICE, EU);
        CalendarRef calendar = calendar("a");
        request(calendar);

        run(tx -> tx.users().delete(ALICE));

        assertEquals(Optional.empty(), regionOf(ALICE));
        assertEquals(1, in(tx -> tx.accounts().ofUser(ALICE)).size());
        NodeLease inEurope = in(tx -> tx.nodes().join("n1", LEASE, Set.of(EU)));
        run(tx -> tx.nodes().balance(inEurope));
        claim(inEurope, calendar);
    }

    @Test
    void workOfANewRegion_isInBucketsOfItsOwn() {
        put(ALICE, EU);
        put(BOB, US);
        CalendarRef alices = calendar("a");
        CalendarRef bobs = calendar(BOB, "bob-1", "b");
        request(alices);
        request(bobs);

        assertEquals(List.of(EU, US), in(tx -> tx.nodes().unserved()), "in the order of their names");
        assertNotEquals(bucket(alices), bucket(bobs));
        assertFalse(ALL_BUCKETS.contains(bucket(alices)), "the default region's buckets are its own");
    }

    private int bucket(CalendarRef calendar) {
        return in(tx -> tx.work().find(calendar)).orElseThrow().bucket();
    }

    private long changes(UserId user) {
        return in(tx -> tx.users().changes(ALL_BUCKETS)).getOrDefault(Buckets.of(user), 0L);
    }

    @Test
    void changes_areCountedForTheUsersBucket() {
        calendar(ALICE, "alice-1", "a");
        long before = changes(ALICE);
        long bobs = changes(BOB);

        run(tx -> tx.users().changed(ALICE));
        run(tx -> {
            tx.users().changed(ALICE);
            tx.users().changed(ALICE);
        });

        assertTrue(changes(ALICE) > before);
        assertEquals(bobs, changes(BOB));
        assertEquals(
                Set.of(), in(tx -> tx.users().changes(Set.of(Buckets.of(BOB)))).keySet());
    }

    @Test
    void changeInATransactionThatFails_doesNotMatter() {
        calendar(ALICE, "alice-1", "a");
        run(tx -> tx.users().changed(ALICE));
        long before = changes(ALICE);

        assertThrows(
                IllegalStateException.class,
                () -> run(tx -> {
                    tx.users().changed(ALICE);
                    throw new IllegalStateException("no");
                }));

        assertTrue(changes(ALICE) >= before);
        run(tx -> tx.users().changed(ALICE));
        assertTrue(changes(ALICE) > before);
    }

    @Test
    void changeOfAnUnknownUser_isIgnored() {
        run(tx -> tx.users().changed(BOB));

        assertEquals(0, changes(BOB));
    }

    @Test
    void changesOfARegion_areCountedInItsBuckets() {
        run(tx -> tx.users().put(new StoredUser(ALICE, Region.of("eu"))));
        run(tx -> tx.users().changed(ALICE));

        assertEquals(0, changes(ALICE), "these are the first region's");
        NodeLease node = in(tx -> tx.nodes().join("n1", LEASE, Set.of(Region.of("eu"))));
        Set<Integer> eu = in(tx -> Set.copyOf(tx.nodes().balance(node)));
        assertEquals(1, in(tx -> tx.users().changes(eu)).size());
    }
}
