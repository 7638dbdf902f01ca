package dev.calsync.provider.google;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.calsync.error.TransientException;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.system.TimeSource;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The user's list of calendars, with a sync token of its own. Later listings ask for what changed and are one small
 * answer. They do not mention a calendar of which only the access role or other read-only properties changed, so the
 * whole list is read once an hour all the same; and each page of events tells the role as it is now.
 */
final class CalendarDirectory {
    private static final String WHAT = "listing the calendars";
    private static final String PATH = "users/me/calendarList";
    private static final String LIST_FIELDS = "nextPageToken,nextSyncToken,items(" + CalendarEntry.FIELDS + ")";
    private static final String PAGE_SIZE = "250";
    private static final int MAX_CALENDARS = 10_000;
    private static final Duration BELIEVED_FOR = Duration.ofHours(1);

    private final GoogleClient client;
    private final TimeSource time;
    private final Shared shared;
    private final String account;

    CalendarDirectory(GoogleClient client, TimeSource time, Shared shared, String account) {
        this.client = client;
        this.time = time;
        this.shared = shared;
        this.account = account;
    }

    /** What sessions tell each other. Never truth: it may be forgotten, and is hints where another node knows better. */
    static final class Shared {
        private static final int MAX_ENTRIES = 10_000;

        /** On the caller's thread: a library starts no threads of its own for a cache. */
        private final Cache<String, Listing> listings = Caffeine.newBuilder()
                .maximumSize(MAX_ENTRIES)
                .executor(Runnable::run)
                .build();
    }

    /** @param syncToken null if the list came without */
    private record Listing(
            Map<String, CalendarEntry> entries, @Nullable String syncToken, Instant readAt) {}

    /** One page of the list. */
    private static final class Page {
        private @Nullable String nextPage;
        private @Nullable String nextSync;

        void member(String name, JsonParser in, Map<String, CalendarEntry> into) throws IOException {
            switch (name) {
                case "nextPageToken" -> nextPage = Json.text(in);
                case "nextSyncToken" -> nextSync = Json.text(in);
                case "items" -> items(in, into);
                default -> in.skipChildren();
            }
        }

        private static void items(JsonParser in, Map<String, CalendarEntry> into) throws IOException {
            while (in.nextToken() == JsonToken.START_OBJECT) {
                CalendarEntry entry = CalendarEntry.read(in);
                if (entry.listed() && !entry.id().isEmpty()) {
                    into.put(entry.id(), entry);
                } else {
                    into.remove(entry.id());
                }
            }
        }
    }

    /** The calendars on the list, those that cannot be read included, in Google's order. */
    List<CalendarEntry> list() throws InterruptedException {
        Listing known = shared.listings.getIfPresent(account);
        String token = known == null ? null : known.syncToken();
        if (known != null && token != null && time.now().isBefore(known.readAt().plus(BELIEVED_FOR))) {
            Optional<Listing> next = read(known.entries(), token, known.readAt());
            if (next.isPresent()) {
                return keep(next.get());
            }
        }
        return keep(read(Map.of(), null, time.now())
                .orElseThrow(() -> new TransientException(WHAT + ": Google refuses to list them from the beginning")));
    }

    private List<CalendarEntry> keep(Listing listing) {
        shared.listings.put(account, listing);
        return List.copyOf(listing.entries().values());
    }

    /** Empty if the sync token is not good any more. */
    private Optional<Listing> read(Map<String, CalendarEntry> known, @Nullable String syncToken, Instant readAt)
            throws InterruptedException {
        Map<String, CalendarEntry> entries = new LinkedHashMap<>(known);
        String pageToken = null;
        while (true) {
            ApiCall call = ApiCall.get(PATH)
                    .with("maxResults", PAGE_SIZE)
                    .with("showHidden", "true")
                    .with("showDeleted", "true")
                    .with("fields", LIST_FIELDS)
                    .with("syncToken", syncToken)
                    .with("pageToken", pageToken);
            Page page = new Page();
            try {
                client.read(WHAT, call, (name, in) -> page.member(name, in, entries));
            } catch (GoogleClient.RefusedException e) {
                if (syncToken != null && GoogleErrors.isCursorExpired(e.error())) {
                    return Optional.empty();
                }
                throw client.failure(WHAT, e.error());
            }
            if (entries.size() > MAX_CALENDARS) {
                throw new UnrecoverableException(WHAT + ": there are more than " + MAX_CALENDARS);
            }
            if (page.nextPage == null) {
                return Optional.of(new Listing(entries, page.nextSync == null ? syncToken : page.nextSync, readAt));
            }
            pageToken = page.nextPage;
        }
    }

    /** One calendar; asks for it alone if it is not known. */
    CalendarEntry entry(String calendarId) throws InterruptedException {
        Listing known = shared.listings.getIfPresent(account);
        CalendarEntry entry = known == null ? null : known.entries().get(calendarId);
        if (entry != null) {
            return entry;
        }
        ApiCall call = ApiCall.get(PATH + "/" + ApiCall.segment(calendarId)).with("fields", CalendarEntry.FIELDS);
        ApiAnswer answer = client.send(call);
        if (answer instanceof ApiAnswer.Done done) {
            try (JsonParser in = done.body().parser()) {
                in.nextToken();
                return CalendarEntry.read(in);
            } catch (IOException e) {
                throw new TransientException("reading a calendar: Google's answer cannot be read", e);
            }
        }
        if (answer instanceof ApiAnswer.Refused refused) {
            throw client.failure("reading a calendar", refused.error());
        }
        throw ((ApiAnswer.NotSent) answer).cause();
    }

    /** What a page of a calendar's events says of the user's role. */
    void roleSeen(String calendarId, String role) {
        Listing known = shared.listings.getIfPresent(account);
        CalendarEntry entry = known == null ? null : known.entries().get(calendarId);
        if (known != null && entry != null && !role.isEmpty() && !role.equals(entry.role())) {
            Map<String, CalendarEntry> entries = new LinkedHashMap<>(known.entries());
            entries.put(calendarId, entry.withRole(role));
            shared.listings.put(account, new Listing(entries, known.syncToken(), known.readAt()));
        }
    }
}
