package dev.calsync.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.store.jdbc.testing.TestDatabase;
import dev.calsync.system.TimeSource;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The size of a calendar is no matter of memory: a whole engine reads all of it in a process with 64 MB of heap. The service
 * and the database are in processes of their own, as they are in life. By default the calendar is small, to show that this
 * works; {@code .ci/run} makes it one of 50,000 events, 5,000 of them series.
 */
class BigCalendarTest {
    private static final int EVENTS = Integer.getInteger("calsync.big.events", 1_000);
    private static final String SERVICE = "dev.calsync.provider.graph.testing.GraphPages";
    private static final Duration START_BOUND = Duration.ofMinutes(2);
    private static final Duration BOUND = Duration.ofMinutes(12);

    @Test
    @Timeout(1_000)
    void bigCalendar_isReadInASmallHeap_andASecondTimeForNothing() throws Exception {
        String classpath = System.getProperty("java.class.path");
        String now = Long.toString(TimeSource.system().now().getEpochSecond());
        try (TestDatabase database = TestDatabase.postgres();
                OtherJvm service = OtherJvm.start(List.of(), classpath, SERVICE, List.of("" + EVENTS, now))) {
            String[] where = service.next(START_BOUND).orElse("").split(" ", -1);
            assertThat(where).as("the service's addresses").hasSize(5);
            List<String> options = List.of("-Xmx64m", "-XX:+ExitOnOutOfMemoryError");
            List<String> arguments = List.of(where[0], where[1], where[2], where[4], database.url());
            try (OtherJvm engine = OtherJvm.start(options, classpath, GraphEngine.class.getName(), arguments)) {
                String said = engine.next(BOUND).orElse("nothing: it ended, or took too long");
                // A tenth of the events are series, and a fifth of these have an occurrence that was changed.
                assertThat(said)
                        .startsWith(
                                "series=" + EVENTS + " recurring=" + EVENTS / 10 + " overrides=" + EVENTS / 50 + " ")
                        .as("a request for each part of the feed")
                        .containsPattern(" again_pulled=0 again_requests=1[2-4]$");
            }
        }
    }
}
