package dev.calsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.job.Priority;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.Region;
import dev.calsync.model.UserId;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.store.StoredUser;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Users of a region are served by engines of that region only. */
class RegionsTest {
    private static final Region EU = Region.of("eu");

    private final SyncWorld world = new SyncWorld(14);

    @AfterEach
    void close() {
        world.close();
    }

    private List<CalendarRef> european(String user, int calendars) {
        world.store.inTransaction(tx -> {
            tx.users().put(new StoredUser(UserId.of(user), EU));
            return true;
        });
        return world.calendars(user, "acc-" + user, calendars);
    }

    private void assertServedBy(String node, List<CalendarRef> calendars) {
        assertThat(calendars).allSatisfy(calendar -> {
            assertThat(world.work(calendar).owed()).isFalse();
            assertThat(world.runs(calendar))
                    .isNotEmpty()
                    .allSatisfy(run -> assertThat(run.node()).isEqualTo(node));
        });
    }

    @Test
    void workOfARegion_isRunByItsEnginesOnly() {
        Workload load = new Workload(world, Duration.ofMillis(10));
        List<CalendarRef> there = european("emma", 20);
        List<CalendarRef> here = world.calendars("alice", "acc", 20);
        CalendarSync home = world.engine(builder -> load.on(builder).node("home"));
        world.ask("emma", there, Priority.HIGH);
        world.ask("alice", here, Priority.LOW);
        assertThat(home.unservedRegions()).containsExactly(EU);

        world.pass(Duration.ofMinutes(10));
        assertServedBy("home", here);
        assertThat(there).allMatch(calendar -> world.work(calendar).owed());

        CalendarSync abroad =
                world.engine(builder -> load.on(builder).node("abroad").regions(EU));
        world.pass(Duration.ofMinutes(1));

        assertServedBy("abroad", there);
        assertThat(home.unservedRegions()).isEmpty();
        assertThat(abroad.unservedRegions()).isEmpty();
    }

    @Test
    void schedulesOfARegion_fireThere() {
        Workload load = new Workload(world, Duration.ofMillis(10));
        List<CalendarRef> there = european("emma", 2);
        CalendarSync home = world.engine(builder -> load.on(builder).node("home"));
        CalendarSync abroad =
                world.engine(builder -> load.on(builder).node("abroad").regions(EU));
        home.forUser("emma").schedule(SyncSchedule.every(Duration.ofMinutes(15)).calendars(there.get(0)));

        world.pass(Duration.ofHours(1));
        assertThat(world.runs(there.get(0))).hasSize(4);
        assertServedBy("abroad", there.subList(0, 1));

        abroad.close();
        world.pass(Duration.ofHours(1));
        assertThat(world.runs(there.get(0))).hasSize(4);

        world.engine(builder -> load.on(builder).node("again").regions(EU, Region.DEFAULT));
        world.pass(Duration.ofMinutes(1));
        assertThat(world.runs(there.get(0)).get(4).node()).isEqualTo("again");
    }

    @Test
    void engineOfSeveralRegions_servesThemAll() {
        Workload load = new Workload(world, Duration.ofMillis(10));
        List<CalendarRef> there = european("emma", 3);
        List<CalendarRef> here = world.calendars("alice", "acc", 3);
        CalendarSync both =
                world.engine(builder -> load.on(builder).node("both").regions(EU, Region.DEFAULT));
        world.ask("emma", there, Priority.NORMAL);
        world.ask("alice", here, Priority.NORMAL);

        world.pass(Duration.ofSeconds(5));

        assertServedBy("both", there);
        assertServedBy("both", here);
        assertThat(both.unservedRegions()).isEmpty();
    }

    @Test
    void region_isSaidBeforeTheFirstAccount() {
        CalendarSync abroad = world.engine(builder -> builder.node("abroad").regions(EU));
        CalendarSync home = world.engine(builder -> builder.node("home"));
        UserSync emma = home.forUser("emma");
        emma.region(EU);
        CalendarRef team = world.connect(emma);

        assertThatThrownBy(() -> emma.region(Region.DEFAULT)).isInstanceOf(IllegalArgumentException.class);
        emma.syncNow(team);
        world.pass(Duration.ofSeconds(5));

        assertServedBy("abroad", List.of(team));
        assertThat(abroad.unservedRegions()).isEmpty();
    }
}
