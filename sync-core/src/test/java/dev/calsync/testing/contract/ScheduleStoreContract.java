package dev.calsync.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.ScheduleId;
import dev.calsync.model.UserId;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.store.Buckets;
import dev.calsync.store.StoredSchedule;
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
}
