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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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

    /** What cannot be put together, because its UID cannot be found out. Never leaves this package. */
    static final class UnknownUidException extends Exception {
        private static final long serialVersionUID = 1L;

        UnknownUidException() {
            super("an exception of an unknown series was called off");
        }
    }

    /**
     * The series that these parts belong to, as they are now; in the same order.
     *
     * @throws UnknownUidException if one cannot be found out
     */
    List<RemoteChange> changes(String calendarId, List<SeriesHold.Parts> mentioned)
            throws UnknownUidException, InterruptedException {
        Map<String, String> uids = uids(calendarId, mentioned);
        List<ApiCall> calls = mentioned.stream()
                .map(parts -> EventPages.ofUid(calendarId, Objects.requireNonNull(uids.get(parts.id()))))
                .toList();
        List<ApiAnswer> answers = client.sendAll(calls);
        List<RemoteChange> changes = new ArrayList<>(mentioned.size());
        for (int i = 0; i < mentioned.size(); i++) {
            SeriesHold.Parts parts = mentioned.get(i);
            List<EventItem> there = rest(calls.get(i), page(answers.get(i)));
            changes.add(assemble(parts.id(), there, parts.items()));
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

    /** Puts together what was found, and what was mentioned unless that was changed since. */
    static RemoteChange assemble(String seriesId, List<EventItem> found, Collection<EventItem> mentioned) {
        SeriesHold.Parts parts = new SeriesHold.Parts(seriesId);
        Map<String, EventItem> latest = new HashMap<>();
        for (EventItem item : found) {
            if (item.seriesOrOwnId().equals(seriesId)) {
                latest.put(item.id, item);
            }
        }
        for (EventItem item : mentioned) {
            latest.merge(item.id, item, (there, told) -> isLater(there, told) ? there : told);
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

    private Map<String, String> uids(String calendarId, List<SeriesHold.Parts> mentioned)
            throws UnknownUidException, InterruptedException {
        Map<String, String> uids = new HashMap<>();
        for (SeriesHold.Parts parts : mentioned) {
            parts.items().stream()
                    .map(item -> item.iCalUid)
                    .filter(uid -> uid != null && !uid.isEmpty())
                    .findFirst()
                    .ifPresent(uid -> uids.put(parts.id(), uid));
        }
        ask(calendarId, mentioned, uids, SeriesHold.Parts::id);
        ask(calendarId, mentioned, uids, parts -> parts.items().get(0).id);
        if (!uids.keySet().containsAll(mentioned.stream().map(SeriesHold.Parts::id).toList())) {
            throw new UnknownUidException();
        }
        return uids;
    }

    @FunctionalInterface
    private interface IdOf {
        String of(SeriesHold.Parts parts);
    }

    private void ask(String calendarId, List<SeriesHold.Parts> mentioned, Map<String, String> uids, IdOf who)
            throws InterruptedException {
        List<SeriesHold.Parts> open =
                mentioned.stream().filter(parts -> !uids.containsKey(parts.id())).toList();
        List<ApiAnswer> answers = client.sendAll(
                open.stream().map(parts -> get(calendarId, who.of(parts))).toList());
        for (int i = 0; i < open.size(); i++) {
            EventItem item = item(answers.get(i));
            if (item != null && item.iCalUid != null) {
                uids.put(open.get(i).id(), item.iCalUid);
            }
        }
    }

    /** The event that was read; null if there is none. */
    @Nullable EventItem item(ApiAnswer answer) {
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

    private byte[] body(ApiAnswer answer) {
        if (answer instanceof ApiAnswer.Done done) {
            return done.body();
        }
        if (answer instanceof ApiAnswer.Refused refused) {
            throw client.failure(WHAT, refused.error());
        }
        SyncException cause = answer instanceof ApiAnswer.NotSent notSent
                ? notSent.cause()
                : ((ApiAnswer.Lost) answer).cause();
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
