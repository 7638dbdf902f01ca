package dev.calsync.examples.graph;

import dev.calsync.CalendarSync;
import dev.calsync.EventInstance;
import dev.calsync.UserSync;
import dev.calsync.auth.Secret;
import dev.calsync.job.JobStatus;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.Account;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventTime;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.provider.graph.GraphAccount;
import dev.calsync.provider.graph.GraphCalendarProvider;
import dev.calsync.provider.graph.GraphCalendarProviderBuilder;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.store.RunRecord;
import dev.calsync.transport.AuthorizationRequest;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * From the user's consent to a calendar in sync: {@code examples/run quickstart-graph}. Without arguments it talks to a fake
 * Graph in this process, whose user agrees at once; with the client id of a registered application and a user's refresh token
 * it lists a real mailbox, and writes nothing.
 */
public final class GraphQuickstart {
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final URI BACK = URI.create("https://app.example.com/calsync/consent");
    private static final String USAGE = """
            examples/run quickstart-graph                    on a fake Graph in this process
            examples/run quickstart-graph --client-id ID --client-secret SECRET --refresh-token TOKEN [--tenant T]
            Lists the calendars of a mailbox and what takes place in the next seven days. Writes nothing.""";
    private static final List<String> OPTIONS =
            List.of("--client-id", "--client-secret", "--refresh-token", "--tenant");

    private final PrintStream out;

    private GraphQuickstart(PrintStream out) {
        this.out = out;
    }

    /** Runs it; returns the status that the process ends with. */
    public static int run(List<String> arguments, PrintStream out, PrintStream err) throws InterruptedException {
        GraphQuickstart quickstart = new GraphQuickstart(out);
        if (arguments.isEmpty()) {
            quickstart.onTheFake();
            return 0;
        }
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i + 1 < arguments.size(); i += 2) {
            given.put(arguments.get(i), arguments.get(i + 1));
        }
        boolean understood = arguments.size() % 2 == 0
                && OPTIONS.containsAll(given.keySet())
                && given.keySet().containsAll(OPTIONS.subList(0, 3));
        if (!understood) {
            err.println(USAGE);
            return 2;
        }
        quickstart.onARealMailbox(given);
        return 0;
    }

    private void onTheFake() throws InterruptedException {
        long begun = System.currentTimeMillis();
        try (Tenant contoso = Tenant.open()) {
            GraphCalendarProvider graph = contoso.builder().build();
            try (CalendarSync sync = started(graph)) {
                UserSync alice = sync.forUser("alice");
                chapter(1, "Alice agrees in her browser");
                AuthorizationRequest begin = graph.authorization(BACK, GraphCalendarProvider.READ_AND_WRITE);
                tell("browser", begin.url().getPath());
                String code = contoso.agree(begin, BACK);
                Account account = alice.connect(GraphAccount.authorizationCode(code, begin.verifier(), BACK));
                tell("account", account.identity());
                List<RemoteCalendar> calendars = alice.calendars(account);
                calendars.forEach(calendar -> tell("calendar", calendar.displayName()));

                chapter(2, "Everything there is, then only what changed");
                CalendarRef team = calendars.get(0).ref();
                alice.schedule(SyncSchedule.every(Duration.ofMinutes(15)).calendars(team));
                sync(alice, team);
                agenda(alice, team, contoso.monday());
                contoso.moveTheStandUp();
                sync(alice, team);
                tell("there", "the stand-up on Wednesday was moved to three o'clock");
                RunRecord quiet = sync(alice, team);
                tell("nothing", quiet.report().requests() + " requests, one for each quarter in sync");

                chapter(3, "An edit made here");
                LocalDateTime lunch = contoso.monday().plusDays(3).atTime(12, 0);
                CalendarEvent event = CalendarEvent.builder("lunch-with-grace@app.example.com")
                        .summary("Lunch with Grace")
                        .start(EventTime.at(lunch, ZONE))
                        .end(EventTime.at(lunch.plusHours(1), ZONE))
                        .build();
                alice.events(team).put(event);
                sync(alice, team);
                check(contoso.titles().contains("Lunch with Grace"), "the edit is at Graph");
                agenda(alice, team, contoso.monday());
                check(alice.status(team).pendingEdits() == 0, "nothing is pending");
                out.println();
                out.printf(
                        Locale.ROOT,
                        "RESULT name=quickstart-graph calendars=%d events=%d requests=%d millis=%d%n",
                        calendars.size(),
                        alice.events(team).page(null, 100).size(),
                        contoso.requests(),
                        System.currentTimeMillis() - begun);
            }
        }
    }

    private void onARealMailbox(Map<String, String> given) throws InterruptedException {
        GraphCalendarProviderBuilder parts = GraphCalendarProvider.builder()
                .application(
                        given.getOrDefault("--client-id", ""), Secret.of(given.getOrDefault("--client-secret", "")));
        if (given.containsKey("--tenant")) {
            parts.tenant(given.getOrDefault("--tenant", ""));
        }
        try (CalendarSync sync = started(parts.build())) {
            UserSync user = sync.forUser("me");
            chapter(1, "Connecting");
            Account account = user.connect(GraphAccount.refreshToken(given.getOrDefault("--refresh-token", "")));
            tell("account", account.identity());
            int number = 2;
            for (RemoteCalendar calendar : user.calendars(account)) {
                chapter(number++, calendar.displayName());
                sync(user, calendar.ref());
                agenda(user, calendar.ref(), LocalDate.now(ZONE));
            }
        }
    }

    private static CalendarSync started(GraphCalendarProvider graph) {
        CalendarSync sync = CalendarSync.builder()
                .store(MemorySyncStore.create())
                .provider(graph)
                .build();
        sync.start();
        return sync;
    }

    private RunRecord sync(UserSync user, CalendarRef calendar) throws InterruptedException {
        JobStatus status = user.await(user.syncNow(calendar).id(), Duration.ofMinutes(5))
                .status();
        RunRecord run = user.history(calendar, 1).get(0);
        check(status == JobStatus.COMPLETED, "the sync was completed, and not " + status);
        tell(
                "sync",
                String.format(
                        Locale.ROOT,
                        "%d read, %d changed here, %d written there, %d requests",
                        run.report().read(),
                        run.report().pulled(),
                        run.report().pushed(),
                        run.report().requests()));
        return run;
    }

    private void agenda(UserSync user, CalendarRef calendar, LocalDate from) {
        Instant start = from.atStartOfDay(ZONE).toInstant();
        for (EventInstance one : user.events(calendar).between(start, start.plus(Duration.ofDays(7)), ZONE)) {
            LocalDateTime at = one.startsAt().atZone(ZONE).toLocalDateTime();
            tell(at.toLocalDate().toString(), at.toLocalTime() + " " + one.event().summary());
        }
    }

    private void chapter(int number, String title) {
        out.println();
        out.printf(Locale.ROOT, "%2d  %s%n", number, title);
    }

    private void tell(String who, String what) {
        out.printf(Locale.ROOT, "    %-11s %s%n", who, what);
    }

    private static void check(boolean so, String claim) {
        if (!so) {
            throw new IllegalStateException("it is not so that " + claim);
        }
    }
}
