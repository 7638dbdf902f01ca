package dev.calsync.examples.bench.caldav;

import dev.calsync.provider.caldav.testing.FakeCalDavServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The server that is measured at, and one user's home in it where calendars are made and deleted again. */
final class BenchServer implements Closeable {
    private static final int FILLING_CONNECTIONS = 4;

    private final URI home;
    private final String user;
    private final String password;
    private final boolean takesWholeCalendars;
    private final Closeable process;
    private final BareClient bare;
    private final List<URI> made = new ArrayList<>();

    private BenchServer(URI home, String user, String password, boolean takesWholeCalendars, Closeable process) {
        this.home = home;
        this.user = user;
        this.password = password;
        this.takesWholeCalendars = takesWholeCalendars;
        this.process = process;
        this.bare = new BareClient(user, password);
    }

    /**
     * One that runs already.
     *
     * @param home the user's calendar home, with a closing slash
     */
    static BenchServer at(URI home, String user, String password) {
        return new BenchServer(home, user, password, false, () -> {});
    }

    /** The fake one, in this process: to show that everything runs. */
    static BenchServer fake() {
        FakeCalDavServer server = FakeCalDavServer.start().user("alice", "secret");
        String first = server.createCalendar("alice", "first", "First").path();
        URI home = server.url().resolve(first.substring(0, first.length() - "first/".length()));
        return new BenchServer(home, "alice", "secret", false, server::close);
    }

    /** Radicale in a process of its own, with a store that goes with it. */
    static BenchServer radicale() throws IOException, InterruptedException {
        RadicaleProcess radicale = RadicaleProcess.start();
        return new BenchServer(
                radicale.url().resolve(RadicaleProcess.USER + "/"),
                RadicaleProcess.USER,
                RadicaleProcess.PASSWORD,
                true,
                radicale);
    }

    URI home() {
        return home;
    }

    String user() {
        return user;
    }

    String password() {
        return password;
    }

    BareClient bare() {
        return bare;
    }

    /** An empty calendar. */
    URI calendar(String name) {
        URI calendar = home.resolve("bench-" + ProcessHandle.current().pid() + "-" + name + "/");
        bare.make(calendar);
        made.add(calendar);
        return calendar;
    }

    /** A calendar with so many events. */
    URI calendar(String name, int events) {
        URI calendar = calendar(name);
        if (takesWholeCalendars) {
            StringBuilder all = new StringBuilder();
            IntStream.range(0, events).forEach(each -> all.append(Bodies.event(each, 0)));
            bare.put(calendar, Bodies.calendar(all.toString()));
        } else {
            bare.put(
                    calendar,
                    IntStream.range(0, events)
                            .mapToObj(each -> Bodies.resource(each, 0))
                            .toList(),
                    FILLING_CONNECTIONS);
        }
        return calendar;
    }

    void delete(URI calendar) {
        bare.delete(calendar);
        made.remove(calendar);
    }

    @Override
    public void close() throws IOException {
        List.copyOf(made).forEach(this::delete);
        process.close();
    }
}
