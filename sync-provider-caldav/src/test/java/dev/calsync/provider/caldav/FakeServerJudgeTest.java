package dev.calsync.provider.caldav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.calsync.provider.caldav.testing.FakeCalDavServer;
import dev.calsync.provider.caldav.testing.Quirk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The fake server before a judge that was not made for it: python-caldav. */
@Timeout(120)
class FakeServerJudgeTest {

    @TempDir
    static Path directory;

    private static String python;
    private static Path judge;

    @BeforeAll
    static void requireInstalled() throws Exception {
        for (String each : List.of("python3", "/usr/bin/python3")) {
            python = python == null && hasCaldav(each) ? each : python;
        }
        if (python == null && RealServer.required()) {
            fail("python-caldav is required here, and is not installed");
        }
        assumeTrue(python != null, "python-caldav is not installed");
        judge = directory.resolve("judge.py");
        try (InputStream script =
                Objects.requireNonNull(FakeServerJudgeTest.class.getResourceAsStream("/judge/judge.py"))) {
            Files.copy(script, judge);
        }
    }

    /** Where there are several of them, packages belong to the system's own. */
    private static boolean hasCaldav(String interpreter) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(interpreter, "-c", "import caldav")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException noPython) {
            return false;
        }
    }

    @Test
    void nothingIsWrong() throws Exception {
        assertThat(judged()).contains("nothing is wrong");
    }

    /** Else it would prove nothing. */
    @Test
    void theJudgeSees_whatIsWrong() throws Exception {
        assertThat(judged(Quirk.SYNC_COLLECTION_FORGETS_REMOVED)).contains("what was deleted since");
    }

    private static String judged(Quirk... quirks) throws Exception {
        try (FakeCalDavServer server = FakeCalDavServer.start().user("alice", "secret")) {
            server.quirks(quirks);
            Path log = Files.createTempFile(directory, "judge", "log");
            Process process = new ProcessBuilder(
                            List.of(python, judge.toString(), server.url().toString(), "alice", "secret"))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            return Files.readString(log, StandardCharsets.UTF_8);
        }
    }
}
