package dev.calsync.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.Region;
import dev.calsync.model.ScheduleId;
import dev.calsync.model.UserId;
import dev.calsync.schedule.ScheduleReading;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.store.Buckets;
import dev.calsync.store.NodeLease;
import dev.calsync.store.SkippedFire;
import dev.calsync.store.StoredSchedule;
import dev.calsync.store.StoredUser;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What {@link dev.calsync.store.ScheduleStore} promises. */
public abstract class ScheduleStoreContract extends StoreContract {

    private StoredSchedule schedule(UserId user, String id, Instant nextFireAt) {
        CalendarRef team = new CalendarRef(account(user, user + "-1").account().id(), "team");
        return new StoredSchedule(
                ScheduleId.of(id), user, SyncSchedule.every(minutes(15)).calendars(team), nextFireAt, null);
    }

    private void put(StoredSchedule... schedules) {
        run(tx -> tx.schedules().put(List.of(schedules)));
    }

    private List<StoredSchedule> due(Set<Integer> buckets, Instant at, int limit) {
        return in(tx -> tx.schedules().due(buckets, at, limit));
    }

    @Test
    void schedule_isFoundAsItWasKept() {
        StoredSchedule kept = schedule(ALICE, "s1", in(minutes(3)));

        put(kept);

        assertEquals(Optional.of(kept), in(tx -> tx.schedules().find(ALICE, kept.id())));
        assertEquals(Optional.empty(), in(tx -> tx.schedules().find(ALICE, ScheduleId.of("S1"))));
    }

    @Test
    void schedules_areTheirUsersAndOldestFirst() {
        StoredSchedule second = schedule(ALICE, "a", null);
        StoredSchedule first = schedule(ALICE, "z", in(minutes(1)));
        StoredSchedule changed = schedule(ALICE, "z", in(minutes(2)));
        StoredSchedule bobs = schedule(BOB, "z", in(minutes(3)));
        put(first, bobs, second);

        put(changed);

        assertEquals(List.of(changed, second), in(tx -> tx.schedules().ofUser(ALICE)));
        assertEquals(List.of(bobs), in(tx -> tx.schedules().ofUser(BOB)), "the same id is another user's schedule");
        assertEquals(Optional.of(bobs), in(tx -> tx.schedules().find(BOB, bobs.id())));
    }

    @Test
    void delete_reachesTheUsersOwnOnly() {
        StoredSchedule alices = schedule(ALICE, "s1", in(minutes(1)));
        put(alices);

        run(tx -> tx.schedules().delete(BOB, alices.id()));
        assertEquals(Optional.of(alices), in(tx -> tx.schedules().find(ALICE, alices.id())));
        run(tx -> tx.schedules().delete(ALICE, alices.id()));

        assertEquals(Optional.empty(), in(tx -> tx.schedules().find(ALICE, alices.id())));
        assertEquals(List.of(), in(tx -> tx.schedules().ofUser(ALICE)));
        assertEquals(Optional.empty(), in(tx -> tx.schedules().nextFire(ALL_BUCKETS)));
        run(tx -> tx.schedules().delete(ALICE, alices.id()));
    }

    @Test
    void due_isInOrderOfTimeAndWithinItsLimit() {
        StoredSchedule late = schedule(ALICE, "late", in(minutes(2)));
        StoredSchedule early = schedule(BOB, "early", in(minutes(1)));
        StoredSchedule future = schedule(ALICE, "future", in(minutes(3)));
        StoredSchedule never = schedule(ALICE, "never", null);
        put(late, early, future, never);

        assertEquals(List.of(), due(ALL_BUCKETS, now(), 9));
        assertEquals(List.of(early, late), due(ALL_BUCKETS, in(minutes(2)), 9), "a time includes itself");
        assertEquals(List.of(early), due(ALL_BUCKETS, in(minutes(2)), 1));
        assertEquals(Optional.of(in(minutes(1))), in(tx -> tx.schedules().nextFire(ALL_BUCKETS)));
    }

    @Test
    void due_looksIntoTheGivenBucketsOnly() {
        StoredSchedule alices = schedule(ALICE, "s", in(minutes(2)));
        StoredSchedule bobs = schedule(BOB, "s", in(minutes(1)));
        put(alices, bobs);
        Set<Integer> alicesOnly = Set.of(Buckets.of(ALICE));

        assertEquals(List.of(alices), due(alicesOnly, in(minutes(5)), 9));
        assertEquals(Optional.of(in(minutes(2))), in(tx -> tx.schedules().nextFire(alicesOnly)));
        assertEquals(List.of(bobs, alices), due(Set.of(Buckets.of(ALICE), Buckets.of(BOB)), in(minutes(5)), 9));
        assertEquals(Optional.empty(), in(tx -> tx.schedules().nextFire(Set.of())));
    }

    @Test
    void changedFireTime_isTheOnlyOne() {
        put(schedule(ALICE, "s", in(minutes(1))));

        StoredSchedule moved = schedule(ALICE, "s", in(minutes(5)));
        put(moved);
        assertEquals(List.of(), due(ALL_BUCKETS, in(minutes(4)), 9));
        assertEquals(List.of(moved), due(ALL_BUCKETS, in(minutes(5)), 9));

        put(new StoredSchedule(moved.id(), ALICE, moved.schedule(), null, "on holiday"));
        assertEquals(List.of(), due(ALL_BUCKETS, in(minutes(9)), 9));
        assertEquals(Optional.empty(), in(tx -> tx.schedules().nextFire(ALL_BUCKETS)));
    }

    @Test
    void whatIsMadeUpFor_wakesTheScheduleEarlier() {
        StoredSchedule plain = schedule(ALICE, "s", in(minutes(9)));
        SkippedFire skipped = new SkippedFire(now(), new CalendarRef(AccountId.of("a"), "team"), "it is night");
        StoredSchedule missed = plain.firing(in(minutes(9)), new StoredSchedule.MakeUp(3, in(minutes(2))), skipped);
        StoredSchedule everything = plain.firing(in(minutes(9)), null, new SkippedFire(now(), null, "it was late"));
        put(missed);

        assertEquals(Optional.of(missed), in(tx -> tx.schedules().find(ALICE, plain.id())));
        assertEquals(Optional.of(in(minutes(2))), in(tx -> tx.schedules().nextFire(ALL_BUCKETS)));
        assertEquals(List.of(missed), due(ALL_BUCKETS, in(minutes(2)), 9));
        put(everything);
        assertEquals(List.of(), due(ALL_BUCKETS, in(minutes(8)), 9));
        assertEquals(List.of(everything), due(ALL_BUCKETS, in(minutes(9)), 9));
        put(plain.firing(null, new StoredSchedule.MakeUp(1, in(minutes(2))), null));
        assertEquals(Optional.of(in(minutes(2))), in(tx -> tx.schedules().nextFire(ALL_BUCKETS)));
    }

    @Test
    void whatCannotBeRead_isGivenBackAsItIs() {
        ScheduleReading unknown = ScheduleReading.of("{\"type\":\"lunar\"}");
        StoredSchedule kept = new StoredSchedule(ScheduleId.of("s"), ALICE, unknown, in(minutes(1)), null, null, null);
        put(kept);

        assertEquals(List.of(kept), due(ALL_BUCKETS, in(minutes(1)), 9));
        put(kept.pausedFor("nobody understands it"));

        assertEquals(
                List.of(kept.pausedFor("nobody understands it")),
                in(tx -> tx.schedules().ofUser(ALICE)));
        assertEquals(Optional.empty(), in(tx -> tx.schedules().nextFire(ALL_BUCKETS)));
    }

    @Test
    void ofUsers_isEachUsersOwn() {
        StoredSchedule first = schedule(ALICE, "z", null);
        StoredSchedule second = schedule(ALICE, "a", null);
        StoredSchedule bobs = schedule(BOB, "z", null);
        put(first, bobs, second);

        List<StoredSchedule> found = in(tx -> tx.schedules().ofUsers(Set.of(ALICE, BOB, UserId.of("nobody"))));

        assertEquals(Set.of(first, second, bobs), Set.copyOf(found));
        assertEquals(3, found.size());
        assertEquals(
                List.of(first, second),
                found.stream().filter(schedule -> schedule.user().equals(ALICE)).toList());
        assertEquals(List.of(), in(tx -> tx.schedules().ofUsers(Set.of())));
    }

    @Test
    void schedulesOfARegion_areDueInItsBuckets() {
        Region eu = Region.of("eu");
        run(tx -> tx.users().put(new StoredUser(ALICE, eu)));
        StoredSchedule there = schedule(ALICE, "s", in(minutes(1)));
        put(there);
        NodeLease node = in(tx -> tx.nodes().join("n1", LEASE, Set.of(eu)));
        Set<Integer> buckets = in(tx -> tx.nodes().balance(node));

        assertEquals(List.of(there), due(buckets, in(minutes(1)), 9));
        assertEquals(Optional.of(in(minutes(1))), in(tx -> tx.schedules().nextFire(buckets)));
        assertEquals(List.of(), due(ALL_BUCKETS, in(minutes(1)), 9));
    }
}
