package dev.calsync.provider.caldav;

import dev.calsync.error.UnrecoverableException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An account's calendars: which there are, where they are, and what they can do. */
final class CalendarDirectory {
    private static final int MAX_CALENDARS = 10_000;
    private static final int MAX_ID_CHARS = 2048;

    private final DavClient client;
    private final List<URI> homes;
    private final PropertiesCache cache;

    /**
     * @param homes at least one
     * @param cache what earlier sessions of the account found out
     */
    CalendarDirectory(DavClient client, List<URI> homes, PropertiesCache cache) {
        this.client = client;
        this.homes = homes;
        this.cache = cache;
    }

    /** A calendar by its id, which need not have been asked for anything yet. */
    KnownCalendar calendar(String calendarId) {
        return new KnownCalendar(calendarId, hrefs(calendarId), cache);
    }

    private Hrefs hrefs(String calendarId) {
        return new Hrefs(homes.get(0), calendarId);
    }

    /** The calendars that hold events, in the server's order. */
    List<CalendarProperties> list() throws InterruptedException {
        List<CalendarProperties> calendars = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (URI home : homes) {
            client.propfind(withSlash(home), "1", DavXml.calendars(), response -> {
                        for (String href : response.hrefs()) {
                            String id = idOf(home, href);
                            CalendarProperties properties = CalendarProperties.of(id, nameOf(home, href), response);
                            boolean usable = properties.holdsEvents()
                                    && !id.isEmpty()
                                    && id.length() <= MAX_ID_CHARS
                                    && id.chars().noneMatch(Character::isISOControl);
                            if (usable
                                    && calendars.size() < MAX_CALENDARS
                                    && seen.add(hrefs(id).key(id))) {
                                calendars.add(properties);
                            }
                        }
                    })
                    .orThrow();
        }
        calendars.forEach(cache::put);
        return calendars;
    }

    /** What one calendar can do; asks the server unless that was found out lately. */
    CalendarProperties properties(String calendarId) throws InterruptedException {
        CalendarProperties cached = cache.get(calendarId);
        if (cached != null) {
            return cached;
        }
        List<CalendarProperties> found = new ArrayList<>();
        URI address = hrefs(calendarId).collection();
        client.propfind(
                        address,
                        "0",
                        DavXml.calendars(),
                        response -> found.add(CalendarProperties.of(calendarId, Hrefs.lastSegment(address), response)))
                .orThrow();
        if (found.isEmpty() || !found.get(0).holdsEvents()) {
            throw new UnrecoverableException("what is at the calendar's address is no calendar that holds events");
        }
        cache.put(found.get(0));
        return found.get(0);
    }

    /** The server promised a report that it does not have; believe the refusal. */
    void noSyncCollection(String calendarId) throws InterruptedException {
        cache.put(properties(calendarId).withoutSyncCollection());
    }

    /** The href as it stands, unless it means something else seen from the first home, which is what ids refer to. */
    private String idOf(URI home, String href) {
        URI base = withSlash(home);
        URI first = withSlash(homes.get(0));
        return Links.resolve(base, href)
                .map(target -> Links.resolve(first, href).equals(Optional.of(target)) ? href : target.toString())
                .orElse("");
    }

    private static String nameOf(URI home, String href) {
        return Links.resolve(home, href).map(Hrefs::lastSegment).orElse("");
    }

    private static URI withSlash(URI home) {
        return home.getRawPath() != null && home.getRawPath().endsWith("/") ? home : URI.create(home + "/");
    }
}
