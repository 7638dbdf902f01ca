package dev.calsync.examples.graph;

import dev.calsync.auth.Secret;
import dev.calsync.provider.graph.GraphCalendarProvider;
import dev.calsync.provider.graph.GraphCalendarProviderBuilder;
import dev.calsync.provider.graph.testing.FakeCalendar;
import dev.calsync.provider.graph.testing.FakeGraph;
import dev.calsync.provider.graph.testing.FakeLogin;
import dev.calsync.provider.graph.testing.FakeMailbox;
import dev.calsync.transport.AuthorizationRequest;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.List;

/** A fake Graph with one mailbox, and the hands of everybody else in it. */
final class Tenant implements AutoCloseable {
    private final FakeGraph graph;
    private final FakeMailbox alice;
    private final FakeCalendar calendar;
    private final LocalDate monday =
            LocalDate.now(ZoneOffset.UTC).with(TemporalAdjusters.next(DayOfWeek.MONDAY));
    private final String standUp;

    private Tenant() {
        graph = FakeGraph.start();
        alice = graph.mailbox("alice@contoso.example");
        calendar = alice.primary();
        alice.createCalendar("Team");
        calendar.create(event("Planning", monday, "10:00", "11:30", ""));
        calendar.create(event("Dentist", monday.plusDays(1), "16:00", "17:00", ""));
        standUp = calendar.create(event("Stand-up", monday, "09:15", "09:30", daily(monday)));
    }

    static Tenant open() {
        return new Tenant();
    }

    private static String event(String title, LocalDate day, String from, String until, String more) {
        return "{\"subject\":\"" + title + "\",\"start\":" + time(day, from) + ",\"end\":" + time(day, until) + more + "}";
    }

    private static String time(LocalDate day, String clock) {
        return "{\"dateTime\":\"" + day + "T" + clock + ":00\",\"timeZone\":\"W. Europe Standard Time\"}";
    }

    private static String daily(LocalDate from) {
        return ",\"recurrence\":{\"pattern\":{\"type\":\"weekly\",\"interval\":1,\"daysOfWeek\":[\"monday\",\"tuesday\","
                + "\"wednesday\",\"thursday\",\"friday\"],\"firstDayOfWeek\":\"monday\"},\"range\":{\"type\":\"noEnd\","
                + "\"startDate\":\"" + from + "\"}}";
    }

    GraphCalendarProviderBuilder builder() {
        return GraphCalendarProvider.builder()
                .allowLoopbackHttp()
                .graph(graph.url())
                .authority(graph.loginUrl())
                .application(FakeLogin.CLIENT_ID, Secret.of(FakeLogin.CLIENT_SECRET));
    }

    /** What the browser comes back with. */
    String agree(AuthorizationRequest begin, URI back) {
        String challenge = List.of(begin.url().getRawQuery().split("&")).stream()
                .filter(pair -> pair.startsWith("code_challenge="))
                .map(pair -> pair.substring("code_challenge=".length()))
                .findFirst()
                .orElse("");
        return graph.login()
                .authorizationCode(
                        graph.login().app(FakeLogin.CLIENT_ID),
                        alice,
                        back.toString(),
                        challenge,
                        GraphCalendarProvider.READ_AND_WRITE.toArray(String[]::new));
    }

    LocalDate monday() {
        return monday;
    }

    void moveTheStandUp() {
        LocalDate wednesday = monday.plusDays(2);
        calendar.changeOccurrence(
                standUp,
                wednesday,
                "{\"start\":" + time(wednesday, "15:00") + ",\"end\":" + time(wednesday, "15:15") + "}");
    }

    List<String> titles() {
        return calendar.events().stream()
                .map(event -> event.path("subject").asText())
                .toList();
    }

    int requests() {
        return graph.requests().count();
    }

    @Override
    public void close() {
        graph.close();
    }
}
