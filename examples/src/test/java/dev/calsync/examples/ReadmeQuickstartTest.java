package dev.calsync.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventTime;
import dev.calsync.provider.caldav.CalDavProvider;
import dev.calsync.provider.caldav.testing.FakeCalDavServer;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReadmeQuickstartTest {

    @Test
    void codeOfTheReadme_runs() throws Exception {
        Instant monday = LocalDate.now(ZoneOffset.UTC)
                .with(TemporalAdjusters.next(DayOfWeek.MONDAY))
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
        CalendarEvent event = CalendarEvent.builder("stand-up")
                .summary("Stand-up")
                .start(EventTime.at(monday.plus(Duration.ofHours(9))))
                .end(EventTime.at(monday.plus(Duration.ofHours(10))))
                .recurrence(List.of("RRULE:FREQ=DAILY"))
                .build();
        try (FakeCalDavServer server = FakeCalDavServer.start().user("alice", "secret")) {
            server.createCalendar("alice", "team", "Team");
            ReadmeQuickstart.Found found = ReadmeQuickstart.run(
                    CalDavProvider.builder().allowLoopbackHttp().build(),
                    server.url(),
                    "secret",
                    event,
                    monday,
                    monday.plus(Duration.ofDays(4)));
            assertThat(found.agenda()).hasSize(4);
            assertThat(found.status().pendingEdits()).isZero();
            assertThat(found.status().lastSuccessAt()).isPresent();
            assertThat(server.calendar("alice", "team").orElseThrow().resources())
                    .hasSize(1);
        }
    }
}
