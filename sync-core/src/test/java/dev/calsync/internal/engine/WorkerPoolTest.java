package dev.calsync.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.calsync.internal.queue.FairQueue;
import dev.calsync.internal.queue.QueueLimits;
import dev.calsync.pacing.WorkerScaling;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WorkerPoolTest {
    private static final Duration SPAN = Duration.ofMillis(250);
    private final WorkerPool pool = new WorkerPool(WorkerScaling.between(4, 4), new FairQueue(QueueLimits.of(4)));

    private void ran(Duration took, int times) {
        for (int i = 0; i < times; i++) {
            pool.ran(took);
        }
    }

    @Test
    void beforeAnythingRan_asManyBeginAsMay() {
        assertEquals(10, pool.beginWithin(SPAN, 10));
    }

    @Test
    void shortRuns_followOneAnother() {
        ran(Duration.ofMillis(50), 3);
        assertEquals(6, pool.beginWithin(SPAN, 10));
        assertEquals(2, pool.beginWithin(SPAN, 2));
    }

    @Test
    void longRuns_beginOneByOne() {
        ran(Duration.ofSeconds(1), 1);
        assertEquals(1, pool.beginWithin(SPAN, 10));
        ran(Duration.ofMillis(1), 200);
        assertEquals(10, pool.beginWithin(SPAN, 10), "the newest count most");
    }
}
