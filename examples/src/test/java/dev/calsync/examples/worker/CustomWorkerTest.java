package dev.calsync.examples.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.examples.Outcome;
import org.junit.jupiter.api.Test;

class CustomWorkerTest {

    @Test
    void bothWorkers_areShown() throws Exception {
        Outcome shown = Outcome.of((out, err) -> CustomWorker.run(out));
        assertThat(shown.status()).isZero();
        assertThat(shown.out())
                .anyMatch(line -> line.contains("first node crashed; 30 of 42"))
                .anyMatch(line -> line.contains("the booking desk is closed"))
                .anyMatch(line -> line.contains("the database is being maintained"));
        assertThat(shown.result())
                .containsEntry("bookings", "43")
                .containsEntry("told", "43")
                .containsEntry("pulled", "2");
    }
}
