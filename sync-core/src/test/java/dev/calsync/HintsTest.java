package dev.calsync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.job.Priority;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.UserId;
import dev.calsync.store.Buckets;
import dev.calsync.store.StoreListener;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.SyncStore;
import dev.calsync.system.Cancellable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A store that tells of work spares its engines the wait for the next poll; one that tells nothing loses nothing. */
class HintsTest {
    private final SyncWorld world = new SyncWorld(3);
    private final List<StoreListener> listeners = new ArrayList<>();
    private final CalendarRef calendar = world.calendars("alice", "acc", 1).get(0);

    @AfterEach
    void close() {
        world.close();
    }

    private CalendarSync engine() {
        CalendarSync engine =
                world.engine(builder -> builder.store(new TellingStore()).pollInterval(Duration.ofHours(1)));
        world.pass(Duration.ofSeconds(30));
        return engine;
    }

    private void askElsewhere() {
        world.ask("alice", List.of(calendar), Priority.NORMAL);
        world.pass(Duration.ofMinutes(1));
        assertThat(world.runs(calendar)).isEmpty();
    }

    @Test
    void workInABucketOfItsOwn_isLookedForAtOnce() {
        engine();
        askElsewhere();

        boolean heard = listeners.get(0).work(Buckets.of(UserId.of("alice")));
        world.pass(Duration.ofSeconds(1));

        assertThat(heard).isTrue();
        assertThat(world.runs(calendar)).hasSize(1);
    }

    @Test
    void workInABucketOfAnother_isLeftToIt() {
        engine();
        askElsewhere();

        boolean heard = listeners.get(0).work(Buckets.COUNT + 1);
        world.pass(Duration.ofSeconds(1));

        assertThat(heard).isFalse();
        assertThat(world.runs(calendar)).isEmpty();
    }

    @Test
    void hintOfAnything_isLookedAfter() {
        engine();
        askElsewhere();

        listeners.get(0).anything();
        world.pass(Duration.ofSeconds(1));

        assertThat(world.runs(calendar)).hasSize(1);
    }

    @Test
    void bucketsThatAreGivenBack_areTakenBeforeTheNextHeartbeat() {
        CalendarSync first = engine();
        CalendarSync second = world.engine(
                builder -> builder.store(new TellingStore()).lease(Duration.ofHours(2), Duration.ofMinutes(40)));
        world.pass(Duration.ofSeconds(1));
        assertThat(shares()).contains(0);

        for (int i = 0; i < 3; i++) {
            List.copyOf(listeners).forEach(StoreListener::anything);
            world.pass(Duration.ofSeconds(1));
        }

        assertThat(shares()).containsExactly(Buckets.COUNT / 2, Buckets.COUNT / 2);
        first.close();
        second.close();
        assertThat(listeners).isEmpty();
    }

    private List<Integer> shares() {
        return world.store.inTransaction(tx ->
                tx.nodes().live().stream().map(node -> node.buckets()).sorted().toList());
    }

    /** The world's store, with somebody to tell. */
    private final class TellingStore implements SyncStore {
        @Override
        public void open() {
            world.store.open();
        }

        @Override
        public Instant now() {
            return world.store.now();
        }

        @Override
        public boolean durable() {
            return world.store.durable();
        }

        @Override
        public <T extends @Nullable Object> T inTransaction(Function<? super StoreTransaction, ? extends T> work) {
            return world.store.inTransaction(work);
        }

        @Override
        public Cancellable listen(StoreListener listener) {
            listeners.add(listener);
            return () -> listeners.remove(listener);
        }

        @Override
        public void close() {}
    }
}
