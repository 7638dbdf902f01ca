package dev.calsync.internal.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ProviderId;
import dev.calsync.model.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Random operations on the ready queue, each one judged by {@link SlowQueue}. */
class FairQueueModelTest {
    private static final int SEEDS = 50;
    private static final int OPERATIONS = 2_000;
    private static final List<ProviderId> PROVIDERS =
            List.of(ProviderId.of("google"), ProviderId.of("graph"), ProviderId.of("caldav"));

    private final Map<String, Integer> seen = new TreeMap<>();

    @Test
    void everyOperation_isWhatThePlainModelAllows() {
        for (int seed = 0; seed < SEEDS; seed++) {
            try {
                new Play(seed).run();
            } catch (AssertionError wrong) {
                throw new AssertionError("seed " + seed + ": " + wrong.getMessage(), wrong);
            }
        }
        assertThat(seen.keySet())
                .contains(
                        "polled HIGH",
                        "polled NORMAL",
                        "polled LOW",
                        "polled an aged one",
                        "polled nothing though work waits",
                        "mates",
                        "runs and is owed again");
        assertThat(seen.values()).allMatch(count -> count >= 100);
    }

    private final class Play {
        private final Random random;
        private final QueueLimits limits;
        private final FairQueue queue;
        private final SlowQueue model;
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");
        private long versions;

        Play(int seed) {
            random = new Random(seed);
            limits = QueueLimits.of(1 + random.nextInt(8))
                    .perUser(1 + random.nextInt(4))
                    .perAccount(1 + random.nextInt(3))
                    .perProvider(1 + random.nextInt(6), Map.of(PROVIDERS.get(2), 1 + random.nextInt(3)))
                    .ageing(Duration.ofSeconds(10));
            queue = new FairQueue(limits);
            model = new SlowQueue(limits);
        }

        void run() {
            for (int i = 0; i < OPERATIONS; i++) {
                now = now.plusMillis(random.nextInt(10) == 0 ? random.nextInt(5_000) : random.nextInt(100));
                model.at(now);
                step();
                compare();
            }
        }

        private void step() {
            int dice = random.nextInt(100);
            if (dice < 38) {
                offer();
            } else if (dice < 68) {
                poll();
            } else if (dice < 88) {
                end();
            } else if (dice < 91) {
                CalendarRef calendar = work().calendar();
                assertThat(queue.remove(calendar)).isEqualTo(model.remove(calendar));
            } else if (dice < 95) {
                QueueGate gate = gate();
                Instant until = now.plusMillis(random.nextInt(8_000) - 500);
                queue.close(gate, until, now);
                model.close(gate, until);
            } else if (dice < 97) {
                QueueGate gate = gate();
                queue.open(gate);
                model.open(gate);
            } else if (dice < 98) {
                int workers = 1 + random.nextInt(8);
                queue.workers(workers);
                model.workers(workers);
            } else if (dice == 98 && random.nextInt(20) == 0) {
                queue.clear();
                for (int i = 0; i < 5 * 4 * 3; i++) {
                    model.remove(calendar(i));
                }
            }
        }

        private void offer() {
            QueuedWork work = work();
            queue.offer(work, now);
            model.offer(work);
            if (queue.waiting(work.calendar(), now).orElse("").startsWith("it runs")) {
                note("runs and is owed again");
            }
        }

        private void poll() {
            QueuedWork choice = queue.poll(now);
            model.polled(choice);
            if (choice == null) {
                if (queue.size() > 0) {
                    note("polled nothing though work waits");
                }
                return;
            }
            note("polled " + choice.priority());
            if (choice.priority() != Priority.HIGH
                    && Duration.between(choice.dueAt(), now).compareTo(limits.ageing()) >= 0) {
                note("polled an aged one");
            }
            if (random.nextInt(3) == 0) {
                Instant dueBy = now.plusMillis(random.nextInt(3_000));
                int max = random.nextInt(3);
                List<QueuedWork> mates = queue.mates(choice, dueBy, max);
                assertThat(mates).isEqualTo(model.mates(choice, dueBy, max));
                mates.forEach(mate -> note("mates"));
            }
        }

        private void end() {
            List<QueuedWork> running = model.running();
            if (!running.isEmpty()) {
                CalendarRef calendar =
                        running.get(random.nextInt(running.size())).calendar();
                queue.ended(calendar, now);
                model.ended(calendar);
            }
        }

        private void compare() {
            assertThat(queue.running()).isEqualTo(model.busyWorkers());
            for (Priority priority : Priority.values()) {
                assertThat(queue.depth(priority)).isEqualTo(model.depth(priority));
                assertThat(queue.oldestWait(priority, now)).isEqualTo(model.oldestWait(priority));
            }
            CalendarRef any = work().calendar();
            assertThat(queue.waiting(any, now).isPresent()).isEqualTo(model.waits(any));
            assertThat(queue.waiting(any, now).orElse("").equals("it waits for its turn"))
                    .isEqualTo(model.startable(any));
            assertThat(queue.nextOpening()).isEqualTo(model.nextOpening());
        }

        /** Five users with three accounts each; the accounts of a number have the provider of that number. */
        private QueuedWork work() {
            CalendarRef calendar = calendar(random.nextInt(5 * 4 * 3));
            String account = calendar.account().value();
            int number = account.charAt(account.length() - 1) - '0';
            return new QueuedWork(
                    calendar,
                    UserId.of(account.substring(0, 2)),
                    PROVIDERS.get(number),
                    number == 2 ? "host" + account.charAt(1) % 2 : null,
                    Priority.values()[random.nextInt(3)],
                    SyncType.INCREMENTAL,
                    now.plusMillis(random.nextInt(14_000) - 12_000L),
                    now,
                    random.nextInt(5) == 0 ? versions - 3 : ++versions);
        }

        private CalendarRef calendar(int number) {
            return new CalendarRef(AccountId.of("u" + number / 12 + "-" + number / 4 % 3), "c" + number % 4);
        }

        private QueueGate gate() {
            QueuedWork of = work();
            return switch (random.nextInt(3)) {
                case 0 -> new QueueGate.OfAccount(of.account());
                case 1 -> new QueueGate.OfProvider(of.provider());
                default -> new QueueGate.OfHost("host" + random.nextInt(2));
            };
        }

        private void note(String what) {
            seen.merge(what, 1, Integer::sum);
        }
    }
}
