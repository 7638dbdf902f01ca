package dev.calsync.examples.kills;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.function.Consumer;

/** A process with a desk, which is there to be killed. Ends when its input does. */
final class KillsNode {
    private KillsNode() {}

    /** The place where it stops for good, zero for none, and the {@link Place}'s arguments. */
    public static void main(String[] arguments) throws IOException, InterruptedException, SQLException {
        PrintStream stdout = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Consumer<String> out = line -> {
            synchronized (stdout) {
                stdout.println(line);
            }
        };
        Steps steps = new Steps(Integer.parseInt(arguments[0]), out);
        Place place = Place.of(Arrays.copyOfRange(arguments, 1, arguments.length));
        try (Desk desk = new Desk(place, steps);
                BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            out.accept("ready");
            String line = lines.readLine();
            while (line != null) {
                desk.answer(line, out);
                line = lines.readLine();
            }
        }
    }
}
