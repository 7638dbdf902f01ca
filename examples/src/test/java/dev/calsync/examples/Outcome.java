package dev.calsync.examples;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What an example did, run in this process.
 *
 * @param status what its process would end with
 * @param out what it printed
 * @param err what it printed as errors
 */
public record Outcome(int status, List<String> out, List<String> err) {

    /** An example to run. */
    @FunctionalInterface
    public interface Main {
        /** Runs it; returns the status. */
        int run(PrintStream out, PrintStream err) throws Exception;
    }

    /** Runs an example. */
    public static Outcome of(Main main) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = main.run(
                new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Outcome(status, lines(out), lines(err));
    }

    private static List<String> lines(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** The values of the last line, which must begin with {@code RESULT}. */
    public Map<String, String> result() {
        String last = out.isEmpty() ? "" : out.get(out.size() - 1);
        if (!last.startsWith("RESULT ")) {
            throw new AssertionError("the last line is no RESULT: " + last + "; errors: " + err);
        }
        return Arrays.stream(last.substring(7).split(" "))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }
}
