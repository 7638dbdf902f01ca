package dev.calsync.provider.graph.testing;

import dev.calsync.testing.ManualTime;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * A calendar of very many events, for measuring clients from a process of its own: the fake, with what it bears taken away,
 * that keeps each answer as it was compressed the first time. From the second reading on serving costs next to nothing.
 */
public final class GraphPages {

    private static final int BACK_DAYS = 365;
    private static final int AHEAD_DAYS = 730;

    private GraphPages() {}

    /**
     * Serves until standard input ends. Prints a line with where Graph is, where the sign-in service is, an access token, a
     * refresh token of {@link FakeLogin#CLIENT_ID}, and the id of the calendar. {@code GET /stats} of the sign-in service
     * tells how many requests there were and how many bytes their answers had on the wire, and starts counting anew; and
     * in which windows deltas were begun, and what was selected of a series.
     *
     * @param arguments how many events, of which a tenth are series; and the second at which it is, all the time
     */
    public static void main(String[] arguments) throws IOException {
        Instant now = Instant.ofEpochSecond(Long.parseLong(arguments[1]));
        try (FakeGraph graph = FakeGraph.start(new ManualTime(now))) {
            graph.keepAnswers();
            graph.limits()
                    .mailboxBudget(Integer.MAX_VALUE)
                    .appBudget(Integer.MAX_VALUE)
                    .atOnce(Integer.MAX_VALUE);
            FakeMailbox alice = graph.mailbox("alice@example.com");
            FakeCalendar calendar = alice.primary();
            LocalDate first = LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(BACK_DAYS);
            ManyEvents.fill(calendar, Integer.parseInt(arguments[0]), first, BACK_DAYS + AHEAD_DAYS - 10);
            System.out.println(String.join(
                    " ",
                    graph.url().toString(),
                    graph.loginUrl().toString(),
                    graph.login().accessToken(alice),
                    graph.login().refreshToken(alice),
                    calendar.id()));
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
