package dev.calsync.examples.mirror;

import dev.calsync.CalendarSync;
import dev.calsync.UserSync;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.provider.EventFeature;
import dev.calsync.provider.Loss;
import dev.calsync.system.TimeSource;
import java.io.PrintStream;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One event on its way through three services: {@code examples/run quickstart-mirror}. Google, Outlook and a CalDAV server are
 * the project's own fakes on loopback ports, spoken to over real HTTP. What arrived is read by a second engine, which knows
 * nothing but what the services tell it.
 */
public final class MirrorQuickstart {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final String UID = "launch@app.example.com";

    private final PrintStream out;
    private final TimeSource time = TimeSource.system();

    private MirrorQuickstart(PrintStream out) {
        this.out = out;
    }

    /**
     * Tells the story and checks all of it.
     *
     * @return 0
     * @throws IllegalStateException if something did not go as it is told
     */
    public static int run(PrintStream out) throws InterruptedException {
        new MirrorQuickstart(out).tell();
        return 0;
    }

    private void tell() throws InterruptedException {
        long begun = time.nanoTime();
        try (ThreeServices services = ThreeServices.start();
                CalendarSync sync = services.engine().build();
                CalendarSync looking = services.engine().build()) {
            sync.start();
            looking.start();
            UserSync ada = sync.forUser("ada");
            UserSync reader = looking.forUser("reader");
            out.println(" 1  Three services, mirrored in a line");
            CalendarRef google = services.connect(ada, ThreeServices.GOOGLE);
            CalendarRef outlook = services.connect(ada, ThreeServices.GRAPH);
            CalendarRef caldav = services.connect(ada, ThreeServices.CALDAV);
            ada.mirror(google).twoWay().to(outlook);
            ada.mirror(outlook).twoWay().to(caldav);
            line("mirrors", ada.mirrors().all().size() + ", both ways: Google - Outlook - CalDAV");
            out.println();
            out.println(" 2  What gets lost on the way is said before");
            losses(sync);
            out.println();
            there(services, ada, reader, google, caldav);
            out.println();
            out.printf(
                    Locale.ROOT,
                    "RESULT name=quickstart-mirror services=3 events=1 millis=%d%n",
                    (time.nanoTime() - begun) / 1_000_000);
        }
    }

    /** On the way from Google to CalDAV. */
    private void there(ThreeServices services, UserSync ada, UserSync reader, CalendarRef google, CalendarRef caldav)
            throws InterruptedException {
        out.println(" 3  An event is made at Google and travels to CalDAV");
        CalendarRef atGoogle = services.connect(reader, ThreeServices.GOOGLE);
        CalendarRef atOutlook = services.connect(reader, ThreeServices.GRAPH);
        CalendarRef atCalDav = services.connect(reader, ThreeServices.CALDAV);
        read(reader, atGoogle);
        reader.events(atGoogle).put(launch());
        arrives(reader, atGoogle, event -> event.summary().equals("Launch"));
        run(ada, google);
        arrives(reader, atOutlook, event -> event.summary().equals("Launch"));
        line("Outlook", "has it");
        CalendarEvent there = arrives(reader, atCalDav, event -> event.summary().equals("Launch"));
        line("CalDAV", "has it: " + there.summary() + ", " + there.location());
        out.println();
        back(ada, reader, List.of(atGoogle, atOutlook, atCalDav), there, caldav);
    }

    /** And an edit on its way back. */
    private void back(
            UserSync ada, UserSync reader, List<CalendarRef> calendars, CalendarEvent there, CalendarRef caldav)
            throws InterruptedException {
        CalendarRef atGoogle = calendars.get(0);
        CalendarRef atOutlook = calendars.get(1);
        CalendarRef atCalDav = calendars.get(2);
        out.println(" 4  It is moved at CalDAV, and that travels back");
        EventTime later = EventTime.at(day().plusHours(3), ZONE);
        EventTime end = EventTime.at(day().plusHours(4), ZONE);
        reader.events(atCalDav).put(there.toBuilder().start(later).end(end).build());
        arrives(reader, atCalDav, event -> event.start().equals(later));
        run(ada, caldav);
        arrives(reader, atOutlook, event -> event.start().equals(later));
        line("Outlook", "has moved it");
        CalendarEvent back = arrives(reader, atGoogle, event -> event.start().equals(later));
        line("Google", "has moved it");
        check("https://example.com/launch".equals(back.url()), "the link that Outlook cannot hold is still at Google");
        line("link", "Outlook cannot hold it; it is still at Google");
        for (CalendarRef calendar : calendars) {
            read(reader, calendar);
            check(reader.events(calendar).page(null, 10).size() == 1, "every calendar has the event once");
        }
    }

    private LocalDateTime day() {
        return LocalDateTime.ofInstant(time.now(), ZONE)
                .toLocalDate()
                .plusDays(7)
                .atTime(10, 0);
    }

    private CalendarEvent launch() {
        return CalendarEvent.builder(UID)
                .summary("Launch")
                .location("Room 7")
                .start(EventTime.at(day(), ZONE))
                .end(EventTime.at(day().plusHours(1), ZONE))
                .url("https://example.com/launch")
                .build();
    }

    private void losses(CalendarSync sync) {
        Map<EventFeature, Loss> lost = sync.losses(ThreeServices.GOOGLE, ThreeServices.GRAPH);
        for (Loss loss : Loss.values()) {
            String features = lost.entrySet().stream()
                    .filter(entry -> entry.getValue() == loss)
                    .map(entry -> entry.getKey().words())
                    .limit(3)
                    .collect(Collectors.joining("; "));
            if (!features.isEmpty()) {
                line(loss.name().toLowerCase(Locale.ROOT), features + "; ...");
            }
        }
        check(lost.get(EventFeature.URL) == Loss.DROPPED, "Outlook cannot hold a link");
    }

    /** Asks for a run and waits for its end. */
    private static void run(UserSync user, CalendarRef calendar) throws InterruptedException {
        user.await(user.syncNow(calendar).id(), PATIENCE);
    }

    private static Optional<CalendarEvent> read(UserSync reader, CalendarRef calendar) throws InterruptedException {
        run(reader, calendar);
        return reader.events(calendar).find(UID).map(EventSeries::master);
    }

    /** Waits until a service has the event like this. */
    private CalendarEvent arrives(UserSync reader, CalendarRef calendar, Predicate<CalendarEvent> like)
            throws InterruptedException {
        long begun = time.nanoTime();
        Optional<CalendarEvent> found = Optional.empty();
        while (found.isEmpty() && time.nanoTime() - begun < PATIENCE.toNanos()) {
            found = read(reader, calendar)
                    .filter(event -> like.test(event) && reader.status(calendar).pendingEdits() == 0);
        }
        return found.orElseThrow(() -> new IllegalStateException("the event does not arrive at " + calendar));
    }

    private void line(String who, String what) {
        out.printf(Locale.ROOT, "    %-9s %s%n", who, what);
    }

    private static void check(boolean so, String claim) {
        if (!so) {
            throw new IllegalStateException("it is not so that " + claim);
        }
    }
}
