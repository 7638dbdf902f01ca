package dev.calsync.provider.caldav;

import dev.calsync.model.RemoteId;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * A calendar and what is known of it. What is learned on the way, later sessions know as well. Thread-safe.
 */
final class KnownCalendar {
    private final String id;
    private final Hrefs hrefs;
    private final PropertiesCache cache;

    KnownCalendar(String id, Hrefs hrefs, PropertiesCache cache) {
        this.id = id;
        this.hrefs = hrefs;
        this.cache = cache;
    }

    String id() {
        return id;
    }

    Hrefs hrefs() {
        return hrefs;
    }

    URI address(RemoteId event) {
        return hrefs.address(event);
    }

    /** What it said of itself when it was asked last; nobody asks just for this. */
    Optional<CalendarProperties> properties() {
        return cache.last(id);
    }

    OptionalLong maxResourceBytes() {
        return properties().map(CalendarProperties::maxResourceBytes).orElse(OptionalLong.empty());
    }

    /** What it says of itself turned out to be wrong: to be asked again. */
    void doubt() {
        cache.doubt(id);
    }

    Manners manners() {
        return cache.manners(id);
    }

    void learn(UnaryOperator<Manners> lesson) {
        cache.learn(id, lesson);
    }

    /** Whether an event with attendees turned out to have a schedule tag. */
    void noteScheduleTag(boolean tagged) {
        if (!manners().scheduleTags().equals(Optional.of(tagged))) {
            learn(manners -> manners.schedulingByTag(tagged));
        }
    }

    /** What an earlier process knew, unless this one knows better. */
    void recall(FeedPosition position) {
        cache.recall(id, position);
    }

    /** What was found out longer ago may be different by now. */
    void forgetMannersBefore(Instant bound) {
        cache.forgetMannersBefore(id, bound);
    }
}
