package dev.calsync.provider.google;

import dev.calsync.error.SyncException;
import dev.calsync.error.TransientException;
import dev.calsync.model.RemoteId;
import dev.calsync.provider.RemoteChange;
import dev.calsync.provider.WriteOutcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads whole series. All parts of one share its {@code iCalUID}, and a list can be asked for a UID: one small request for
 * a series, fifty of them in a batch. {@code instances} would list every single instance of it instead.
 *
 * <p>An exception that was called off need not say its UID (Calendar API, Events, {@code status}). Then the master is
 * read first, or the exception itself, which tells more of it than a list does.
 *
 * <p>A list and a look-up may be answered by servers that are not equally up to date. So a part that was mentioned
 * replaces the one that was looked up, unless that one was changed later.
 */
final class SeriesLookup {
    private static final String WHAT = "reading a series";
    private static final int MAX_PAGES = 40;

    private final GoogleClient client;
    private final EventPages pages;

    SeriesLookup(GoogleClient client, EventPages pages) {
        this.client = client;
        this.pages = pages;
    }

    /**
     * The series that these parts belong to, as they are now, by their ids. One of which nothing but instances that were
     * called off is visible is missing: it is gone, or, if single instances of it were known, nobody can say what became of
     * the others.
     */
    Map<String, RemoteChange> changes(String calendarId, List<SeriesHold.Parts> mentioned) throws InterruptedException {
        Map<String, RemoteChange> changes = new LinkedHashMap<>();
        Map<String, String> uids = uids(calendarId, mentioned, changes);
        List<SeriesHold.Parts> open =
                mentioned.stream().filter(parts -> uids.containsKey(parts.id())).toList();
        List<ApiCall> calls = open.stream()
                .map(parts -> EventPages.ofUid(calendarId, Objects.requireNonNull(uids.get(parts.id()))))
                .toList();
        List<ApiAnswer> answers = client.sendAll(calls);
        for (int i = 0; i < open.size(); i++) {
            SeriesHold.Parts parts = open.get(i);
            List<EventItem> there = rest(calls.get(i), page(answers.get(i)));
            changes.put(parts.id(), assemble(parts.id(), there, parts.items()));
        }
        return changes;
    }

    /** One series by its id; empty if it is not there. For a single event that is all there is to ask. */
    Optional<RemoteChange> byId(String calendarId, String id) throws InterruptedException {
        EventItem item = item(client.send(get(calendarId, id)));
        if (item == null || item.cancelled) {
            return Optional.empty();
        }
        if (!item.isPartOfSeries() || item.iCalUid == null) {
            return Optional.of(SeriesAssembly.single(item));
        }
        ApiCall call = EventPages.ofUid(calendarId, item.iCalUid);
        RemoteChange found = assemble(id, rest(call, page(client.send(call))), List.of(item));
        return found instanceof RemoteChange.Removed ? Optional.empty() : Optional.of(found);
    }

    /** A series of which single instances are visible, by one of them. */
    Optional<RemoteChange> byInstance(String calendarId, String seriesId, String instanceId)
            throws InterruptedException {
        EventItem item = item(client.send(get(calendarId, instanceId)));
        if (item == null || item.iCalUid == null) {
            return Optional.empty();
        }
        ApiCall call = EventPages.ofUid(calendarId, item.iCalUid);
        RemoteChange found = assemble(seriesId, rest(call, page(client.send(call))), List.of(item));
        return found instanceof RemoteChange.Removed ? Optional.empty() : Optional.of(found);
    }

    static ApiCall get(String calendarId, String id) {
        return ApiCall.get(ApiCall.event(calendarId, id)).with("fields", ItemReader.FIELDS_BEFORE_WRITING);
    }

    /** A list that was looked up may have more pages. */
    List<EventItem> rest(ApiCall call, EventPages.Page first) throws InterruptedException {
        List<EventItem> items = new ArrayList<>(first.items());
        EventPages.Page page = first;
        for (int i = 0; page.nextPage() != null; i++) {
            if (i == MAX_PAGES) {
                throw new TransientException(WHAT + ": it has more than " + MAX_PAGES + " pages of exceptions");
            }
            page = page(client.send(call.with("pageToken", page.nextPage())));
            items.addAll(page.items());
        }
        return items;
    }

    /**
     * Puts together what was found, and what was mentioned unless that was changed since. An exception that ended with its
     * instance, because the rule has it no more, is mentioned as called off as well; that says nothing of the series.
     */
    static RemoteChange assemble(String seriesId, List<EventItem> found, Collection<EventItem> mentioned) {
        SeriesHold.Parts parts = new SeriesHold.Parts(seriesId);
        Map<String, EventItem> latest = new HashMap<>();
        for (EventItem item : found) {
            if (item.seriesOrOwnId().equals(seriesId)) {
                latest.put(item.id, item);
            }
        }
        EventItem master = latest.get(seriesId);
        for (EventItem item : mentioned) {
            if (latest.containsKey(item.id)
                    || master == null
                    || !item.cancelled
                    || SeriesAssembly.hasInstance(master, item)) {
                latest.merge(item.id, item, (there, told) -> isLater(there, told) ? there : told);
            }
        }
        latest.values().forEach(parts::add);
        if (parts.master() == null && parts.exceptions().isEmpty()) {
            return new RemoteChange.Removed(RemoteId.of(seriesId));
        }
        return SeriesAssembly.series(seriesId, parts.master(), parts.exceptions());
    }

    private static boolean isLater(EventItem one, EventItem other) {
        return one.updated != null && other.updated != null && one.updated.isAfter(other.updated);
    }

    /** @param settled where series go whose master turns out to be deleted */
    private Map<String, String> uids(
            String calendarId, List<SeriesHold.Parts> mentioned, Map<String, RemoteChange> settled)
            throws InterruptedException {
        Map<String, String> uids = new HashMap<>();
        List<SeriesHold.Parts> open = new ArrayList<>();
        for (SeriesHold.Parts parts : mentioned) {
            parts.items().stream()
                    .map(item -> item.iCalUid)
                    .filter(uid -> uid != null && !uid.isEmpty())
                    .findFirst()
                    .ifPresentOrElse(uid -> uids.put(parts.id(), uid), () -> open.add(parts));
        }
        List<@Nullable EventItem> masters = items(calendarId, open, SeriesHold.Parts::id);
        List<SeriesHold.Parts> stillOpen = new ArrayList<>();
        for (int i = 0; i < open.size(); i++) {
            String id = open.get(i).id();
            EventItem master = masters.get(i);
            if (master != null && master.cancelled) {
                settled.put(id, new RemoteChange.Removed(RemoteId.of(id)));
            } else if (master != null && master.iCalUid != null) {
                uids.put(id, master.iCalUid);
            } else {
                stillOpen.add(open.get(i));
            }
        }
        List<@Nullable EventItem> exceptions =
                items(calendarId, stillOpen, parts -> parts.items().get(0).id);
        for (int i = 0; i < stillOpen.size(); i++) {
            EventItem exception = exceptions.get(i);
            if (exception != null && exception.iCalUid != null) {
                uids.put(stillOpen.get(i).id(), exception.iCalUid);
            }
        }
        return uids;
    }

    private List<@Nullable EventItem> items(
            String calendarId, List<SeriesHold.Parts> series, Function<SeriesHold.Parts, String> id)
            throws InterruptedException {
        List<@Nullable EventItem> items = new ArrayList<>(series.size());
        for (ApiAnswer answer : client.sendAll(
                series.stream().map(parts -> get(calendarId, id.apply(parts))).toList())) {
            items.add(item(answer));
        }
        return items;
    }

    /** The event that was read; null if there is none. */
    @Nullable
    EventItem item(ApiAnswer answer) {
        if (answer instanceof ApiAnswer.Refused refused && GoogleErrors.isGone(refused.error())) {
            return null;
        }
        try {
            return pages.parseItem(body(answer));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** The event that a call was answered with, which cannot be none. */
    EventItem requireItem(ApiAnswer answer) {
        EventItem item = item(answer);
        if (item == null) {
            throw new TransientException(WHAT + ": what was just written is not there");
        }
        return item;
    }

    EventPages.Page page(ApiAnswer answer) {
        try {
            return pages.parse(body(answer));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private Content body(ApiAnswer answer) {
        if (answer instanceof ApiAnswer.Done done) {
            return done.body();
        }
        if (answer instanceof ApiAnswer.Refused refused) {
            throw client.failure(WHAT, refused.error());
        }
        SyncException cause =
                answer instanceof ApiAnswer.NotSent notSent ? notSent.cause() : ((ApiAnswer.Lost) answer).cause();
        throw cause;
    }

    /** What a refused write is; what has nothing to do with the event is thrown. */
    WriteStep refused(ApiError error) {
        if (GoogleErrors.isChangedMeanwhile(error)) {
            return WriteStep.done(new WriteOutcome.PreconditionFailed());
        }
        if (GoogleErrors.isGone(error)) {
            return WriteStep.done(new WriteOutcome.NotFound());
        }
        return GoogleErrors.eventRefused(error)
                .map(WriteStep::rejected)
                .orElseThrow(() -> client.failure("writing an event", error));
    }

    SyncException failure(String what, ApiError error) {
        return client.failure(what, error);
    }

    private static TransientException unreadable(IOException e) {
        return new TransientException(WHAT + ": Google's answer cannot be read", e);
    }
}
