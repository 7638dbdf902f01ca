package dev.calsync.examples.quickstart;

import dev.calsync.CalendarSync;
import dev.calsync.CalendarSyncBuilder;
import dev.calsync.UserSync;
import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.error.SyncException;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.Account;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.pacing.RetryPolicy;
import dev.calsync.provider.google.GoogleAccount;
import dev.calsync.provider.google.GoogleCalendarProvider;
import dev.calsync.provider.google.testing.FakeCalendar;
import dev.calsync.provider.google.testing.FakeGoogleCalendar;
import dev.calsync.provider.google.testing.FakeUser;
import dev.calsync.reconcile.ConflictPolicy;
import dev.calsync.system.TimeSource;
import dev.calsync.transport.AuthorizationRequest;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Google Calendar from the user's consent to two-way sync: {@code examples/run quickstart-google}. Alone it talks to the
 * project's own fake of Google on a loopback port, over real HTTP; with options it talks to a real account.
 */
public final class GoogleQuickstart {
    private static final String CLIENT_ID = "1234-quickstart.apps.googleusercontent.com";
    private static final String CLIENT_SECRET = "secret";
    private static final URI REDIRECT = URI.create("https://app.example.com/oauth/google");
    private static final int FAILED = 2;

    private final PrintStream out;
    private final TimeSource time = TimeSource.system();
    private final long begun = time.nanoTime();

    private GoogleQuickstart(PrintStream out) {
        this.out = out;
    }

    /**
     * Tells the story, or looks at a real account.
     *
     * @return 0, or 2 if the command line or the account is refused; {@code err} says why
     * @throws IllegalStateException if something did not go as it is told
     */
    public static int run(List<String> line, PrintStream out, PrintStream err) throws InterruptedException {
        if (line.contains("--help")) {
            out.println(GoogleArguments.USAGE);
            return 0;
        }
        try {
            GoogleArguments arguments = GoogleArguments.read(line);
            GoogleQuickstart quickstart = new GoogleQuickstart(out);
            if (arguments.real()) {
                quickstart.real(arguments);
            } else {
                quickstart.tell();
            }
            return 0;
        } catch (InvalidConfigurationException refused) {
            refused.faults().forEach(fault -> err.println("quickstart-google: " + fault));
            err.println("examples/run quickstart-google --help tells what it takes.");
        } catch (SyncException failure) {
            err.println("quickstart-google: " + failure.getMessage());
        }
        return FAILED;
    }

    private CalendarSyncBuilder engine(Watch watch) {
        return CalendarSync.builder()
                .store(MemorySyncStore.create())
                .conflicts(ConflictPolicy.MERGE)
                .retry(RetryPolicy.exponential(Duration.ofMillis(100), Duration.ofSeconds(1)))
                .listener(watch);
    }

    private void tell() throws InterruptedException {
        LocalDate monday = LocalDate.ofInstant(time.now(), Seeds.ZONE).with(TemporalAdjusters.next(DayOfWeek.MONDAY));
        Story story = new Story(out);
        Watch watch = new Watch();
        story.plain("Calsync with Google Calendar: from the user's consent to edits on both sides.");
        try (FakeGoogleCalendar google = FakeGoogleCalendar.start();
                GoogleCalendarProvider provider = GoogleCalendarProvider.builder(CLIENT_ID, CLIENT_SECRET)
                        .rootUrl(google.root())
                        .tokenUrl(google.tokenUri())
                        .authorizationUrl(google.authorizationUri())
                        .allowLoopbackHttp()
                        .pageSize(100)
                        .build();
                CalendarSync sync = engine(watch).provider(provider).build()) {
            google.oauth().client(CLIENT_ID, CLIENT_SECRET);
            FakeUser ada = google.user("ada@example.com");
            FakeCalendar team = ada.createCalendar("Team");
            GoogleSeeds seeds = new GoogleSeeds(monday);
            seeds.plant(team);
            sync.start();
            UserSync user = sync.forUser("ada");
            Account account = consent(google, provider, user, story);
            RemoteCalendar calendar = calendar(user, account, "Team");
            GoogleScene scene = new GoogleScene(google, team, user, calendar.ref(), watch, story, seeds);
            scene.firstSync();
            scene.bothSides();
            scene.lostAnswer();
            scene.throttled();
            out.println();
            out.println(scene.result("quickstart-google", millis()));
        }
    }

    private long millis() {
        return (time.nanoTime() - begun) / 1_000_000;
    }

    /** What happens in a host's web pages, with the user's browser played here. */
    private static Account consent(
            FakeGoogleCalendar google, GoogleCalendarProvider provider, UserSync user, Story story)
            throws InterruptedException {
        story.chapter("The user agrees in the browser, and the account is connected");
        AuthorizationRequest begun = provider.authorization(REDIRECT);
        URI back = google.oauth().authorize(begun.url(), "ada@example.com");
        story.check(begun.isAnsweredBy(parameter(back, "state")), "the browser came back from where it was sent");
        Account account = user.connect(GoogleAccount.authorized(begun, REDIRECT, parameter(back, "code")));
        story.tell("google", google.root() + "  (this process, real HTTP)");
        story.tell("asked for", "calendar.events, calendar.calendarlist.readonly");
        story.tell("connected", account.identity());
        return account;
    }

    private static String parameter(URI address, String name) {
        Matcher value = Pattern.compile("[?&]" + name + "=([^&]*)").matcher(address.toString());
        return value.find() ? URLDecoder.decode(value.group(1), StandardCharsets.UTF_8) : "";
    }

    private static RemoteCalendar calendar(UserSync user, Account account, String name) {
        return user.calendars(account).stream()
                .filter(calendar -> calendar.displayName().equals(name)
                        || calendar.ref().calendarId().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the account has no calendar " + name));
    }

    private void real(GoogleArguments arguments) throws InterruptedException {
        Story story = new Story(out);
        Watch watch = new Watch();
        try (GoogleCalendarProvider provider =
                        GoogleCalendarProvider.of(arguments.clientId(), arguments.clientSecret());
                CalendarSync sync = engine(watch).provider(provider).build()) {
            sync.start();
            UserSync user = sync.forUser("me");
            story.chapter("The account is connected");
            Account account = user.connect(arguments.account());
            story.tell("connected", account.identity());
            for (RemoteCalendar calendar : user.calendars(account)) {
                story.tell(calendar.writable() ? "calendar" : "read-only", calendar.displayName());
            }
            RemoteCalendar calendar =
                    calendar(user, account, arguments.calendar().orElse(account.identity()));
            RealGoogle real = new RealGoogle(user, calendar.ref(), watch, story);
            real.read();
            if (arguments.write()) {
                real.write(LocalDate.ofInstant(time.now(), Seeds.ZONE).plusDays(1));
            }
            out.println();
            out.println(real.result(millis()));
        }
    }
}
