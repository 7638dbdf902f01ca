package dev.calsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.calsync.model.Account;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.ScheduleId;
import dev.calsync.schedule.ScheduleExplanation.Standing;
import dev.calsync.schedule.SyncSchedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which schedules decide about a calendar: every combination of the three levels, and calendars that come and go. */
class DecidingSchedulesTest {
    private final SyncWorld world = new SyncWorld(7);
    private UserSync alice;
    private Account home;
    private CalendarRef team;

    @BeforeEach
    void connect() throws InterruptedException {
        world.provider.calendar("other");
        alice = world.engine().forUser("alice");
        home = alice.connect(world.provider.account("home"));
        alice.connect(world.provider.account("work"));
        team = calendars(home).get(0);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private List<CalendarRef> calendars(Account account) {
        return alice.calendars(account).stream().map(RemoteCalendar::ref).toList();
    }

    private CalendarRef atWork() {
        return calendars(alice.accounts().get(1)).get(0);
    }

    private int runsIn(CalendarRef calendar, Duration span) {
        int before = alice.history(calendar, 1_000).size();
        world.pass(span);
        return alice.history(calendar, 1_000).size() - before;
    }

    /** Two runs in 2 hours for all, 4 for the account, 12 for the calendar: the narrowest there is tells how many. */
    @Test
    void everyCombination_isDecidedByItsNarrowestSchedules() {
        for (int levels = 0; levels < 8; levels++) {
            List<ScheduleId> made = new ArrayList<>();
            if ((levels & 1) != 0) {
                made.add(alice.schedule(
                                SyncSchedule.every(Duration.ofMinutes(60)).allCalendars())
                        .id());
            }
            if ((levels & 2) != 0) {
                made.add(alice.schedule(
                                SyncSchedule.every(Duration.ofMinutes(30)).account(home.id()))
                        .id());
            }
            if ((levels & 4) != 0) {
                made.add(alice.schedule(
                                SyncSchedule.every(Duration.ofMinutes(10)).calendars(team))
                        .id());
            }
            long narrowest = (levels & 4) != 0 ? 12 : (levels & 2) != 0 ? 4 : (levels & 1) != 0 ? 2 : 0;
            int teamBefore = alice.history(team, 1_000).size();
            CalendarRef sibling = calendars(home).get(1);
            int siblingBefore = alice.history(sibling, 1_000).size();
            int workBefore = alice.history(atWork(), 1_000).size();
            world.pass(Duration.ofHours(2));
            assertThat(alice.history(team, 1_000).size() - teamBefore)
                    .as("levels " + levels)
                    .isEqualTo((int) narrowest);
            assertThat(alice.history(sibling, 1_000).size() - siblingBefore)
                    .as("the account's other calendar, levels " + levels)
                    .isEqualTo((levels & 2) != 0 ? 4 : (levels & 1) != 0 ? 2 : 0);
            assertThat(alice.history(atWork(), 1_000).size() - workBefore)
                    .as("the other account, levels " + levels)
                    .isEqualTo((levels & 1) != 0 ? 2 : 0);
            assertThat(alice.explain(team).schedules().stream()
                            .filter(explained -> explained.standing() instanceof Standing.Decides))
                    .hasSize(levels == 0 ? 0 : 1);
            made.forEach(alice::unschedule);
        }
    }

    @Test
    void severalOnOneLevel_allDecide() {
        alice.schedule(SyncSchedule.every(Duration.ofHours(1)).calendars(team));
        alice.schedule(SyncSchedule.cron("7 */2 * * *", ZoneId.of("UTC")).calendars(team, atWork()));
        assertThat(runsIn(team, Duration.ofHours(4))).isBetween(5, 6);
        assertThat(runsIn(atWork(), Duration.ofHours(4))).isEqualTo(2);
    }

    @Test
    void oneScheduleOnTwoLevels_countsOnceForEachCalendar() {
        alice.schedule(SyncSchedule.every(Duration.ofHours(1)).calendars(team).allCalendars());
        alice.schedule(SyncSchedule.every(Duration.ofMinutes(20)).account(home.id()));
        assertThat(runsIn(team, Duration.ofHours(2))).isEqualTo(2);
        assertThat(runsIn(calendars(home).get(1), Duration.ofHours(2))).isEqualTo(6);
        assertThat(runsIn(atWork(), Duration.ofHours(2))).isEqualTo(2);
    }

    @Test
    void newCalendars_joinAccountAndUserSchedules_andNoOthers() throws InterruptedException {
        alice.schedule(SyncSchedule.every(Duration.ofMinutes(30)).account(home.id()));
        alice.schedule(SyncSchedule.every(Duration.ofHours(1)).allCalendars());
        alice.schedule(SyncSchedule.every(Duration.ofMinutes(10)).calendars(team));
        world.provider.calendar("late");
        for (Account account : alice.accounts()) {
            alice.refreshCalendars(account);
        }
        Account school = alice.connect(world.provider.account("school"));
        CalendarRef lateAtHome = calendars(home).get(2);
        CalendarRef lateAtWork = calendars(alice.accounts().get(1)).get(2);
        world.pass(Duration.ofHours(2));
        assertThat(alice.history(lateAtHome, 100)).hasSize(4);
        assertThat(alice.history(lateAtWork, 100)).hasSize(2);
        assertThat(alice.history(calendars(school).get(0), 100)).hasSize(2);
    }

    @Test
    void explanation_tellsWhichDecidesAndWhy() {
        ScheduleId wide = alice.schedule(SyncSchedule.every(Duration.ofHours(1)).allCalendars())
                .id();
        ScheduleId narrow = alice.schedule(
                        SyncSchedule.every(Duration.ofMinutes(10)).calendars(team))
                .id();
        ScheduleId other = alice.schedule(
                        SyncSchedule.every(Duration.ofMinutes(10)).calendars(atWork()))
                .id();
        CalendarExplanation why = alice.explain(team);
        assertThat(why.schedules())
                .extracting(explained -> explained.id(), explained -> explained.standing())
                .containsExactly(
                        tuple(wide, new Standing.LessSpecific(narrow)),
                        tuple(narrow, new Standing.Decides()),
                        tuple(other, new Standing.OtherCalendars()));
        Optional<Instant> next = Optional.of(alice.preview(narrow, 1).get(0));
        assertThat(why.nextFire()).isEqualTo(next);
        assertThat(why.notNow()).isEmpty();
        alice.pause(team, "on holiday");
        alice.pause(narrow, "not now");
        CalendarExplanation paused = alice.explain(team);
        assertThat(paused.notNow()).containsExactly("it is paused: on holiday");
        assertThat(paused.schedules().get(0).standing()).isEqualTo(new Standing.Decides());
        assertThat(paused.schedules().get(1).standing()).isEqualTo(new Standing.Paused("not now"));
        assertThat(paused.sentences()).contains("schedule " + narrow + " is paused: not now");
    }

    @Test
    void fires_ofOneUserDoNotReachAnother() throws InterruptedException {
        UserSync bob = world.engine().forUser("bob");
        Account bobs = bob.connect(world.provider.account("bob"));
        alice.schedule(SyncSchedule.every(Duration.ofMinutes(10)).allCalendars());
        alice.schedule(SyncSchedule.every(Duration.ofMinutes(10))
                .calendars(bob.calendars(bobs).get(0).ref())
                .account(bobs.id()));
        world.pass(Duration.ofHours(1));
        assertThat(bob.history(bob.calendars(bobs).get(0).ref(), 9)).isEmpty();
    }
}
