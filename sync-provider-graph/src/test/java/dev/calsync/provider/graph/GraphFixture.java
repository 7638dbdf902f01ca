package dev.calsync.provider.graph;

import dev.calsync.model.EventField;
import dev.calsync.model.EventSeries;
import dev.calsync.provider.AccountRequest;
import dev.calsync.provider.CalendarProvider;
import dev.calsync.provider.Checkpoint;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.graph.testing.FakeCalendar;
import dev.calsync.provider.graph.testing.FakeGraph;
import dev.calsync.provider.graph.testing.FakeMailbox;
import dev.calsync.provider.graph.testing.Reset;
import dev.calsync.system.TimeSource;
import dev.calsync.testing.ManualTime;
import dev.calsync.testing.contract.ProviderFixture;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** A fake Graph with one mailbox, a calendar in it, and another client of the same kind. */
final class GraphFixture implements ProviderFixture {
    private final ManualTime time = new ManualTime(Instant.parse("2026-03-01T08:00:00Z"));
    private final FakeGraph graph = FakeGraph.start(time);
    private final FakeMailbox alice = graph.mailbox("alice@example.com");
    private final FakeCalendar team = alice.createCalendar("Team");
    private final GraphCalendarProvider provider = GraphCalendarProvider.builder()
            .allowLoopbackHttp()
            .graph(graph.url())
            .authority(graph.loginUrl())
            .build();
    private final Map<String, String> ids = new HashMap<>();

    FakeGraph graph() {
        return graph;
    }

    FakeCalendar calendar() {
        return team;
    }

    @Override
    public CalendarProvider provider() {
        return provider;
    }

    @Override
    public AccountRequest account() {
        return GraphAccount.bearer(graph.login().accessToken(alice));
    }

    @Override
    public AccountRequest wrongAccount() {
        return GraphAccount.bearer("a-token-of-nobody");
    }

    @Override
    public String calendarName() {
        return "Team";
    }

    @Override
    public TimeSource time() {
        return time;
    }

    @Override
    public void put(EventSeries series) {
        try {
            SeriesForm form = SeriesForm.of(series);
            String known = ids.getOrDefault(series.uid(), idOfTransaction(series.uid()));
            if (known == null) {
                String json = text(EventJson.create(new EventWrite.Create("other-" + ids.size(), series), form));
                ids.put(series.uid(), team.create(json));
            } else {
                team.update(
                        known,
                        text(EventJson.patch(
                                form.master(),
                                EnumSet.of(EventField.SUMMARY, EventField.START, EventField.END),
                                form.pattern())));
            }
        } catch (InexpressibleException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }

    @Override
    public void delete(String uid) {
        String id = ids.remove(uid);
        team.delete(id == null ? Objects.requireNonNull(idOfTransaction(uid)) : id);
    }

    private @org.jspecify.annotations.Nullable String idOfTransaction(String uid) {
        return team.events().stream()
                .filter(event -> event.path("transactionId").asText().endsWith("~" + uid))
                .map(event -> event.path("id").asText())
                .findFirst()
                .orElse(null);
    }

    @Override
    public Checkpoint expired(Checkpoint current) {
        graph.deltas().expire(Reset.SYNC_STATE_NOT_FOUND_CAPITAL);
        return current;
    }

    @Override
    public void close() {
        provider.close();
        graph.close();
    }
}
