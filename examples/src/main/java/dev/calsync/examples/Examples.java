package dev.calsync.examples;

import dev.calsync.examples.bench.EngineBench;
import dev.calsync.examples.bench.GoogleBench;
import dev.calsync.examples.bench.GoogleHeap;
import dev.calsync.examples.bench.GraphBench;
import dev.calsync.examples.bench.SyncBench;
import dev.calsync.examples.bench.caldav.CalDavBench;
import dev.calsync.examples.bench.push.PushBench;
import dev.calsync.examples.bench.queue.QueueBench;
import dev.calsync.examples.cluster.Cluster;
import dev.calsync.examples.graph.GraphQuickstart;
import dev.calsync.examples.hosttable.HostTable;
import dev.calsync.examples.kills.Kills;
import dev.calsync.examples.mirror.MirrorQuickstart;
import dev.calsync.examples.quickstart.GoogleQuickstart;
import dev.calsync.examples.quickstart.Quickstart;
import dev.calsync.examples.synconce.SyncOnce;
import dev.calsync.examples.worker.CustomWorker;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Every demo and benchmark by name. {@code examples/run} starts this class: alone it lists them. */
public final class Examples {
    /** In the order they are listed; one line each. */
    private static final List<Example> ALL = List.of(
            new Example(
                    "quickstart",
                    "The main job on an in-process CalDAV server: both sides edited, conflicts, failures.",
                    (arguments, out, err) -> Quickstart.run(out)),
            new Example(
                    "quickstart-google",
                    "Google Calendar from consent to two-way sync, on a fake; --help: a real account.",
                    GoogleQuickstart::run),
            new Example(
                    "quickstart-graph",
                    "Microsoft Graph from the user's consent to a calendar in sync, on a fake unless told.",
                    GraphQuickstart::run),
            new Example(
                    "quickstart-mirror",
                    "One event travels from Google to Outlook to CalDAV, and an edit back, on fakes.",
                    (arguments, out, err) -> MirrorQuickstart.run(out)),
            new Example(
                    "sync-once",
                    "Syncs a CalDAV account both ways and exits; alone it tells its options.",
                    SyncOnce::run),
            new Example(
                    "custom-worker",
                    "A worker of the host's own, and one around calendar sync, on virtual time.",
                    (arguments, out, err) -> CustomWorker.run(out)),
            new Example(
                    "host-table",
                    "An application's own table of appointments in sync, on virtual time; what loses is kept.",
                    (arguments, out, err) -> HostTable.run(out)),
            new Example(
                    "bench-engine",
                    "Measures cron, the ready queue and a virtual day; --quick for a short form.",
                    EngineBench::run),
            new Example(
                    "cluster",
                    "Nodes on one PostgreSQL are killed, frozen and cut off, nothing is lost; --quick for less.",
                    Cluster::run),
            new Example(
                    "kills",
                    "A bad network, SIGKILL at random moments, edits on both sides; --quick for less.",
                    Kills::run),
            new Example(
                    "bench-google",
                    "Measures our client of Google Calendar beside Google's own; --quick for a short form.",
                    GoogleBench::run),
            new Example(
                    "heap-google",
                    "Syncs 50,000 events of Google with a heap of 64 MB; --quick for a tenth.",
                    GoogleHeap::run),
            new Example(
                    "bench-graph",
                    "Measures our client of Microsoft Graph beside Microsoft's SDK; --quick for a short form.",
                    GraphBench::run),
            new Example(
                    "bench-caldav",
                    "Measures CalDAV beside a bare client and vdirsyncer; --quick for a short form.",
                    CalDavBench::run),
            new Example(
                    "bench-sync",
                    "Measures syncs of 100,000 events into PostgreSQL with 64 MB; --quick for a short form.",
                    SyncBench::run),
            new Example(
                    "bench-push",
                    "Measures how soon an edit there is here, and a forged flood; --quick for a short form.",
                    PushBench::run),
            new Example(
                    "bench-queue",
                    "Measures the queue on PostgreSQL beside db-scheduler; --full for the long form.",
                    QueueBench::run));

    private Examples() {}

    /** What an example starts with; returns the status that the process ends with, 0 for success. */
    @FunctionalInterface
    interface Main {
        int run(List<String> arguments, PrintStream out, PrintStream err) throws Exception;
    }

    /**
     * One entry of the list.
     *
     * @param name what is typed after {@code examples/run}
     * @param line what it shows, in one line
     * @param main what it starts; it ends by itself
     */
    record Example(String name, String line, Main main) {}

    /** Without arguments lists all; else runs the one named first, with the rest as its arguments. */
    public static void main(String[] arguments) {
        PrintStream err = utf8(FileDescriptor.err);
        int status = 1;
        try {
            status = run(ALL, List.of(arguments), utf8(FileDescriptor.out), err);
        } catch (Exception failure) {
            failure.printStackTrace(err);
        }
        if (status != 0) {
            System.exit(status);
        }
    }

    /** What {@link #main} does; returns the status to end with, 2 if there is no example of the name. */
    static int run(List<Example> examples, List<String> arguments, PrintStream out, PrintStream err) throws Exception {
        if (arguments.isEmpty()) {
            list(examples, out);
            return 0;
        }
        Optional<Example> example = find(examples, arguments.get(0));
        if (example.isEmpty()) {
            err.println("There is no example " + arguments.get(0) + ".");
            list(examples, err);
            return 2;
        }
        return example.orElseThrow().main().run(arguments.subList(1, arguments.size()), out, err);
    }

    static List<Example> all() {
        return ALL;
    }

    static Optional<Example> find(List<Example> examples, String name) {
        return examples.stream().filter(example -> example.name().equals(name)).findFirst();
    }

    static void list(List<Example> examples, PrintStream out) {
        out.println("examples/run NAME [ARGS...] runs one of:");
        examples.forEach(example -> out.printf("  %-20s %s%n", example.name(), example.line()));
    }

    /** The terminal may be told that it understands ASCII only; what people call their events is not ASCII. */
    private static PrintStream utf8(FileDescriptor stream) {
        return new PrintStream(new FileOutputStream(stream), true, StandardCharsets.UTF_8);
    }
}
