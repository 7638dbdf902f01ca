package dev.calsync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.testing.Simulation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A seed that failed somewhere has to fail here in the same way. */
class SimulationReplayTest {
    private static final long SEEDS = 12;

    /** Another process hashes strings' sets in another order, names classes at other addresses, and has another clock. */
    @Test
    void sameSeedsInAnotherProcess_areTheSameToTheLastByte() throws IOException, InterruptedException {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        SimulationReplayTest.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String digest = digest();
        String theirs = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(other.waitFor()).isZero();
        assertThat(theirs).isEqualTo(digest);
    }

    @Test
    void anotherSeed_isAnotherLife() throws InterruptedException {
        Simulation simulation = Simulation.create().steps(20);
        assertThat(simulation.run(1, 1).digest())
                .isEqualTo(simulation.run(1, 1).digest())
                .isNotEqualTo(simulation.run(2, 2).digest());
    }

    private static String digest() throws InterruptedException {
        return Simulation.create().run(1, SEEDS).digest();
    }

    /** What the other process does. */
    public static void main(String[] none) throws InterruptedException {
        System.out.println(digest());
    }
}
