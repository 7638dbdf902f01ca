package dev.calsync.testing.contract;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.ETag;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.model.RemoteId;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.store.FeedRound;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/** Series for tests, in one line each. */
final class SeriesFixtures {
    private SeriesFixtures() {}

    /** A round of the one partition that most of these calendars have. */
    static FeedRound round(long number) {
        return new FeedRound("all", number);
    }

    /** An event of one hour. */
    static EventSeries once(String uid, Instant start) {
        return once(uid, start, start.plus(Duration.ofHours(1)));
    }

    static EventSeries once(String uid, Instant start, Instant end) {
        return EventSeries.of(CalendarEvent.builder(uid)
                .summary("Summary of " + uid)
                .start(EventTime.at(start))
                .end(EventTime.at(end))
                .build());
    }

    static EventSeries wholeDay(String uid, LocalDate day) {
        return EventSeries.of(
                CalendarEvent.builder(uid).start(EventTime.on(day)).build());
    }

    static EventSeries recurring(String uid, Instant start, String... lines) {
        return EventSeries.of(CalendarEvent.builder(uid)
                .start(EventTime.at(start))
                .end(EventTime.at(start.plus(Duration.ofHours(1))))
                .recurrence(List.of(lines))
                .build());
    }

    /** The same series with another title. */
    static EventSeries titled(EventSeries series, String title) {
        return series.map(event -> event.toBuilder().summary(title).build());
    }

    static RemoteSeries remote(String id, EventSeries series) {
        return RemoteSeries.of(RemoteId.of(id), ETag.of("\"1\""), series, "original of " + id);
    }
}
