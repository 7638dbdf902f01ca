package dev.calsync.examples.bench.queue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Answers each line of standard input with a line, until the parent ends. */
final class Lines {
    private Lines() {}

    /** What takes a command and its arguments. */
    interface Answer {
        String to(String[] words) throws Exception;
    }

    static void serve(Answer answer) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            System.out.println(answered(answer, line));
        }
        // Who asked is gone, and the database perhaps with it: nobody is left to end in order for.
        Runtime.getRuntime().halt(0);
    }

    private static String answered(Answer answer, String line) {
        try {
            return answer.to(line.split(" ", -1));
        } catch (Exception failure) {
            failure.printStackTrace(System.err);
            return "FAILED " + failure.toString().replaceAll("\\R", " ");
        }
    }
}
