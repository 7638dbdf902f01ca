package dev.calsync.provider.google.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/** Lists of events: of a calendar, and of a series. */
final class EventListHandler {
    private static final int SIZE = 250;
    private static final int MAX_SIZE = 2500;
    private static final Duration UPDATED_MIN_REACH = Duration.ofDays(30);
    private static final Instant FAR_PAST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant FAR_FUTURE = Instant.parse("9999-01-01T00:00:00Z");
    /** Puts exceptions before everything else, in their own order. */
    private static final long AHEAD = -(1L << 40);

    private static final Set<String> REFUSED_WITH_TOKEN = Set.of(
            "iCalUID",
            "orderBy",
            "privateExtendedProperty",
            "q",
            "sharedExtendedProperty",
            "timeMin",
            "timeMax",
            "updatedMin");
    private static final Set<String> BARS_TOKEN =
            Set.of("iCalUID", "orderBy", "privateExtendedProperty", "q", "sharedExtendedProperty", "updatedMin");

    private final GoogleState state;

    EventListHandler(GoogleState state) {
        this.state = state;
    }

    ApiReply list(ApiRequest request) throws ApiProblem {
        FakeCalendar calendar = Access.calendar(state, request);
        Listing listing = new Listing(state, request, source(calendar, "events:" + calendar.id(), BARS_TOKEN));
        checkTimes(request);
        Predicate<StoredEvent> wanted = wanted(request, calendar, listing);
        List<Listing.Row> rows;
        if (request.flag("singleEvents")) {
            rows = expanded(request, calendar, listing, wanted);
        } else if (request.parameter("orderBy").equals("startTime")) {
            throw ApiProblem.of(400, "badRequest", "The requested ordering is not available for the particular query.");
        } else {
            rows = new ArrayList<>();
            for (StoredEvent event : calendar.book().all()) {
                if (wanted.test(event)) {
                    rows.add(row(request, calendar, event, key(request, listing, event)));
                }
            }
        }
        return ApiReply.ok(envelope(request, calendar, listing, rows));
    }

    ApiReply instances(ApiRequest request) throws ApiProblem {
        FakeCalendar calendar = Access.calendar(state, request);
        StoredEvent master = calendar.book().lookup(request.variable("eventId"));
        if (master == null || master.isException()) {
            throw ApiProblem.notFound();
        }
        String owner = "instances:" + calendar.id() + "/" + master.id;
        Listing listing = new Listing(state, request, source(calendar, owner, Set.of()));
        checkTimes(request);
        List<Listing.Row> rows = new ArrayList<>();
        for (StoredEvent instance : instances(request, calendar, master)) {
            boolean shown = !instance.isCancelled() || request.flag("showDeleted");
            if (shown && isOriginal(request, instance)) {
                rows.add(row(request, calendar, instance, rows.size()));
            }
        }
        return ApiReply.ok(envelope(request, calendar, listing, rows));
    }

    private static boolean isOriginal(ApiRequest request, StoredEvent instance) {
        if (!request.has("originalStart")) {
            return true;
        }
        JsonNode original = instance.data.path("originalStartTime");
        String wanted = request.parameter("originalStart");
        return wanted.equals(Json.text(original, "date"))
                || (original.has("dateTime")
                        && wanted.contains("T")
                        && OffsetDateTime.parse(wanted)
                                .toInstant()
                                .equals(Instant.parse(Json.text(original, "dateTime"))));
    }

    private static Listing.Source source(FakeCalendar calendar, String owner, Set<String> barsToken) {
        EventBook book = calendar.book();
        return new Listing.Source(
                owner,
                book.tokenEpoch(),
                book.tokenFloor(),
                book.tokenLife(),
                SIZE,
                MAX_SIZE,
                REFUSED_WITH_TOKEN,
                Set.of("showDeleted"),
                barsToken);
    }

    private void checkTimes(ApiRequest request) throws ApiProblem {
        Instant min = request.time("timeMin");
        Instant max = request.time("timeMax");
        if (min != null && max != null && !min.isBefore(max)) {
            throw ApiProblem.scripted(400, "timeRangeEmpty").in("parameter", "timeMax");
        }
        Instant updatedMin = request.time("updatedMin");
        if (updatedMin != null && updatedMin.isBefore(state.now().minus(UPDATED_MIN_REACH))) {
            throw ApiProblem.scripted(410, "updatedMinTooLongAgo");
        }
    }

    private Predicate<StoredEvent> wanted(ApiRequest request, FakeCalendar calendar, Listing listing) {
        EventBook book = calendar.book();
        Instant updatedMin = request.time("updatedMin");
        boolean deleted = listing.isIncremental() || request.flag("showDeleted") || updatedMin != null;
        List<String> types = request.parameters("eventTypes");
        return event -> (!listing.isIncremental() || event.changed > listing.since())
                && (deleted || !book.isGone(event))
                && (updatedMin == null || !event.updated.isBefore(updatedMin))
                && (types.isEmpty() || types.contains(Json.text(event.data, "eventType")))
                && (!request.has("iCalUID") || Json.text(event.data, "iCalUID").equals(request.parameter("iCalUID")))
                && matchesText(request.parameter("q"), event)
                && hasProperties(request.parameters("privateExtendedProperty"), "private", event)
                && hasProperties(request.parameters("sharedExtendedProperty"), "shared", event)
                && overlaps(request, calendar, event);
    }

    private static boolean matchesText(String text, StoredEvent event) {
        String all = Json.text(event.data, "summary") + "\n" + Json.text(event.data, "description") + "\n"
                + Json.text(event.data, "location");
        return text.isEmpty() || all.toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT));
    }

    private static boolean hasProperties(List<String> wanted, String kind, StoredEvent event) {
        JsonNode properties = event.data.path("extendedProperties").path(kind);
        return wanted.stream().allMatch(pair -> {
            int equals = pair.indexOf('=');
            return equals > 0
                    && Json.text(properties, pair.substring(0, equals)).equals(pair.substring(equals + 1));
        });
    }

    /** A series is in the window when any of its life is; what becomes of its exceptions is up to their own times. */
    private static boolean overlaps(ApiRequest request, FakeCalendar calendar, StoredEvent event) {
        if (!request.has("timeMin") && !request.has("timeMax")) {
            return true;
        }
        Instant min = min(request);
        Instant max = max(request);
        ZoneId zone = calendar.timeZone();
        if (event.isMaster()) {
            try {
                return Recurring.of(event.data, zone).overlaps(min, max);
            } catch (ApiProblem e) {
                throw new IllegalStateException("a stored series has a bad rule", e);
            }
        }
        Instant start = EventTimes.instant(event.data.path("start"), zone);
        Instant end = EventTimes.instant(event.data.path("end"), zone);
        return start.isBefore(max) && (end.isAfter(min) || (start.equals(end) && !start.isBefore(min)));
    }

    private static Instant min(ApiRequest request) {
        Instant min = request.time("timeMin");
        return min == null ? FAR_PAST : min;
    }

    private static Instant max(ApiRequest request) {
        Instant max = request.time("timeMax");
        return max == null ? FAR_FUTURE : max;
    }

    private long key(ApiRequest request, Listing listing, StoredEvent event) {
        long key =
                listing.isIncremental() || request.parameter("orderBy").equals("updated") ? event.changed : event.order;
        return state.has(Oddity.EXCEPTIONS_FIRST) && event.isException() ? key + AHEAD : key;
    }

    private List<Listing.Row> expanded(
            ApiRequest request, FakeCalendar calendar, Listing listing, Predicate<StoredEvent> wanted)
            throws ApiProblem {
        List<StoredEvent> singles = new ArrayList<>();
        for (StoredEvent event : calendar.book().all()) {
            if (event.isException() || !wanted.test(event)) {
                continue;
            }
            if (event.isMaster() && !event.isCancelled()) {
                instances(request, calendar, event).stream()
                        .filter(instance -> !instance.isCancelled() || listing.isIncremental())
                        .forEach(singles::add);
            } else {
                singles.add(event);
            }
        }
        if (request.parameter("orderBy").equals("startTime")) {
            singles.sort(
                    Comparator.comparing(event -> EventTimes.instant(event.data.path("start"), calendar.timeZone())));
        }
        List<Listing.Row> rows = new ArrayList<>();
        for (StoredEvent single : singles) {
            rows.add(row(request, calendar, single, rows.size()));
        }
        return rows;
    }

    /** All instances in the window, exceptions in their places. */
    private static List<StoredEvent> instances(ApiRequest request, FakeCalendar calendar, StoredEvent master)
            throws ApiProblem {
        List<StoredEvent> instances = new ArrayList<>();
        if (!master.isMaster() || master.isCancelled()) {
            return instances;
        }
        Recurring series = Recurring.of(master.data, calendar.timeZone());
        for (Recurring.Instance time : series.between(min(request), max(request))) {
            String id = master.id + "_" + EventTimes.key(time.start());
            StoredEvent exception = calendar.book().stored(id);
            instances.add(exception != null ? exception : calendar.book().instance(master, time));
        }
        return instances;
    }

    private Listing.Row row(ApiRequest request, FakeCalendar calendar, StoredEvent event, long key) throws ApiProblem {
        EventView.Wish wish = new EventView.Wish(
                calendar.role(request.user().email()),
                request.zone(calendar.timeZone()),
                request.number("maxAttendees", 0),
                state.has(Oddity.DELETED_KEEP_DETAILS));
        return new Listing.Row(key, () -> EventView.of(calendar, event, wish));
    }

    private ObjectNode envelope(ApiRequest request, FakeCalendar calendar, Listing listing, List<Listing.Row> rows) {
        ObjectNode envelope = Json.object();
        envelope.put("kind", "calendar#events").put("etag", "\"p" + state.ticks() + "\"");
        envelope.put("summary", calendar.summary());
        envelope.put("updated", EventTimes.millis(calendar.updated()));
        envelope.put("timeZone", calendar.timeZone().getId());
        envelope.put("accessRole", calendar.role(request.user().email()));
        envelope.putArray("defaultReminders").addObject().put("method", "popup").put("minutes", 10);
        listing.fill(envelope, rows);
        return envelope;
    }
}
