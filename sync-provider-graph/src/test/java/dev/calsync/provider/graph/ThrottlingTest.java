package dev.calsync.provider.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.error.ThrottledException;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.graph.testing.LoggedRequest;
import dev.calsync.provider.graph.testing.RequestKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Graph's limits are kept by who counts requests, and what it says when they are met is heeded. */
class ThrottlingTest {
    private static final Predicate<LoggedRequest> GETS = LoggedRequest.of(RequestKind.EVENT_GET);

    private final Talk talk = Talk.start();

    @AfterEach
    void close() {
        talk.close();
    }

    private void series(int count) {
        for (int i = 0; i < count; i++) {
            talk.team.create(Events.weekly("series " + i, "2026-03-02", "2026-03-09"));
        }
    }

    private static EventSeries single(String uid) {
        EventTime start = EventTime.at(Instant.parse("2026-03-02T10:00:00Z"));
        return EventSeries.of(
                CalendarEvent.builder(uid).summary(uid).start(start).build());
    }

    @Test
    void eachPartOfABatch_countsAsARequest() throws Exception {
        series(45);
        List<EventWrite> creates = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            creates.add(new EventWrite.Create("key-" + i, single("uid-" + i)));
        }
        talk.pull();
        talk.session().write(talk.calendarId(), creates);
        int batches = talk.graph.requests().count(RequestKind.BATCH);
        assertThat(batches).isGreaterThanOrEqualTo(7);
        assertThat(talk.permits)
                .as("what Graph counts: not the batch, but its parts")
                .isEqualTo(talk.graph.requests().count() - batches);
    }

    @Test
    void pauseOfOnePartOfABatch_isHeededInBothForms() throws Exception {
        series(10);
        talk.graph.faults().throttle(1, GETS, Duration.ofSeconds(70));
        Instant first = talk.time.now();
        assertThatThrownBy(talk::pull)
                .isInstanceOfSatisfying(
                        ThrottledException.class,
                        e -> assertThat(e.retryAt(first)).contains(first.plusSeconds(70)));
        talk.time.advance(Duration.ofSeconds(71));
        Instant second = talk.time.now();
        talk.graph.faults().throttleUntil(1, GETS, second.plusSeconds(300));
        talk.team.update(
                talk.team.create(Events.weekly("another", "2026-03-02", "2026-03-09")), "{\"importance\":\"high\"}");
        assertThatThrownBy(talk::pull)
                .isInstanceOfSatisfying(
                        ThrottledException.class,
                        e -> assertThat(e.retryAt(second)).contains(second.plusSeconds(300)));
        talk.time.advance(Duration.ofSeconds(301));
        talk.pull();
        assertThat(talk.replica()).hasSize(11);
    }

    @Test
    void tooManyAtOnce_isAPause_andNoFailure() throws Exception {
        series(10);
        talk.graph.faults().busyMailbox(1, GETS, Duration.ofSeconds(5));
        assertThatThrownBy(talk::pull).isInstanceOf(ThrottledException.class);
        talk.time.advance(Duration.ofSeconds(6));
        talk.pull();
        assertThat(talk.replica()).hasSize(10);
    }

    @Test
    void usedUpBudget_isToldWithTheTimeItIsFreeAgain() throws Exception {
        series(10);
        talk.graph.limits().mailboxBudget(15);
        assertThatThrownBy(talk::pull).isInstanceOf(ThrottledException.class);
        talk.graph.limits().mailboxBudget(10_000);
        talk.time.advance(Duration.ofMinutes(11));
        talk.pull();
        assertThat(talk.replica()).hasSize(10);
    }
}
