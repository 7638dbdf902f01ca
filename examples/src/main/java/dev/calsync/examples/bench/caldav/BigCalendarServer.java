package dev.calsync.examples.bench.caldav;

import dev.calsync.provider.caldav.testing.FakeCalDavServer;
import dev.calsync.provider.caldav.testing.FakeCalendar;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The fake server in a process of its own, with one big calendar. Prints the calendar's address and ends with its input. */
final class BigCalendarServer {
    static final String USER = "alice";
    static final String PASSWORD = "secret";

    private BigCalendarServer() {}

    /** @param args how many events the calendar has */
    public static void main(String[] args) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (FakeCalDavServer server = FakeCalDavServer.start().user(USER, PASSWORD)) {
            FakeCalendar calendar = server.createCalendar(USER, "big", "Big");
            int events = Integer.parseInt(args[0]);
            for (int i = 0; i < events; i++) {
                calendar.put(Bodies.uid(i) + ".ics", Bodies.resource(i, 0));
            }
            out.println(calendar.url());
            while (System.in.read() >= 0) {
                // Until whoever began this is gone.
            }
        }
    }
}
