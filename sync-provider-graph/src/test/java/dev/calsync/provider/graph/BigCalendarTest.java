package dev.calsync.provider.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.provider.graph.testing.GraphPages;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The whole engine reads a calendar of 50,000 events, 5,000 of them series, in a process with 64 MB of heap; Graph is in a
 * process of its own, and so would be the database. With {@code -Dcalsync.fast} there are fewer.
 */
class BigCalendarTest {
    private static final int EVENTS = Boolean.getBoolean("calsync.fast") ? 2_000 : 50_000;

    @Test
    void bigCalendar_isReadInASmallHeap() throws Exception {
        String now = Long.toString(Instant.now().getEpochSecond());
        Process graph = java(List.of("-Xmx1g"), GraphPages.class, Integer.toString(EVENTS), now);
        try (BufferedReader says = reader(graph)) {
            String[] there = said(says).split(" ", -1);
            Process small = java(
                    List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"),
                    SmallHeapReader.class,
                    there[0],
                    there[1],
                    there[2],
                    there[4]);
            try (BufferedReader answer = reader(small)) {
                assertThat(said(answer))
                        .startsWith("series=" + EVENTS + " recurring=" + EVENTS / 10 + " ")
                        .contains(" pulled=" + EVENTS + " ")
                        .contains(" then_pulled=0 ");
                assertThat(small.waitFor()).isZero();
            } finally {
                small.destroyForcibly().waitFor();
            }
        } finally {
            graph.destroyForcibly().waitFor();
        }
    }

    private static Process java(List<String> options, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static BufferedReader reader(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private static String said(BufferedReader reader) throws IOException {
        String line = reader.readLine();
        return line == null ? "" : line;
    }
}
