package dev.calsync.provider.caldav;

import dev.calsync.error.UnrecoverableException;
import dev.calsync.model.ETag;
import dev.calsync.model.RemoteId;
import dev.calsync.provider.RemoteChange;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.provider.caldav.icalendar.ICalendar;
import dev.calsync.provider.caldav.icalendar.ParseResult;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fetches resources and says what each one is. One that cannot be read never spoils the others. */
final class ResourceFetch {
    private final DavClient client;

    ResourceFetch(DavClient client) {
        this.client = client;
    }

    /** A resource as a listing mentions it. */
    record Listed(RemoteId id, @Nullable ETag etag, boolean gone) {}

    /** The resources in one request (RFC 4791 section 7.9), in the order asked for. */
    List<RemoteChange> fetch(Hrefs hrefs, List<Listed> wanted) throws InterruptedException {
        if (wanted.isEmpty()) {
            return List.of();
        }
        Map<String, DavResponse> answered = new HashMap<>();
        List<String> asked = wanted.stream().map(each -> each.id().value()).toList();
        client.report(
                        hrefs.collection(),
                        "1",
                        DavXml.multiget(asked),
                        response -> response.hrefs().forEach(href -> answered.put(hrefs.key(href), response)))
                .orThrow();
        List<RemoteChange> changes = new ArrayList<>(wanted.size());
        for (Listed each : wanted) {
            DavResponse response = answered.get(hrefs.key(each.id().value()));
            changes.add(
                    response == null
                            // Servers leave out what is gone, but one that leaves out more must not delete anything.
                            ? single(hrefs.address(each.id()), each)
                            : change(each, response));
        }
        return changes;
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

    private RemoteChange single(URI address, Listed listed) throws InterruptedException {
        DavClient.Fetched fetched;
        try {
            fetched = client.get(address);
        } catch (UnrecoverableException e) {
            return new RemoteChange.Unreadable(listed.id(), listed.etag(), "the resource cannot be fetched");
        }
        DavAnswer answer = fetched.answer();
        if (fetched.text() != null) {
            return change(listed.id(), answer.etag().orElse(listed.etag()), fetched.text());
        }
        if (answer.isGone()) {
            return new RemoteChange.Removed(listed.id());
        }
        if (answer.status() == 403) {
            return new RemoteChange.Unreadable(listed.id(), listed.etag(), "the account may not read this resource");
        }
        throw answer.failure().get();
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
