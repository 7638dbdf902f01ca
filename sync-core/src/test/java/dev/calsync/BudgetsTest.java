package dev.calsync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.error.ThrottledException;
import dev.calsync.job.Priority;
import dev.calsync.listener.SyncEvent;
import dev.calsync.model.Account;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ProviderId;
import dev.calsync.pacing.BudgetRule;
import dev.calsync.pacing.BudgetScope;
import dev.calsync.pacing.PermitRate;
import dev.calsync.pacing.ProviderLimits;
import dev.calsync.store.RunRecord;
import dev.calsync.store.StoredAccount;
import dev.calsync.testing.ScriptedProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a provider takes is kept to by all engines on a store together. */
class BudgetsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final SyncWorld world = new SyncWorld(13);
    private final List<Instant> sent = new ArrayList<>();

    @AfterEach
    void close() {
        world.close();
    }

    private void limit(BudgetScope scope, PermitRate rate) {
        world.provider
                .limits(new ProviderLimits(List.of(new BudgetRule(scope, rate)), 8, 8))
                .beforeCall(call -> sent.add(world.now()));
    }

    private List<CalendarRef> account(String user, String account, int calendars) {
        List<CalendarRef> refs = world.calendars(user, account, calendars);
        refs.forEach(ref -> world.provider.calendar(ref.calendarId()));
        return refs;
    }

    /** The most requests that were sent within any span of this length. */
    private static long mostWithin(List<Instant> sent, Duration window) {
        return sent.stream()
                .mapToLong(from -> sent.stream()
                        .filter(at -> !at.isBefore(from) && at.isBefore(from.plus(window)))
                        .count())
                .max()
                .orElse(0);
    }

    @Test
    void twoEngines_sendWhatTheProviderTakesAndNoMore() {
        limit(BudgetScope.PROJECT, PermitRate.within(10, MINUTE, 2));
        List<CalendarRef> all = new ArrayList<>();
        for (int user = 0; user < 20; user++) {
            List<CalendarRef> refs = account("u" + user, "acc" + user, 3);
            world.ask("u" + user, refs, Priority.NORMAL);
            all.addAll(refs);
        }
        world.engine(builder -> builder.node("one"));
        world.engine(builder -> builder.node("two"));
        world.pass(Duration.ofSeconds(30));

        world.pass(Duration.ofMinutes(14));

        assertThat(all).noneMatch(ref -> world.work(ref).owed());
        assertThat(sent).hasSize(60);
        assertThat(mostWithin(sent, MINUTE)).isLessThanOrEqualTo(10);
        // 8 come back in 62 seconds; what is leased and lapses may cost some of them.
        Duration took = Duration.between(sent.get(0), sent.get(59));
        assertThat(took).isBetween(Duration.ofSeconds(58 * 62 / 8 - 62), Duration.ofSeconds(58 * 62 / 8 * 14 / 10));
        List<RunRecord> runs =
                all.stream().flatMap(ref -> world.runs(ref).stream()).toList();
        assertThat(runs).allSatisfy(run -> assertThat(run.attempt()).isEqualTo(1));
        assertThat(runs).extracting(RunRecord::node).contains("one", "two");
        assertThat(world.told(SyncEvent.RetryPlanned.class)).isEmpty();
    }

    @Test
    void workThatWaitsForABudget_keepsNoWorkerFromOthers() {
        limit(BudgetScope.PROJECT, PermitRate.within(10, MINUTE, 2));
        ProviderId second = ProviderId.of("second");
        ScriptedProvider other = new ScriptedProvider(second);
        List<CalendarRef> waiting = account("alice", "acc", 30);
        List<CalendarRef> free = world.calendars(second, "bob", "free", 30);
        free.forEach(ref -> other.calendar(ref.calendarId()));
        world.ask("alice", waiting, Priority.HIGH);
        world.ask("bob", free, Priority.LOW);

        world.engine(builder -> builder.provider(other).concurrency(Concurrency.workers(1)));
        world.pass(Duration.ofSeconds(5));

        assertThat(free).noneMatch(ref -> world.work(ref).owed());
        assertThat(waiting.stream().filter(ref -> world.work(ref).owed()).count())
                .isGreaterThan(20);
    }

    @Test
    void throttledMailbox_isLeftAloneOnEveryEngineAndGoesSlowerAfterwards() {
        limit(BudgetScope.MAILBOX, new PermitRate(60, MINUTE, 10, false));
        List<CalendarRef> all = new ArrayList<>();
        for (int user = 0; user < 10; user++) {
            String name = "u" + user;
            List<CalendarRef> refs = account(name, "acc" + user, 10);
            sameMailbox("acc" + user);
            all.addAll(refs);
        }
        world.engine(builder -> builder.node("one"));
        world.engine(builder -> builder.node("two"));
        world.pass(Duration.ofSeconds(30));
        world.provider.failNext(ThrottledException.after("slow down", Duration.ofMinutes(5)));
        all.forEach(ref -> world.ask("u" + ref.account().value().substring(3), List.of(ref), Priority.NORMAL));
        world.pass(Duration.ofSeconds(3));
        Instant hint = sent.get(0).plus(Duration.ofMinutes(5));
        // What the other engine had leased before the answer came may still go out within its two seconds.
        sent.clear();

        world.pass(Duration.between(world.now(), hint).minusMillis(1));
        assertThat(sent).isEmpty();
        world.pass(MINUTE);

        assertThat(sent.size())
                .as("half the rate, a sixteenth more after 30 seconds")
                .isBetween(20, 34);
        world.pass(Duration.ofMinutes(5));
        assertThat(all).noneMatch(ref -> world.work(ref).owed());
        List<RunRecord> runs =
                all.stream().flatMap(ref -> world.runs(ref).stream()).toList();
        assertThat(runs).allSatisfy(run -> assertThat(run.attempt()).isEqualTo(1));
        assertThat(runs).extracting(RunRecord::node).contains("one", "two");
    }

    /** Several accounts, of several users, that see one mailbox. */
    private void sameMailbox(String account) {
        world.store.inTransaction(tx -> {
            StoredAccount stored = tx.accounts().find(AccountId.of(account)).orElseThrow();
            Account shared = new Account(
                    stored.account().id(),
                    stored.account().user(),
                    stored.account().provider(),
                    "shared",
                    Map.of());
            tx.accounts().put(new StoredAccount(shared, stored.credentials()));
            return true;
        });
    }

    @Test
    void edits_goOutAtTheCalendarsPaceNoneLostNoneDoubled() {
        limit(BudgetScope.CALENDAR_WRITES, new PermitRate(10, MINUTE, 10, false));
        List<Instant> writes = new ArrayList<>();
        world.provider.beforeCall(call -> {
            if (call == ScriptedProvider.Call.WRITE) {
                writes.add(world.now());
            }
        });
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        for (int i = 0; i < 50; i++) {
            alice.events(team).put(SyncWorld.master("mine-" + i, "Mine " + i));
        }
        Instant begun = world.now();

        world.pass(Duration.ofMinutes(2));
        assertThat(world.team.appliedKeys().size()).isBetween(20, 30);
        world.pass(Duration.ofMinutes(5));

        assertThat(world.team.appliedKeys()).hasSize(50).doesNotHaveDuplicates();
        assertThat(world.team.events()).hasSize(50);
        assertThat(alice.status(team).pendingEdits()).isZero();
        assertThat(mostWithin(writes, MINUTE)).isLessThanOrEqualTo(20);
        assertThat(Duration.between(begun, writes.get(49))).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(6));
        assertThat(alice.history(team, 100))
                .allSatisfy(run -> assertThat(run.attempt()).isEqualTo(1));
    }

    @Test
    void accountThatWasRefused_isNotTriedCalendarByCalendar() {
        limit(BudgetScope.MAILBOX, PermitRate.within(10, MINUTE, 2));
        List<CalendarRef> all = account("alice", "acc", 200);
        world.ask("alice", all, Priority.NORMAL);

        world.engine(builder -> builder.batching(Duration.ZERO, 1));
        world.pass(Duration.ofSeconds(4));

        assertThat(world.told(SyncEvent.RunStarted.class)).hasSizeLessThan(20);
    }

    @Test
    void hostsLimits_standInForTheProvidersOwn() {
        limit(BudgetScope.PROJECT, PermitRate.within(10, MINUTE, 2));
        List<CalendarRef> all = account("alice", "acc", 30);
        world.ask("alice", all, Priority.NORMAL);

        world.engine(builder -> builder.limits(world.provider.id(), ProviderLimits.NONE));
        world.pass(Duration.ofSeconds(5));

        assertThat(all).noneMatch(ref -> world.work(ref).owed());
    }
}
