package dev.calsync.examples.synconce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.examples.Outcome;
import dev.calsync.reconcile.ConflictPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArgumentReaderTest {
    private static final String URL = "https://cal.example.com/";

    @TempDir
    private Path files;

    private static List<String> faults(String... line) {
        try {
            ArgumentReader.read(List.of(line));
        } catch (InvalidConfigurationException refused) {
            return refused.faults();
        }
        return List.of();
    }

    @Test
    void everything_isRead() throws Exception {
        Path file = Files.writeString(files.resolve("a.ics"), """
                BEGIN:VCALENDAR
                VERSION:2.0
                PRODID:x
                BEGIN:VEVENT
                UID:a
                DTSTAMP:20260101T000000Z
                DTSTART:20300304T090000Z
                END:VEVENT
                END:VCALENDAR
                """);
        Arguments read = ArgumentReader.read(List.of(
                "--rounds",
                "3",
                "--caldav",
                URL,
                "alice",
                "--pass word",
                "--conflicts",
                "Local_Wins",
                "--list",
                "--put",
                file.toString(),
                "--delete",
                "b",
                "--delete",
                "c",
                "--calendar",
                "Team",
                "--export",
                files.toString()));
        assertThat(read.rounds()).isEqualTo(3);
        assertThat(read.server()).isEqualTo("https://cal.example.com");
        assertThat(read.conflicts()).isEqualTo(ConflictPolicy.LOCAL_WINS);
        assertThat(read.puts())
                .singleElement()
                .satisfies(series -> assertThat(series.uid()).isEqualTo("a"));
        assertThat(read.deletes()).containsExactly("b", "c");
        assertThat(read.calendar()).contains("Team");
        assertThat(read.export()).contains(files);
        assertThat(read.list()).isTrue();
        assertThat(read.toString()).doesNotContain("--pass word");
    }

    @Test
    void everyFault_isNamed() {
        assertThat(faults("--rounds", "0", "--conflicts", "mine", "--put", "gone.ics", "--fly", "--calendar"))
                .hasSize(6)
                .anyMatch(fault -> fault.contains("--rounds"))
                .anyMatch(fault -> fault.contains("\"mine\""))
                .anyMatch(fault -> fault.contains("gone.ics"))
                .anyMatch(fault -> fault.contains("--fly"))
                .anyMatch(fault -> fault.contains("--calendar needs a value"))
                .anyMatch(fault -> fault.contains("--caldav URL USER PASSWORD is missing"));
        assertThat(faults("--calendar", "--list", "--caldav", "https://alice:pw@cal.example.com", "alice", "pw"))
                .hasSize(2)
                .noneMatch(fault -> fault.contains("pw"));
        assertThat(faults("--caldav", URL, "--list")).singleElement().asString().contains("needs URL USER PASSWORD");
    }

    @Test
    void store_isADatabaseThatIsKnown_andItsPasswordIsNotShown() {
        assertThat(faults("--caldav", URL, "alice", "pw", "--store", "jdbc:oracle:thin:scott/tiger@host"))
                .singleElement()
                .asString()
                .contains("--store", "jdbc:h2:file:PATH")
                .doesNotContain("tiger");
        assertThat(faults("--caldav", URL, "alice", "pw", "--store", "postgres://scott:tiger@host"))
                .singleElement()
                .asString()
                .contains("a host and a database")
                .doesNotContain("tiger");
        assertThat(faults("--caldav", URL, "alice", "pw", "--key", "key"))
                .singleElement()
                .asString()
                .contains("--store");
        assertThat(StateAddress.parse("postgres://scott:ti%40ger@db:6432/cal?sslmode=require")
                        .jdbcUrl())
                .isEqualTo("jdbc:postgresql://db:6432/cal?sslmode=require&user=scott&password=ti%40ger");
        assertThat(StateAddress.parse("postgresql://db/cal").jdbcUrl()).isEqualTo("jdbc:postgresql://db/cal");
        assertThat(StateAddress.parse("jdbc:h2:file:./x")).hasToString("StateAddress[…]");
    }

    @Test
    void fileThatHoldsNoEvent_isRefused() throws Exception {
        Path file = Files.writeString(files.resolve("page.ics"), "<html>");
        assertThat(faults("--caldav", URL, "alice", "pw", "--put", file.toString()))
                .singleElement()
                .asString()
                .contains("page.ics");
    }

    @Test
    void badCommandLine_endsWithTwo_andNoCommandLine_tellsTheOptions() throws Exception {
        Outcome bad = Outcome.of((out, err) -> SyncOnce.run(List.of("--fly"), out, err));
        assertThat(bad.status()).isEqualTo(2);
        assertThat(bad.err()).hasSize(3);
        assertThat(Outcome.of((out, err) -> SyncOnce.run(List.of(), out, err)).status())
                .isEqualTo(2);
        Outcome help = Outcome.of((out, err) -> SyncOnce.run(List.of("--help"), out, err));
        assertThat(help.status()).isZero();
        assertThat(help.out()).anyMatch(line -> line.contains("--export DIR"));
    }
}
