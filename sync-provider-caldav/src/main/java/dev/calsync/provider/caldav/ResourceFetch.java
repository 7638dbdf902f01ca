package dev.calsync.provider.caldav;

import dev.calsync.error.SyncException;
import dev.calsync.error.ThrottledException;
import dev.calsync.error.TransientException;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.model.ETag;
import dev.calsync.model.RemoteId;
import dev.calsync.provider.ProviderContext;
import dev.calsync.provider.RemoteChange;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.provider.caldav.icalendar.ICalendar;
import dev.calsync.provider.caldav.icalendar.ParseResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
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
    private final ProviderContext context;
    private final int connections;

    /** @param connections over how many connections resources may be fetched at once */
    ResourceFetch(DavClient client, ProviderContext context, int connections) {
        this.client = client;
        this.context = context;
        this.connections = connections;
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

    /**
     * The resources, in the order asked for. Several requests (RFC 4791 section 7.9) share them, over several connections:
     * while one answer is read, the server works on the next.
     */
    List<RemoteChange> fetch(KnownCalendar calendar, List<Listed> wanted) throws InterruptedException {
        if (wanted.isEmpty()) {
            return List.of();
        }
        int share = Math.max(1, calendar.manners().multigetSize());
        List<Batch> batches = new ArrayList<>();
        for (int from = 0; from < wanted.size(); from += share) {
            batches.add(new Batch(calendar, wanted.subList(from, Math.min(from + share, wanted.size()))));
        }
        context.inParallel(connections, batches);
        return batches.stream().flatMap(Batch::changes).toList();
    }

    /** What one request asks for, if all goes well. */
    private final class Batch implements ProviderContext.Task {
        private final KnownCalendar calendar;
        private final Hrefs hrefs;
        private final List<Listed> all;
        private final Map<RemoteId, RemoteChange> found = new HashMap<>();
        private int failures;
        private boolean calendarSeen;

        Batch(KnownCalendar calendar, List<Listed> all) {
            this.calendar = calendar;
            this.hrefs = calendar.hrefs();
            this.all = all;
        }

        @Override
        public void run() throws InterruptedException {
            if (calendar.manners().multigetSize() == 0) {
                for (Listed each : all) {
                    single(each);
                }
            } else {
                fetch(all);
            }
            blameTheServerIfItFails();
        }

        Stream<RemoteChange> changes() {
            return all.stream().map(this::change);
        }

        private RemoteChange change(Listed listed) {
            RemoteChange change = found.get(listed.id());
            return change != null
                    ? change
                    : new RemoteChange.Unreadable(
                            listed.id(), listed.etag(), "the server fails whenever it is asked for this resource");
        }

        /** Nothing could be fetched, and it was too little to tell: does the server answer at all? */
        private void blameTheServerIfItFails() throws InterruptedException {
            if (found.isEmpty()) {
                client.propfind(hrefs.collection(), "0", DavXml.syncToken(), response -> {})
                        .orThrow();
            }
        }

        /** @return whether they were answered as one */
        private boolean fetch(List<Listed> wanted) throws InterruptedException {
            Map<String, DavResponse> answered = new HashMap<>();
            if (ask(wanted, answered)) {
                understand(wanted, answered);
                return true;
            }
            if (wanted.size() == 1) {
                single(wanted.get(0));
                return false;
            }
            int half = wanted.size() / 2;
            boolean first = fetch(wanted.subList(0, half));
            boolean second = fetch(wanted.subList(half, wanted.size()));
            if (first && second) {
                // None of them was to blame: it was their number.
                calendar.learn(manners -> manners.answeringAtMost(Math.min(manners.multigetSize(), half)));
            }
            return false;
        }

        private void understand(List<Listed> wanted, Map<String, DavResponse> answered) throws InterruptedException {
            int withoutText = 0;
            for (Listed each : wanted) {
                DavResponse response = answered.get(hrefs.key(each.id().value()));
                if (response == null) {
                    // Servers leave out what is gone, but one that leaves out more must not delete anything.
                    single(each);
                } else if (response.status() == 0 && !response.properties().containsKey(DavNames.CALENDAR_DATA)) {
                    withoutText += single(each) ? 1 : 0;
                } else {
                    found.put(each.id(), ResourceFetch.this.change(each, response));
                }
            }
            if (withoutText == wanted.size()) {
                calendar.learn(manners -> manners.answeringAtMost(0));
            }
        }

        /** @return whether the answer speaks of single resources; else one of them may be to blame for a refusal */
        private boolean ask(List<Listed> wanted, Map<String, DavResponse> answered) throws InterruptedException {
            List<String> asked = wanted.stream().map(each -> each.id().value()).toList();
            DavAnswer answer;
            try {
                answer = client.report(
                        hrefs.collection(),
                        "1",
                        DavXml.multiget(asked),
                        response -> response.hrefs().forEach(href -> answered.put(hrefs.key(href), response)));
            } catch (UnrecoverableException e) {
                return false;
            } catch (TransientException e) {
                if (e.getCause() instanceof MalformedAnswerException) {
                    return false;
                }
                throw e;
            }
            if (answer.status() == 207) {
                return true;
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
            return false;
        }

        /** @return whether its text was there */
        private boolean single(Listed listed) throws InterruptedException {
            DavClient.Fetched fetched;
            try {
                fetched = client.get(hrefs.address(listed.id()));
            } catch (UnrecoverableException e) {
                fail(e);
                return false;
            }
            DavAnswer answer = fetched.answer();
            SyncException failure = answer.failure().get();
            if (fetched.text() != null) {
                found.put(
                        listed.id(),
                        ResourceFetch.this.change(listed.id(), answer.etag().orElse(listed.etag()), fetched.text()));
                return true;
            }
            if (answer.isGone()) {
                found.put(listed.id(), new RemoteChange.Removed(listed.id()));
            } else if (answer.status() == 401
                    || failure instanceof ThrottledException
                    || BUSY.contains(answer.status())) {
                throw failure;
            } else {
                fail(failure);
            }
            return false;
        }

        private void fail(SyncException failure) {
            failures++;
            if (found.isEmpty() && failures >= FAILURES_OF_A_SERVER) {
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
        return new RemoteChange.Unreadable(
                id, etag, "the server answered with " + response.status() + " for this resource");
    }

    /** What a resource's text is. A task is no event: for this calendar it is as good as gone. */
    RemoteChange change(RemoteId id, @Nullable ETag etag, String text) {
        ParseResult result = ICalendar.read(text);
        if (result instanceof ParseResult.Parsed parsed) {
            return new RemoteChange.Upserted(RemoteSeries.of(id, etag, parsed.series(), text));
        }
        if (result instanceof ParseResult.Unreadable unreadable) {
            String where = unreadable.lineNumber() > 0 ? " (line " + unreadable.lineNumber() + ")" : "";
            return new RemoteChange.Unreadable(id, etag, unreadable.reason() + where, text);
        }
        return new RemoteChange.Removed(id);
    }
}
