package dev.calsync.store.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.calsync.store.StoreListener;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SignalsTest {
    private final Signals signals = new Signals(new Inbox());
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final List<String> sent = new ArrayList<>();
    private final List<String> heard = new ArrayList<>();

    private final Signals.Elsewhere elsewhere = new Signals.Elsewhere() {
        @Override
        public boolean run(Runnable task) {
            tasks.add(task);
            return true;
        }

        @Override
        public void tell(Signals.Changes changes) {
            sent.add(SignalText.of(changes));
        }
    };

    private StoreListener owner(Integer... buckets) {
        return new StoreListener() {
            @Override
            public boolean work(int bucket) {
                heard.add(String.valueOf(bucket));
                return Set.of(buckets).contains(bucket);
            }

            @Override
            public void anything() {
                heard.add("*");
            }
        };
    }

    private static Signals.Changes work(int... buckets) {
        Signals.Changes changes = new Signals.Changes();
        IntStream.of(buckets).forEach(changes::work);
        return changes;
    }

    private static Signals.Changes nodes() {
        Signals.Changes changes = new Signals.Changes();
        changes.nodes();
        return changes;
    }

    private void runTasks() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    @Test
    void whatIsOfAnEngineHere_isToldNobodyElse() {
        signals.elsewhere(elsewhere);
        signals.listen(owner(1, 2));

        signals.committed(work(1));
        runTasks();

        assertEquals(List.of("1"), heard);
        assertEquals(List.of(), sent);
    }

    @Test
    void whatIsOfNobodyHere_isToldTheOthersInOneMessage() {
        signals.elsewhere(elsewhere);
        signals.listen(owner(1));

        signals.committed(work(1, 7));
        signals.committed(work(8));
        signals.committed(work(7, 9));

        assertEquals(1, tasks.size(), "one task at a time");
        runTasks();
        assertEquals(1, sent.size());
        assertEquals(Set.of("7", "8", "9"), new TreeSet<>(List.of(sent.get(0).split(","))));
        signals.committed(work(3));
        runTasks();
        assertEquals("3", sent.get(1));
    }

    @Test
    void changesOfNodes_areToldEverybody() {
        signals.elsewhere(elsewhere);
        signals.listen(owner());
        signals.committed(nodes());
        runTasks();

        assertEquals(List.of("*"), heard);
        assertEquals(List.of("*"), sent);
    }

    @Test
    void whoNoLongerListens_isNotTold() {
        signals.listen(owner(1)).cancel();
        signals.committed(work(1));
        signals.heard(work(1));

        assertEquals(List.of(), heard);
    }

    @Test
    void text_saysWhatItSaid() {
        assertEquals(
                Set.of(1, 22, 511),
                SignalText.read(SignalText.of(work(1, 22, 511))).buckets());
        assertTrue(SignalText.read("*").anything());
        assertTrue(SignalText.read("a later version's").anything(), "what is not understood may be anything");
        assertTrue(SignalText.read("99999999999999").anything());
        assertEquals("*", SignalText.of(work(IntStream.range(0, 2_000).toArray())), "too long to be told one by one");
        assertNotEquals(SignalText.channel(new Names(null, "a_")), SignalText.channel(new Names(null, "b_")));
        assertTrue(SignalText.channel(new Names("s", "a_")).matches("calsync_[0-9a-f]{12}"));
    }
}
