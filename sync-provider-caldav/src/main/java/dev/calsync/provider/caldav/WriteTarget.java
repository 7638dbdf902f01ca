package dev.calsync.provider.caldav;

import dev.calsync.model.RemoteId;
import java.net.URI;
import java.util.OptionalLong;

/** The calendar that is written to, and what is known of it. What is learned on the way, later sessions know as well. */
final class WriteTarget {
    private final String calendarId;
    private final Hrefs hrefs;
    private final PropertiesCache cache;

    WriteTarget(String calendarId, Hrefs hrefs, PropertiesCache cache) {
        this.calendarId = calendarId;
        this.hrefs = hrefs;
        this.cache = cache;
    }

    Hrefs hrefs() {
        return hrefs;
    }

    URI address(RemoteId id) {
        return hrefs.address(id);
    }

    /** What it said when its calendars were listed lately; nobody asks just for this. */
    OptionalLong maxResourceBytes() {
        CalendarProperties known = cache.get(calendarId);
        return known == null ? OptionalLong.empty() : known.maxResourceBytes();
    }

    WriteManners manners() {
        return cache.manners(calendarId);
    }

    void learn(WriteManners manners) {
        cache.manners(calendarId, manners);
    }
}
