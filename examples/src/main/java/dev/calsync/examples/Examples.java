package dev.calsync.examples;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Every demo and benchmark by name. {@code examples/run} starts this class: alone it lists them. */
public final class Examples {
    /** In the order they are listed; one line each. */
    private static final List<Example> ALL = List.of();

    private Examples() {}

    /** A main method. */
    @FunctionalInterface
    interface Main {
        void run(String[] arguments) throws Exception;
    }

    /**
     * One entry of the list.
     *
     * @param name what is typed after {@code examples/run}
     * @param line what it shows, in one line
     * @param main what it starts; it ends by itself, and exits with a status of its own when that is not 0
     */
    record Example(String name, String line, Main main) {}

    /** Without arguments lists all; else runs the one named first, with the rest as its arguments. Status 2: no such. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 0) {
            list(ALL, System.out);
            return;
        }
        Optional<Example> example = find(ALL, arguments[0]);
        if (example.isEmpty()) {
            System.err.println("There is no example " + arguments[0] + ".");
            list(ALL, System.err);
            System.exit(2);
        }
        example.orElseThrow().main().run(Arrays.copyOfRange(arguments, 1, arguments.length));
    }

    static Optional<Example> find(List<Example> examples, String name) {
        return examples.stream().filter(example -> example.name().equals(name)).findFirst();
    }

    static void list(List<Example> examples, PrintStream out) {
        out.println("examples/run NAME [ARGS...] runs one of:");
        examples.forEach(example -> out.printf("  %-20s %s%n", example.name(), example.line()));
    }
}
