package dev.calsync.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.examples.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whether the heap is enough is asked in full by {@code examples/run heap-google}; this shows that it asks. */
@Timeout(120)
class GoogleHeapTest {

    @Test
    void smallCalendar_isReadWhole() throws Exception {
        Outcome shown = Outcome.of((out, err) -> GoogleHeap.run(500, 64, out, err));
        assertThat(shown.err()).isEmpty();
        assertThat(shown.status()).isZero();
        assertThat(shown.out()).contains("first sync: COMPLETED 500 1", "second sync: COMPLETED 0 1");
        assertThat(shown.result())
                .containsEntry("name", "heap-google")
                .containsEntry("events", "500")
                .containsEntry("heap_megabytes", "64");
    }

    @Test
    void heapThatIsTooSmall_fails() throws Exception {
        Outcome shown = Outcome.of((out, err) -> GoogleHeap.run(500, 8, out, err));
        assertThat(shown.status()).isEqualTo(1);
        assertThat(shown.err()).singleElement().asString().contains("500 events", "8 MB");
    }

    @Test
    void unknownArgument_isRefused() throws Exception {
        Outcome refused = Outcome.of((out, err) -> GoogleHeap.run(List.of("--fast"), out, err));
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).singleElement().asString().contains("--quick", "--fast");
    }
}
