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
    private final Filling filling;
    private final Closeable process;
    private final BareClient bare;
    private final List<URI> made = new ArrayList<>();

    /** How a calendar gets its resources before anything is measured. */
    private interface Filling {
        void fill(BareClient client, URI calendar, List<String> resources);

        Filling BY_REQUESTS = (client, calendar, resources) -> client.put(calendar, resources, FILLING_CONNECTIONS);
    }

    private BenchServer(URI home, String user, String password, Filling filling, Closeable process) {
        this.home = home;
        this.user = user;
        this.password = password;
        this.filling = filling;
        this.process = process;
        this.bare = new BareClient(user, password);
    }

    /**
     * One that runs already.
     *
     * @param home the user's calendar home, with a closing slash
     */
    static BenchServer at(URI home, String user, String password) {
        return new BenchServer(home, user, password, Filling.BY_REQUESTS, () -> {});
    }

    /** The fake one, in this process: to show that everything runs. */
    static BenchServer fake() {
        FakeCalDavServer server = FakeCalDavServer.start().user("alice", "secret");
        String first = server.createCalendar("alice", "first", "First").path();
        URI home = server.url().resolve(first.substring(0, first.length() - "first/".length()));
        return new BenchServer(home, "alice", "secret", Filling.BY_REQUESTS, server::close);
    }

    /** Radicale in a process of its own, with a store that goes with it. */
    static BenchServer radicale() throws IOException, InterruptedException {
        RadicaleProcess radicale = RadicaleProcess.start();
        return new BenchServer(
                radicale.url().resolve(RadicaleProcess.USER + "/"),
                RadicaleProcess.USER,
                RadicaleProcess.PASSWORD,
                (client, calendar, resources) -> radicale.fill(calendar, resources),
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
        filling.fill(
                bare,
                calendar,
                IntStream.range(0, events)
                        .mapToObj(each -> Bodies.resource(each, 0))
                        .toList());
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
