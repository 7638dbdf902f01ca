package dev.calsync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.error.TransientException;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.Account;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.ProviderId;
import dev.calsync.pacing.RetryPolicy;
import dev.calsync.provider.CalendarSession;
import dev.calsync.reconcile.SemanticHash;
import dev.calsync.system.Environment;
import dev.calsync.testing.ScriptedCalendar;
import dev.calsync.testing.ScriptedProvider;
import dev.calsync.testing.UnsteadyProvider;
import dev.calsync.testing.VirtualWorld;
import dev.calsync.testing.WatchedStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One seed of a world with three providers, mirrored both ways in a line or in a ring: two nodes, one of which dies now and
 * then, lines that break before and after an answer, a store that goes away, cursors that expire, and edits everywhere. Once
 * the faults stop, all three calendars have to have the same, no value that somebody wrote may be missing, and nothing may
 * be there twice.
 */
final class MirrorSimulation {
    private static final int STEPS = 200;
    private static final int EVENTS = 4;
    private static final int ROUNDS_MAX = 12;
    private static final List<String> NAMES = List.of("one", "two", "three");

    private final Random dice;
    private final VirtualWorld world;
    private final WatchedStore store;
    private final List<ScriptedProvider> providers = new ArrayList<>();
    private final List<ScriptedCalendar> remote = new ArrayList<>();
    private final List<CalendarRef> refs = new ArrayList<>();
    private final List<CalendarSync> nodes = new ArrayList<>();
    private final List<Environment> doors = new ArrayList<>();
    private final Set<String> written = new TreeSet<>();
    private final Set<String> replaced = new HashSet<>();
    private final boolean ring;
    private boolean faults = true;
    private int values;
    private int started;
    /** What happened, for a look whether everything does. */
    final Map<String, Integer> happened = new TreeMap<>();

    MirrorSimulation(long seed) {
        dice = new Random(seed);
        ring = seed % 2 == 0;
        world = VirtualWorld.create(seed);
        store = new WatchedStore(MemorySyncStore.create(world.time()), this::storeFault);
        for (String name : NAMES) {
            ScriptedProvider provider = new ScriptedProvider(ProviderId.of(name)).pageSize(2 + dice.nextInt(3));
            providers.add(provider);
            remote.add(provider.calendar(name));
        }
    }

    void run() throws InterruptedException {
        faults = false;
        start();
        start();
        for (ScriptedProvider provider : providers) {
            Account account = alice().connect(provider.account("alice"));
            refs.add(alice().calendars(account).get(0).ref());
        }
        for (int i = 0; i < (ring ? 3 : 2); i++) {
            alice().mirror(refs.get(i)).twoWay().to(refs.get((i + 1) % 3));
        }
        for (int i = 0; i < STEPS; i++) {
            step();
        }
        calm();
        check();
        nodes.forEach(CalendarSync::close);
        assertThat(store.violations()).isEmpty();
    }

    private void note(String what) {
        happened.merge(what, 1, Integer::sum);
    }

    private UserSync alice() {
        return nodes.get(nodes.size() - 1).forUser("alice");
    }

    private WatchedStore.Fault storeFault() {
        if (!faults || dice.nextInt(60) != 0) {
            return WatchedStore.Fault.NONE;
        }
        boolean before = dice.nextBoolean();
        note(before ? "store away" : "commit's answer lost");
        return before ? WatchedStore.Fault.BEFORE : WatchedStore.Fault.AFTER_COMMIT;
    }

    private void start() {
        Environment environment = world.node();
        CalendarSyncBuilder builder = CalendarSync.builder()
                .store(store)
                .environment(environment)
                .node("node-" + started++)
                .retry(RetryPolicy.exponential(Duration.ofSeconds(2), Duration.ofMinutes(2))
                        .withMaxRetries(50));
        providers.forEach(provider -> builder.provider(new UnsteadyProvider(provider, new Line())));
        CalendarSync engine = builder.build();
        nodes.add(engine);
        doors.add(environment);
        engine.start();
    }

    /** Breaks now and then: what was asked is done or not. */
    private final class Line implements UnsteadyProvider.Line {
        @Override
        public void onTheWay(CalendarSession session) {
            breaks("request lost");
        }

        @Override
        public void answered(CalendarSession session) {
            breaks("answer lost");
        }

        private void breaks(String how) {
            if (faults && dice.nextInt(25) == 0) {
                note(how);
                throw new TransientException("the line broke: " + how);
            }
        }
    }

    private void step() {
        int what = dice.nextInt(12);
        faults = false;
        if (what < 4) {
            editHere(dice.nextInt(3));
        } else if (what < 7) {
            editThere(remote.get(dice.nextInt(3)));
        } else if (what == 7) {
            alice().syncNow(refs.get(dice.nextInt(3)));
        } else if (what == 8 && dice.nextInt(4) == 0) {
            note("cursors expired");
            remote.get(dice.nextInt(3)).expireCursors();
        } else if (what == 9 && dice.nextInt(4) == 0) {
            note("node died");
            int at = dice.nextInt(nodes.size());
            doors.remove(at).tasks().close();
            nodes.remove(at);
            start();
        }
        faults = true;
        if (dice.nextInt(3) == 0) {
            world.tasks().runFor(Duration.ofSeconds(1 + dice.nextInt(40)));
        } else {
            for (int i = dice.nextInt(20); i > 0; i--) {
                world.tasks().runNext();
            }
        }
    }

    private void editHere(int calendar) {
        CalendarEvents events = alice().events(refs.get(calendar));
        String uid = "e" + dice.nextInt(EVENTS);
        EventSeries seen = events.find(uid).orElse(null);
        EventSeries next = changed(seen, uid);
        EditOutcome outcome = next != null ? events.put(next) : seen != null ? events.delete(seen) : null;
        if (outcome instanceof EditOutcome.Saved) {
            note(next == null ? "deleted here" : "edited here");
            ledger(seen, next);
        }
    }

    private void editThere(ScriptedCalendar calendar) {
        String uid = "e" + dice.nextInt(EVENTS);
        EventSeries seen = calendar.events().get(uid);
        EventSeries next = changed(seen, uid);
        if (next != null) {
            note("edited there");
            calendar.put(next);
        } else if (seen != null) {
            note("deleted there");
            calendar.delete(uid);
        }
        ledger(seen, next);
    }

    /** Null for a deletion. */
    private @Nullable EventSeries changed(@Nullable EventSeries seen, String uid) {
        if (seen == null) {
            return EventSeries.of(SyncWorld.master(uid, "title-" + ++values));
        }
        return switch (dice.nextInt(5)) {
            case 0 -> null;
            case 1, 2 ->
                seen.map(event -> event.toBuilder().summary("title-" + ++values).build());
            default ->
                seen.map(
                        event -> event.toBuilder().location("place-" + ++values).build());
        };
    }

    private void ledger(@Nullable EventSeries seen, @Nullable EventSeries next) {
        Set<String> before = values(seen);
        Set<String> after = values(next);
        after.stream().filter(value -> !before.contains(value)).forEach(written::add);
        before.stream().filter(value -> !after.contains(value)).forEach(replaced::add);
    }

    private static Set<String> values(@Nullable EventSeries series) {
        Set<String> values = new HashSet<>();
        if (series != null) {
            for (CalendarEvent event : series.events()) {
                values.add(event.summary());
                values.add(event.location());
            }
        }
        values.remove("");
        return values;
    }

    private void calm() throws InterruptedException {
        faults = false;
        for (int round = 0; round < ROUNDS_MAX && (round < 2 || !agreed()); round++) {
            alice().syncNow(refs, SyncType.INCREMENTAL, Priority.HIGH);
            world.tasks().runFor(Duration.ofMinutes(3));
        }
    }

    private boolean agreed() {
        return remote.stream()
                        .map(calendar -> hashes(calendar.events().values()))
                        .distinct()
                        .count()
                == 1;
    }

    private void check() {
        Map<String, String> first = hashes(remote.get(0).events().values());
        for (int i = 0; i < 3; i++) {
            List<EventSeries> here = new ArrayList<>();
            alice().events(refs.get(i)).page(null, 1_000).forEach(stored -> here.add(stored.series()));
            assertThat(alice().status(refs.get(i)).pendingEdits())
                    .as("edits that wait in " + NAMES.get(i))
                    .isZero();
            assertThat(hashes(here)).as("here of " + NAMES.get(i)).isEqualTo(first);
            assertThat(hashes(remote.get(i).events().values()))
                    .as("at " + NAMES.get(i))
                    .isEqualTo(first);
            assertThat(remote.get(i).appliedKeys()).doesNotHaveDuplicates();
        }
        Set<String> lost = new TreeSet<>(written);
        lost.removeAll(replaced);
        remote.get(0).events().values().forEach(series -> lost.removeAll(values(series)));
        refs.forEach(ref -> alice().revisions(ref, 10_000).forEach(kept -> lost.removeAll(values(kept.state()))));
        assertThat(lost).as("lost edits").isEmpty();
        restsOnceAgreed();
    }

    private void restsOnceAgreed() {
        long before = providers.stream().mapToLong(ScriptedProvider::requests).sum();
        world.tasks().runFor(Duration.ofMinutes(3));
        assertThat(providers.stream().mapToLong(ScriptedProvider::requests).sum())
                .as("requests once all agree and nobody asks")
                .isEqualTo(before);
    }

    private static Map<String, String> hashes(Iterable<EventSeries> events) {
        Map<String, String> hashes = new TreeMap<>();
        for (EventSeries series : events) {
            String twin = hashes.put(
                    series.uid(),
                    series.events().get(0).summary() + " "
                            + SemanticHash.of(series).text());
            assertThat(twin).as("another " + series.uid()).isNull();
        }
        return hashes;
    }
}
