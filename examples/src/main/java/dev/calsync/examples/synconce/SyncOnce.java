package dev.calsync.examples.synconce;

import dev.calsync.CalendarSync;
import dev.calsync.CalendarSyncBuilder;
import dev.calsync.Concurrency;
import dev.calsync.UserSync;
import dev.calsync.error.AuthorizationRevokedException;
import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.error.StoreUnavailableException;
import dev.calsync.error.SyncException;
import dev.calsync.error.UnreachableException;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.Account;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.pacing.RetryPolicy;
import dev.calsync.provider.caldav.CalDavProvider;
import dev.calsync.system.TimeSource;
import java.io.PrintStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Connects to a CalDAV account, syncs it both ways and exits: {@code examples/run sync-once}.
 *
 * <p>Unless a store is named, the replica is in memory and so empty at the start. When it is to be edited, a first sync,
 * which no round counts, brings it up to date; then the edits are made, and the rounds follow.
 */
public final class SyncOnce {
    private static final String USER = "me";
    private static final RetryPolicy RETRY = RetryPolicy.exponential(Duration.ofMillis(500), Duration.ofSeconds(5))
            .withMaxRetries(4);
    private static final int FAILED = 2;
    private static final String USAGE = """
            examples/run sync-once --caldav URL USER PASSWORD [options]
            Syncs the account's calendars both ways, once, and exits.
              --calendar NAME    only the calendar with this display name or last path segment
              --conflicts POLICY remote-wins, local-wins, latest-wins, merge (default) or manual
              --put FILE.ics     first makes this event in the replica, or replaces the one of its UID; repeatable
              --delete UID       first deletes this event from the replica; repeatable
              --rounds N         syncs N times
              --list             prints the events: UID, start, end, title, with tabs between them
              --export DIR       writes each event to DIR as iCalendar
              --store URL        keeps the state between calls: jdbc:h2:file:PATH, jdbc:postgresql://HOST/DB?user=…
                                 or postgres://USER:PASSWORD@HOST/DB
              --key FILE         the key for the passwords in the store; made where it is missing. Unless told,
                                 .calsync/sync-once.key in the home directory
            Without a store the replica is in memory. Where it is to be edited, a sync before the first round fills it.
            Ends with 0 when all is synced, 1 when single events could not be, 2 when it failed.""";

    private final Arguments arguments;
    private final PrintStream out;
    private final PrintStream err;
    private final TimeSource time = TimeSource.system();

    private SyncOnce(Arguments arguments, PrintStream out, PrintStream err) {
        this.arguments = arguments;
        this.out = out;
        this.err = err;
    }

    /**
     * Does what the command line says.
     *
     * @return 0 when all is synced, 1 when single events could not be, 2 when it failed; {@code err} says why
     */
    public static int run(List<String> line, PrintStream out, PrintStream err) throws InterruptedException {
        if (line.isEmpty() || line.contains("--help")) {
            (line.isEmpty() ? err : out).println(USAGE);
            return line.isEmpty() ? FAILED : 0;
        }
        try {
            return new SyncOnce(ArgumentReader.read(line), out, err).sync();
        } catch (InvalidConfigurationException refused) {
            refused.faults().forEach(fault -> err.println("sync-once: " + fault));
            err.println("examples/run sync-once --help tells what it takes.");
        } catch (SyncOnceException failure) {
            err.println("sync-once: " + failure.getMessage());
        }
        return FAILED;
    }

    private int sync() throws InterruptedException {
        Optional<StateAddress> address = arguments.store();
        if (address.isEmpty()) {
            return sync(CalendarSync.builder().store(MemorySyncStore.create()));
        }
        try (KeptState state = KeptState.open(address.get(), arguments.key())) {
            return sync(CalendarSync.builder().store(state.store()).encryption(state.keys()));
        } catch (StoreUnavailableException away) {
            throw new SyncOnceException("--store: " + away.getMessage(), away);
        }
    }

    private int sync(CalendarSyncBuilder builder) throws InterruptedException {
        Obstacles obstacles = new Obstacles(err);
        try (CalendarSync sync = builder.provider(
                        CalDavProvider.builder().allowLoopbackHttp().build())
                .conflicts(arguments.conflicts())
                .retry(RETRY)
                .concurrency(Concurrency.workers(4).perUser(4))
                .drain(Duration.ofSeconds(2))
                .listener(obstacles)
                .build()) {
            sync.start();
            UserSync user = sync.forUser(USER);
            List<RemoteCalendar> calendars = chosen(user.calendars(connect(user)));
            if (calendars.isEmpty()) {
                throw new SyncOnceException("the account has no calendar that holds events");
            }
            return sync(user, calendars, obstacles);
        }
    }

    private int sync(UserSync user, List<RemoteCalendar> calendars, Obstacles obstacles) throws InterruptedException {
        List<CalendarRef> refs = calendars.stream().map(RemoteCalendar::ref).toList();
        Rounds rounds = new Rounds(user, refs, obstacles, time);
        RoundResult result;
        if (arguments.edits()) {
            result = rounds.run();
            if (result.exitStatus() == FAILED) {
                return tell(result, user, refs);
            }
            Edits edits = new Edits(user, calendars, arguments);
            result = rounds.run(edits::make);
        } else {
            result = rounds.run();
        }
        for (int more = 1; more < arguments.rounds(); more++) {
            result = rounds.run();
        }
        return tell(result, user, refs);
    }

    private int tell(RoundResult result, UserSync user, List<CalendarRef> calendars) {
        result.troubles().forEach(trouble -> err.println("sync-once: " + trouble));
        if (arguments.list()) {
            EventList.of(user, calendars).print(out);
        }
        arguments.export().ifPresent(directory -> {
            int written = EventList.of(user, calendars).write(directory, time.now());
            err.println("wrote " + written + " events to " + directory);
        });
        out.println(result.line());
        return result.exitStatus();
    }

    private Account connect(UserSync user) throws InterruptedException {
        String server = arguments.server();
        try {
            return user.connect(arguments.account());
        } catch (AuthorizationRevokedException refused) {
            throw new SyncOnceException(
                    "wrong user name or password at " + server + " (" + refused.getMessage() + ")", refused);
        } catch (UnreachableException unreachable) {
            throw new SyncOnceException(server + " cannot be reached (" + unreachable.getMessage() + ")", unreachable);
        } catch (UnrecoverableException other) {
            throw new SyncOnceException("there is no CalDAV account at this URL (" + other.getMessage() + ")", other);
        } catch (SyncException trouble) {
            throw new SyncOnceException(server + " is in trouble (" + trouble.getMessage() + ")", trouble);
        }
    }

    private List<RemoteCalendar> chosen(List<RemoteCalendar> all) {
        Optional<String> name = arguments.calendar();
        if (name.isEmpty()) {
            return all;
        }
        List<RemoteCalendar> found =
                all.stream().filter(calendar -> answersTo(calendar, name.get())).toList();
        if (found.size() == 1) {
            return found;
        }
        throw new SyncOnceException(
                (found.isEmpty() ? "no calendar" : "more than one calendar") + " is called " + name.get()
                        + "; there are " + all.stream().map(SyncOnce::names).collect(Collectors.joining(", ")));
    }

    private static boolean answersTo(RemoteCalendar calendar, String name) {
        String segment = lastSegment(calendar);
        return name.equals(calendar.displayName()) || name.equals(segment) || name.equals(decoded(segment));
    }

    private static String names(RemoteCalendar calendar) {
        String segment = decoded(lastSegment(calendar));
        return segment.equals(calendar.displayName()) ? segment : calendar.displayName() + " (" + segment + ")";
    }

    private static String lastSegment(RemoteCalendar calendar) {
        String path = calendar.ref().calendarId().replaceFirst("/+$", "");
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String decoded(String segment) {
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return segment;
        }
    }
}
