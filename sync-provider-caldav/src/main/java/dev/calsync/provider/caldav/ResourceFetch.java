package dev.calsync.provider.caldav;

import dev.calsync.error.SyncException;
import dev.calsync.error.ThrottledException;
import dev.calsync.error.TransientException;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.model.ETag;
import dev.calsync.model.RemoteId;
import dev.calsync.provider.RemoteChange;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.provider.caldav.icalendar.ICalendar;
import dev.calsync.provider.caldav.icalendar.ParseResult;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fetches resources and says what each one is. One that cannot be fetched or read never spoils the others: when a request
 * for several is refused as a whole, or answered with something that is no XML, it is made again for each half, down to
 * the one at fault.
 */
final class ResourceFetch {
    /** So many in a row that fail, and none that works: it is the server, not the resources. */
    private static final int FAILURES_OF_A_SERVER = 3;

    /** What a gateway says when the server behind it does not answer (RFC 9110 section 15.6). */
    private static final Set<Integer> BUSY = Set.of(502, 503, 504);

    private final DavClient client;

    ResourceFetch(DavClient client) {
        this.client = client;
    }

    /** A resource as a listing mentions it. */
    record Listed(RemoteId id, @Nullable ETag etag, boolean gone) {}

    /** Adds what a listing says of its members. The same one may be mentioned more than once; the last mention counts. */
    static void mention(Map<RemoteId, Listed> listed, Hrefs hrefs, DavResponse response) {
        ETag etag = response.text(DavNames.ETAG).flatMap(DavClient::etag).orElse(null);
        for (String href : response.hrefs()) {
            hrefs.idOf(href).ifPresent(id -> listed.put(id, new Listed(id, etag, response.isGone())));
        }
    }

    /** The resources, in the order asked for; in one request (RFC 4791 section 7.9) if all goes well. */
    List<RemoteChange> fetch(Hrefs hrefs, List<Listed> wanted) throws InterruptedException {
        if (wanted.isEmpty()) {
            return List.of();
        }
        Batch batch = new Batch(hrefs);
        batch.fetch(wanted);
        batch.blameTheServerIfItFails();
        return wanted.stream().map(batch::change).toList();
    }

    /** What was asked for in one call. */
    private final class Batch {
        private final Hrefs hrefs;
        private final Map<RemoteId, RemoteChange> found = new HashMap<>();
        private final Map<RemoteId, SyncException> failed = new HashMap<>();
        private boolean calendarSeen;

        Batch(Hrefs hrefs) {
            this.hrefs = hrefs;
        }

        RemoteChange change(Listed listed) {
            RemoteChange change = found.get(listed.id());
            return change != null
                    ? change
                    : new RemoteChange.Unreadable(
                            listed.id(), listed.etag(), "the server fails whenever it is asked for this resource");
        }

        /** Nothing could be fetched, and it was too little to tell: does the server answer at all? */
        void blameTheServerIfItFails() throws InterruptedException {
            if (found.isEmpty()) {
                client.propfind(hrefs.collection(), "0", DavXml.syncToken(), response -> {})
                        .orThrow();
            }
        }

        void fetch(List<Listed> wanted) throws InterruptedException {
            Map<String, DavResponse> answered = new HashMap<>();
            SyncException refusal = ask(wanted, answered);
            if (refusal == null) {
                for (Listed each : wanted) {
                    DavResponse response = answered.get(hrefs.key(each.id().value()));
                    if (response == null) {
                        // Servers leave out what is gone, but one that leaves out more must not delete anything.
                        single(each);
                    } else {
                        found.put(each.id(), ResourceFetch.this.change(each, response));
                    }
                }
            } else if (wanted.size() == 1) {
                single(wanted.get(0));
            } else {
                int half = wanted.size() / 2;
                fetch(wanted.subList(0, half));
                fetch(wanted.subList(half, wanted.size()));
            }
        }

        /** @return null if the answer speaks of single resources; else a refusal that one of them may be to blame for */
        private @Nullable SyncException ask(List<Listed> wanted, Map<String, DavResponse> answered)
                throws InterruptedException {
            List<String> asked = wanted.stream().map(each -> each.id().value()).toList();
            DavAnswer answer;
            try {
                answer = client.report(
                        hrefs.collection(),
                        "1",
                        DavXml.multiget(asked),
                        response -> response.hrefs().forEach(href -> answered.put(hrefs.key(href), response)));
            } catch (UnrecoverableException e) {
                return e;
            } catch (TransientException e) {
                if (e.getCause() instanceof MalformedAnswerException) {
                    return e;
                }
                throw e;
            }
            if (answer.status() == 207) {
                return null;
            }
            SyncException failure = answer.failure().get();
            if (answer.status() == 401 || failure instanceof ThrottledException) {
                throw failure;
            }
            if (answer.isGone() && !calendarSeen) {
                client.propfind(hrefs.collection(), "0", DavXml.syncToken(), response -> {})
                        .orThrow();
                calendarSeen = true;
            }
            return failure;
        }

        private void single(Listed listed) throws InterruptedException {
            DavClient.Fetched fetched;
            try {
                fetched = client.get(hrefs.address(listed.id()));
            } catch (UnrecoverableException e) {
                fail(listed, e);
                return;
            }
            DavAnswer answer = fetched.answer();
            SyncException failure = answer.failure().get();
            if (fetched.text() != null) {
                found.put(
                        listed.id(),
                        ResourceFetch.this.change(listed.id(), answer.etag().orElse(listed.etag()), fetched.text()));
            } else if (answer.isGone()) {
                found.put(listed.id(), new RemoteChange.Removed(listed.id()));
            } else if (answer.status() == 401
                    || failure instanceof ThrottledException
                    || BUSY.contains(answer.status())) {
                throw failure;
            } else {
                fail(listed, failure);
            }
        }

        private void fail(Listed listed, SyncException failure) {
            failed.put(listed.id(), failure);
            if (found.isEmpty() && failed.size() >= FAILURES_OF_A_SERVER) {
                throw failure;
            }
        }
    }

    private RemoteChange change(Listed listed, DavResponse response) {
        RemoteId id = listed.id();
        DavElement data = response.properties().get(DavNames.CALENDAR_DATA);
        ETag etag = response.text(DavNames.ETAG).flatMap(DavClient::etag).orElse(listed.etag());
        if (data != null) {
            return data.cut()
                    ? new RemoteChange.Unreadable(id, etag, "the resource is longer than what is read")
                    : change(id, etag, data.text());
        }
        if (response.isGone()) {
            return new RemoteChange.Removed(id);
        }
        String status = response.status() == 0 ? "without calendar data" : "with " + response.status();
        return new RemoteChange.Unreadable(id, etag, "the server answered " + status + " for this resource");
    }

    /** What a resource's text is. A task is no event: for this calendar it is as good as gone. */
    RemoteChange change(RemoteId id, @Nullable ETag etag, String text) {
        ParseResult result = ICalendar.read(text);
        if (result instanceof ParseResult.Parsed parsed) {
            return new RemoteChange.Upserted(RemoteSeries.of(id, etag, parsed.series(), text));
        }
        if (result instanceof ParseResult.Unreadable unreadable) {
            String where = unreadable.lineNumber() > 0 ? " (line " + unreadable.lineNumber() + ")" : "";
            return new RemoteChange.Unreadable(id, etag, unreadable.reason() + where);
        }
        return new RemoteChange.Removed(id);
    }
}
