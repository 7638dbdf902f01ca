package dev.calsync.provider.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventSeries;
import dev.calsync.provider.AttendeePolicy;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.provider.WriteOutcome;
import dev.calsync.reconcile.SemanticHash;
import dev.calsync.reconcile.SeriesDiff;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whatever is written comes back as it was, from a seed. */
class RoundTripTest {
    private static final int SERIES = 60;

    @Test
    void seriesOfEveryKind_comeBackAsTheyWere_andSoDoTheirEdits() throws Exception {
        try (Talk talk = Talk.with(builder -> builder.attendeePolicy(AttendeePolicy.WRITE_AND_NOTIFY))) {
            List<EventSeries> wanted = new ArrayList<>();
            List<EventWrite> creates = new ArrayList<>();
            for (int seed = 0; seed < SERIES; seed++) {
                EventSeries series = new SeriesGenerator(seed).series("uid-" + seed, true);
                wanted.add(series);
                creates.add(new EventWrite.Create("key-" + seed, series));
            }
            List<RemoteSeries> made = written(talk, creates);
            assertAllThere(talk, wanted);
            List<EventWrite> updates = new ArrayList<>();
            for (int seed = 0; seed < SERIES; seed++) {
                EventSeries target = new SeriesGenerator(1_000 + seed).edited(wanted.get(seed), true);
                wanted.set(seed, target);
                updates.add(new EventWrite.Update("edit-" + seed, made.get(seed), target));
            }
            written(talk, updates);
            assertAllThere(talk, wanted);
        }
    }

    private static List<RemoteSeries> written(Talk talk, List<EventWrite> writes) throws InterruptedException {
        List<RemoteSeries> made = new ArrayList<>();
        for (int from = 0; from < writes.size(); from += 50) {
            List<EventWrite> part = writes.subList(from, Math.min(writes.size(), from + 50));
            List<WriteOutcome> outcomes = talk.session().write(talk.calendarId(), part);
            for (int i = 0; i < part.size(); i++) {
                assertThat(outcomes.get(i)).as("%s", part.get(i)).isInstanceOf(WriteOutcome.Written.class);
                RemoteSeries remote = ((WriteOutcome.Written) outcomes.get(i)).remote();
                EventSeries wanted = part.get(i) instanceof EventWrite.Create create
                        ? create.series()
                        : ((EventWrite.Update) part.get(i)).target();
                assertSame("answer to " + part.get(i).idempotencyKey(), remote.series(), wanted);
                made.add(remote);
            }
        }
        return made;
    }

    private static void assertAllThere(Talk talk, List<EventSeries> wanted) throws InterruptedException {
        Map<String, EventSeries> there = talk.reopened().everything();
        for (EventSeries series : wanted) {
            EventSeries found = there.get(series.uid());
            assertThat(found).as(series.uid()).isNotNull();
            assertSame(series.uid(), found, series);
        }
        assertThat(there).hasSize(wanted.size());
    }

    private static void assertSame(String what, EventSeries there, EventSeries wanted) {
        assertThat(SemanticHash.of(there))
                .as(
                        "%s: %s%nwanted %s%nthere  %s",
                        what,
                        SeriesDiff.between(wanted, there).changes(),
                        wanted.events().stream().map(RoundTripTest::shown).toList(),
                        there.events().stream().map(RoundTripTest::shown).toList())
                .isEqualTo(SemanticHash.of(wanted));
    }

    private static String shown(CalendarEvent event) {
        return event.start() + " " + event.end() + " " + event.recurrence() + " "
                + event.description().text() + " " + event.reminders() + " "
                + event.extras().values() + event.summary();
    }
}
