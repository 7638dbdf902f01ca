package dev.calsync.provider.graph;

import dev.calsync.error.SyncException;
import dev.calsync.error.ThrottledException;
import dev.calsync.error.TransientException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gets single events by their ids, with everything: a delta tells of a series neither its exceptions outside the window nor
 * its cancelled occurrences. As many as possible in one batch.
 *
 * <p>One event that Graph cannot show never stops the others. When Graph asks for a pause in the middle of it, what has
 * arrived is good, and the rest is got after the pause.
 */
final class SeriesFetch {
    private static final int PAGES_OF_EXCEPTIONS = 100;
    private static final int EXCEPTIONS_PER_PAGE = 200;

    private final GraphClient client;
    private final GraphPaths paths;

    SeriesFetch(GraphClient client, GraphPaths paths) {
        this.client = client;
        this.paths = paths;
    }

    /** What is behind an id. */
    sealed interface Found {}

    /** An event, perhaps with a fault. */
    record There(EventItem item) implements Found {}

    /** Nothing, or something in another calendar. */
    record Gone() implements Found {}

    /** Something that Graph does not show. */
    record Hidden(String reason) implements Found {}

    /**
     * What came of a fetch.
     *
     * @param found by id, in the order asked for; those that are missing were not got
     * @param stopped why some are missing; null if none are
     */
    record Result(Map<String, Found> found, @Nullable ThrottledException stopped) {}

    /** Gets events by their ids. */
    Result fetch(String calendarId, Collection<String> ids) throws InterruptedException {
        Map<String, Found> found = new LinkedHashMap<>();
        List<String> all = new ArrayList<>(ids);
        for (int from = 0; from < all.size(); from += GraphClient.MAX_IN_BATCH) {
            List<String> part = all.subList(from, Math.min(all.size(), from + GraphClient.MAX_IN_BATCH));
            ThrottledException stopped = fetchPart(calendarId, part, found);
            if (stopped != null) {
                return new Result(found, stopped);
            }
        }
        return new Result(found, null);
    }

    private @Nullable ThrottledException fetchPart(String calendarId, List<String> ids, Map<String, Found> found)
            throws InterruptedException {
        List<ApiAnswer> answers;
        try {
            answers = client.batch(ids.stream()
                    .map(id -> ApiCall.get(paths.whole(calendarId, id)))
                    .toList());
        } catch (ThrottledException e) {
            return e;
        }
        ThrottledException stopped = null;
        for (int i = 0; i < ids.size(); i++) {
            String id = ids.get(i);
            Found one;
            try {
                one = found(calendarId, id, answers.get(i), true);
            } catch (ThrottledException e) {
                stopped = e;
                continue;
            }
            found.put(id, one);
        }
        return stopped;
    }

    private Found found(String calendarId, String id, ApiAnswer answer, boolean again) throws InterruptedException {
        EventItem item = answer.item();
        if (answer.isSuccess() && item != null) {
            complete(item);
            return new There(item);
        }
        if (answer.isGone()) {
            return new Gone();
        }
        // Some events make the mailbox stumble each time they are read; everything else that fails does so for all.
        if (answer.status() == 500 || (answer.isSuccess() && item == null)) {
            return again
                    ? found(calendarId, id, client.send(ApiCall.get(paths.whole(calendarId, id))), false)
                    : new Hidden("Graph cannot show it" + answer.error().shown());
        }
        SyncException failure = answer.failure();
        if (answer.status() >= 500
                || answer.status() == 401
                || failure instanceof ThrottledException
                || failure instanceof TransientException) {
            throw failure;
        }
        return new Hidden(
                "Graph does not show it: " + answer.status() + answer.error().shown());
    }

    /** The exceptions of a series come in pages if there are many. */
    private void complete(EventItem item) throws InterruptedException {
        String link = item.moreExceptions;
        if (link == null) {
            return;
        }
        List<EventItem> all = new ArrayList<>(item.exceptions);
        for (int page = 0; link != null; page++) {
            if (page == PAGES_OF_EXCEPTIONS) {
                item.fault = "a series with too many exceptions";
                break;
            }
            URI next = client.pinned(link);
            ApiAnswer answer = client.page(next, EXCEPTIONS_PER_PAGE);
            if (!answer.isSuccess()) {
                throw answer.failure();
            }
            all.addAll(answer.items());
            link = answer.page().nextLink();
        }
        item.exceptions = all;
        item.moreExceptions = null;
    }

    /**
     * Of events that are there, those that lie in another calendar by now. An id leads to its event wherever in the mailbox
     * that is, also by the address of a calendar that it has left.
     */
    List<String> elsewhere(String calendarId, Collection<String> ids) throws InterruptedException {
        List<String> moved = new ArrayList<>();
        List<String> all = new ArrayList<>(ids);
        for (int from = 0; from < all.size(); from += GraphClient.MAX_IN_BATCH) {
            List<String> part = all.subList(from, Math.min(all.size(), from + GraphClient.MAX_IN_BATCH));
            List<ApiAnswer> answers = client.batch(part.stream()
                    .map(id -> ApiCall.get(paths.calendarOf(calendarId, id)))
                    .toList());
            for (int i = 0; i < part.size(); i++) {
                ApiAnswer answer = answers.get(i);
                if (GraphErrors.isThrottled(answer) || answer.status() >= 500) {
                    throw answer.failure();
                }
                EventItem calendar = answer.item();
                boolean elsewhere = answer.isSuccess() && calendar != null && !calendar.id.equals(calendarId);
                if (answer.isGone() || elsewhere) {
                    moved.add(part.get(i));
                }
            }
        }
        return moved;
    }
}
