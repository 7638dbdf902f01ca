package dev.calsync;

import static dev.calsync.FilteredSyncTest.WORK;
import static dev.calsync.FilteredSyncTest.categorised;
import static dev.calsync.FilteredSyncTest.home;
import static dev.calsync.FilteredSyncTest.work;
import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.ScheduleId;
import dev.calsync.schedule.EventFilter;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.store.LocalSeries;
import dev.calsync.system.Environment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The filter changes, and the node dies between any two steps of the round that follows; another goes on. */
class FilterChangeTest {
    private static final EventFilter HOME = EventFilter.category("home");
    private static final int STEPS_MAX = 40;

    @Test
    void crashBetweenAnyTwoSteps_leavesTheNewFilterInForce() {
        int crashed = 0;
        for (int steps = 0; steps < STEPS_MAX; steps++) {
            crashed += crashAfter(steps, false) ? 1 : 0;
        }
        assertThat(crashed).isGreaterThan(10);
    }

    /** Part of the calendar has left, the rest has not, and then the filter is as it was. */
    @Test
    void crashBetweenAnyTwoSteps_andTheOldFilterAgain_bringsBackWhatHadLeft() {
        int crashed = 0;
        for (int steps = 0; steps < STEPS_MAX; steps++) {
            crashed += crashAfter(steps, true) ? 1 : 0;
        }
        assertThat(crashed).isGreaterThan(10);
    }

    /** Returns whether the round was still unfinished when the node died. */
    private static boolean crashAfter(int steps, boolean back) {
        try (SyncWorld world = new SyncWorld(steps)) {
            world.provider.pageSize(4);
            Environment first = world.world.node();
            UserSync alice = world.engine(builder -> builder.environment(first).node("first"))
                    .forUser("alice");
            CalendarRef team = world.connect(alice);
            ScheduleId schedule = alice.schedule(filtered(team, WORK)).id();
            prepare(world, alice, team);
            alice.reschedule(schedule, filtered(team, HOME));
            alice.syncNow(team);
            for (int i = 0; i < steps; i++) {
                world.world.tasks().runNext();
            }
            boolean unfinished = alice.history(team, 10).size() < 2;
            first.tasks().close();
            UserSync again = world.engine(builder -> builder.node("second")).forUser("alice");
            if (back) {
                again.reschedule(schedule, filtered(team, WORK));
            }
            world.pass(Duration.ofMinutes(2));
            world.syncNow(again, team);
            nothingIsDeleted(world, again, team);
            follows(world, again, team, back ? "work" : "home", back ? "home" : "work");
            assertThat(world.team.appliedKeys()).doesNotHaveDuplicates();
            return unfinished;
        }
    }

    private static SyncSchedule filtered(CalendarRef team, EventFilter filter) {
        return SyncSchedule.every(Duration.ofDays(7)).calendars(team).filter(filter);
    }

    private static void prepare(SyncWorld world, UserSync alice, CalendarRef team) {
        for (int i = 0; i < 12; i++) {
            world.team.put(work("work-" + i, "Work " + i));
            world.team.put(home("home-" + i, "Home " + i));
        }
        world.syncNow(alice, team);
        assertThat(alice.events(team).page(null, 100)).hasSize(12);
        alice.pause(team, "so that nothing of this is pushed yet");
        CalendarEvent read =
                alice.events(team).find("work-3").orElseThrow().events().get(0);
        alice.events(team).put(read.toBuilder().location("Room 1").build());
        alice.events(team).put(categorised("mine-work", "Mine", "work"));
        alice.events(team).put(categorised("mine-home", "Mine", "home"));
        world.team.put(work("work-7", "Work 7 changed"));
        world.team.delete("work-9");
        alice.resume(team);
    }

    private static void nothingIsDeleted(SyncWorld world, UserSync alice, CalendarRef team) {
        Map<String, EventSeries> here = replica(alice, team);
        for (int i = 0; i < 12; i++) {
            if (i != 9) {
                assertThat(here).containsKey("work-" + i);
                assertThat(world.team.events()).containsKeys("work-" + i, "home-" + i);
            }
        }
        assertThat(here).containsKeys("mine-work", "mine-home");
        assertThat(here.get("work-3").events().get(0).location()).isEqualTo("Room 1");
    }

    /** What is inside crosses in both directions, what is outside in neither. */
    private static void follows(SyncWorld world, UserSync alice, CalendarRef team, String inside, String outside) {
        assertThat(world.team.events()).containsKey("mine-" + inside);
        assertThat(alice.quarantine(team, 10)).isEmpty();
        for (int i = 0; i < 9; i++) {
            world.team.put(EventSeries.of(categorised(inside + "-" + i, "Later", inside)));
            world.team.put(EventSeries.of(categorised(outside + "-" + i, "Later", outside)));
        }
        world.syncNow(alice, team);
        replica(alice, team).forEach((uid, series) -> {
            if (uid.startsWith(inside) && !uid.matches(".*(9|10|11)")) {
                assertThat(series.events().get(0).summary()).as(uid).isEqualTo("Later");
            } else {
                assertThat(series.events().get(0).summary()).as(uid).isNotEqualTo("Later");
            }
        });
        assertThat(replica(alice, team)).containsKey(inside + "-11");
        CalendarEvent edited =
                alice.events(team).find(inside + "-10").orElseThrow().events().get(0);
        alice.events(team).put(edited.toBuilder().location("Room 2").build());
        world.syncNow(alice, team);
        assertThat(world.team.events().get(inside + "-10").events().get(0).location())
                .isEqualTo("Room 2");
    }

    private static Map<String, EventSeries> replica(UserSync user, CalendarRef team) {
        Map<String, EventSeries> replica = new TreeMap<>();
        user.events(team).page(null, 1_000).forEach(stored -> {
            assertThat(replica.put(stored.series().uid(), stored.series())).isNull();
        });
        return replica;
    }

    @Test
    void roundUnderWayWithTheSameFilter_goesOnAtItsResumePoint() {
        try (SyncWorld world = new SyncWorld(3)) {
            world.provider.pageSize(4);
            CalendarSync one = world.engine(builder -> builder.node("first"));
            UserSync alice = one.forUser("alice");
            CalendarRef team = world.connect(alice);
            ScheduleId schedule = alice.schedule(filtered(team, WORK)).id();
            for (int i = 0; i < 40; i++) {
                world.team.put(work("work-" + i, "Work " + i));
            }
            world.syncNow(alice, team);
            alice.reschedule(schedule, filtered(team, HOME));
            long before = world.provider.requests();
            alice.syncNow(team);
            while (world.provider.requests() - before < 6) {
                world.world.tasks().runNext();
            }
            one.close();
            UserSync again = world.engine(builder -> builder.node("second")).forUser("alice");
            world.syncNow(again, team);
            assertThat(world.provider.requests() - before).isEqualTo(11);
        }
    }

    @Test
    void hostsOwnReplica_keepsWhatLeaves_andGetsBackWhatComes() {
        HostReplica replica = new HostReplica();
        try (SyncWorld world = new SyncWorld(4)) {
            UserSync alice = world.engine(builder -> builder.replica(replica)).forUser("alice");
            CalendarRef team = world.connect(alice);
            ScheduleId schedule = alice.schedule(filtered(team, WORK)).id();
            world.team.put(work("a", "A"));
            world.team.put(work("b", "B"));
            world.team.put(home("h", "H"));
            replica.edit("row-out", home("mine", "Mine"));
            world.syncNow(alice, team);
            assertThat(replica.rows()).hasSize(3);
            assertThat(world.team.events()).doesNotContainKey("mine");

            alice.reschedule(schedule, filtered(team, HOME));
            String a = row(replica, "a").id().value();
            replica.edit(
                    a,
                    EventSeries.of(categorised("a", "A", "work").toBuilder()
                            .location("Room 1")
                            .build()));
            replica.delete(row(replica, "b").id().value());
            world.syncNow(alice, team);
            assertThat(world.team.events()).containsOnlyKeys("a", "b", "h", "mine");
            assertThat(row(replica, "a").pending()).isTrue();
            assertThat(replica.rows().values().stream()
                            .map(each -> each.series().uid()))
                    .containsExactlyInAnyOrder("a", "h", "mine");

            world.team.put(work("a", "A by other"));
            alice.unschedule(schedule);
            world.syncNow(alice, team);
            for (EventSeries side :
                    List.of(row(replica, "a").series(), world.team.events().get("a"))) {
                assertThat(side.events().get(0).summary()).isEqualTo("A by other");
                assertThat(side.events().get(0).location()).isEqualTo("Room 1");
            }
            assertThat(row(replica, "b").pending()).isFalse();
            assertThat(replica.rows()).hasSize(4);
        }
    }

    private static LocalSeries row(HostReplica replica, String uid) {
        return replica.rows().values().stream()
                .filter(row -> row.series().uid().equals(uid))
                .findFirst()
                .orElseThrow();
    }
}
