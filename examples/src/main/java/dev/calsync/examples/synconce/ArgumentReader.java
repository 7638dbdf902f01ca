package dev.calsync.examples.synconce;

import dev.calsync.error.Faults;
import dev.calsync.model.EventSeries;
import dev.calsync.provider.caldav.CalDavAccount;
import dev.calsync.provider.caldav.icalendar.ICalendar;
import dev.calsync.reconcile.ConflictPolicy;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the command line, and the files it names, and tells all its faults at once. For one use. */
final class ArgumentReader {
    private static final Set<String> OPTIONS = Set.of(
            "--caldav",
            "--calendar",
            "--conflicts",
            "--put",
            "--delete",
            "--rounds",
            "--list",
            "--export",
            "--store",
            "--key");
    private static final int ROUNDS_MAX = 10_000;
    private static final long FILE_BYTES_MAX = 4 << 20;

    private final Faults faults = new Faults("sync-once");
    private final Set<String> given = new HashSet<>();
    private @Nullable CalDavAccount account;
    private String server = "";
    private Optional<String> calendar = Optional.empty();
    private ConflictPolicy conflicts = ConflictPolicy.MERGE;
    private final Map<String, EventSeries> puts = new LinkedHashMap<>();
    private final List<String> deletes = new ArrayList<>();
    private int rounds = 1;
    private boolean list;
    private Optional<Path> export = Optional.empty();
    private Optional<StateAddress> store = Optional.empty();
    private Path key = KeptState.usualKeyFile();

    private ArgumentReader() {}

    /**
     * What the command line asks for.
     *
     * @throws dev.calsync.error.InvalidConfigurationException if something of it cannot be understood or done, naming
     *     every fault
     */
    static Arguments read(List<String> line) {
        ArgumentReader reader = new ArgumentReader();
        Iterator<String> words = line.iterator();
        while (words.hasNext()) {
            reader.option(words.next(), words);
        }
        return reader.finish();
    }

    private void option(String option, Iterator<String> words) {
        switch (option) {
            case "--caldav" -> account(words);
            case "--calendar" -> once(option, words).ifPresent(name -> calendar = Optional.of(name));
            case "--conflicts" -> once(option, words).ifPresent(this::policy);
            case "--put" -> value(option, words).ifPresent(this::put);
            case "--delete" -> value(option, words).ifPresent(this::delete);
            case "--rounds" -> once(option, words).ifPresent(this::rounds);
            case "--list" -> list = true;
            case "--export" -> once(option, words).ifPresent(this::export);
            case "--store" -> once(option, words).ifPresent(this::store);
            case "--key" -> once(option, words).ifPresent(this::key);
            default -> faults.add("there is no option " + option);
        }
    }

    private Arguments finish() {
        CalDavAccount found = account;
        if (found == null) {
            if (!given.contains("--caldav")) {
                faults.add("--caldav URL USER PASSWORD is missing");
            }
            faults.throwIfAny();
            throw new IllegalStateException("an account is missing and no fault was told");
        }
        faults.require(store.isPresent() || !given.contains("--key"), "--key is of use with --store only");
        faults.throwIfAny();
        return new Arguments(
                found,
                server,
                calendar,
                conflicts,
                List.copyOf(puts.values()),
                deletes,
                rounds,
                list,
                export,
                store,
                key);
    }

    private void account(Iterator<String> words) {
        if (!given.add("--caldav")) {
            faults.add("--caldav is given twice");
        }
        List<String> three = new ArrayList<>();
        while (three.size() < 3 && words.hasNext()) {
            three.add(words.next());
        }
        if (three.size() < 3 || three.stream().anyMatch(OPTIONS::contains)) {
            faults.add("--caldav needs URL USER PASSWORD");
            return;
        }
        try {
            URI url = new URI(three.get(0));
            account = CalDavAccount.basic(url, three.get(1), three.get(2));
            server = url.getScheme() + "://" + url.getAuthority();
        } catch (URISyntaxException | IllegalArgumentException refused) {
            // Not the URL itself: somebody may have put the password into it.
            String why = refused instanceof URISyntaxException syntax
                    ? "the URL: " + syntax.getReason()
                    : refused.getMessage();
            faults.add("--caldav: " + why);
        }
    }

    private void policy(String text) {
        try {
            conflicts = ConflictPolicy.parse(text);
        } catch (IllegalArgumentException unknown) {
            faults.add("--conflicts: " + unknown.getMessage());
        }
    }

    private void rounds(String text) {
        if (text.matches("[0-9]{1,5}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= ROUNDS_MAX) {
            rounds = Integer.parseInt(text);
        } else {
            faults.add("--rounds: \"" + text + "\" is not a number from 1 to " + ROUNDS_MAX);
        }
    }

    private void put(String file) {
        try {
            Path path = Path.of(file);
            if (Files.isRegularFile(path) && Files.size(path) > FILE_BYTES_MAX) {
                faults.add("--put " + file + ": it has more than " + FILE_BYTES_MAX + " bytes");
                return;
            }
            EventSeries series = ICalendar.parse(Files.readString(path));
            if (puts.put(series.uid(), series) != null) {
                faults.add("--put " + file + ": its UID is that of another file");
            }
            clash(series.uid());
        } catch (NoSuchFileException missing) {
            faults.add("--put " + file + ": there is no such file");
        } catch (MalformedInputException notText) {
            faults.add("--put " + file + ": it is not UTF-8 text");
        } catch (IOException unreadable) {
            faults.add("--put " + file + ": it cannot be read");
        } catch (InvalidPathException invalid) {
            faults.add("--put " + file + ": that is no file name");
        } catch (IllegalArgumentException noEvent) {
            faults.add("--put " + file + ": " + noEvent.getMessage());
        }
    }

    private void delete(String uid) {
        if (deletes.contains(uid)) {
            faults.add("--delete " + uid + " is given twice");
        } else {
            deletes.add(uid);
            clash(uid);
        }
    }

    private void clash(String uid) {
        if (deletes.contains(uid) && puts.containsKey(uid)) {
            faults.add("the event " + uid + " is both put and deleted");
        }
    }

    private void export(String directory) {
        try {
            Path path = Path.of(directory);
            if (Files.exists(path) && !Files.isDirectory(path)) {
                faults.add("--export " + directory + ": that is no directory");
            }
            export = Optional.of(path);
        } catch (InvalidPathException invalid) {
            faults.add("--export " + directory + ": that is no directory name");
        }
    }

    private void store(String url) {
        try {
            store = Optional.of(StateAddress.parse(url));
        } catch (IllegalArgumentException refused) {
            faults.add("--store: " + refused.getMessage());
        }
    }

    private void key(String file) {
        try {
            key = Path.of(file);
        } catch (InvalidPathException invalid) {
            faults.add("--key " + file + ": that is no file name");
        }
    }

    private Optional<String> once(String option, Iterator<String> words) {
        if (!given.add(option)) {
            faults.add(option + " is given twice");
        }
        return value(option, words);
    }

    private Optional<String> value(String option, Iterator<String> words) {
        String value = words.hasNext() ? words.next() : "";
        if (value.isBlank()) {
            faults.add(option + " needs a value");
            return Optional.empty();
        }
        if (value.startsWith("--")) {
            faults.add(option + " needs a value");
            option(value, words);
            return Optional.empty();
        }
        return Optional.of(value);
    }
}
