package dev.calsync.provider.caldav;

import dev.calsync.model.ETag;
import dev.calsync.model.EventSeries;
import dev.calsync.model.RemoteId;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.RemoteChange;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.provider.WriteOutcome;
import dev.calsync.provider.WriteOutcome.AlreadyExists;
import dev.calsync.provider.WriteOutcome.Deleted;
import dev.calsync.provider.WriteOutcome.NotApplied;
import dev.calsync.provider.WriteOutcome.NotFound;
import dev.calsync.provider.WriteOutcome.PreconditionFailed;
import dev.calsync.provider.WriteOutcome.Rejected;
import dev.calsync.provider.WriteOutcome.Unknown;
import dev.calsync.provider.WriteOutcome.Written;
import dev.calsync.reconcile.SemanticHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the server to find out what became of a write. A create is known again by its resource's name, which follows
 * from its UID, and by meaning what was to be written; entity tags and texts differ too easily.
 */
final class ReadBack {
    private final DavClient client;
    private final ResourceFetch fetch;

    ReadBack(DavClient client, ResourceFetch fetch) {
        this.client = client;
        this.fetch = fetch;
    }

    /** What became of a write whose answer was lost. Sends no write. */
    WriteOutcome resolve(Hrefs hrefs, EventWrite write) throws InterruptedException {
        if (write instanceof EventWrite.Create create) {
            RemoteId id = hrefs.member(ResourceNames.of(create.series().uid()));
            Found found = look(hrefs, id);
            if (found.gone) {
                return new NotApplied();
            }
            return found.means(create.series()) ? new Written(found.remote()) : new AlreadyExists(id);
        }
        if (write instanceof EventWrite.Update update) {
            Found found = look(hrefs, update.current().id());
            if (found.gone) {
                return new NotFound();
            }
            // Asked first: an update that changes nothing that matters has taken effect already.
            return found.means(update.target()) ? new Written(found.remote()) : untouched(found, update.current());
        }
        EventWrite.Delete delete = (EventWrite.Delete) write;
        Found found = look(hrefs, delete.id());
        return found.gone ? new Deleted() : untouched(found, delete.current());
    }

    private static WriteOutcome untouched(Found found, RemoteSeries current) {
        boolean same = found.etag != null && found.etag.equals(current.etag());
        return same || found.means(current.series()) ? new NotApplied() : new PreconditionFailed();
    }

    /** A create met a resource of its own name. */
    WriteOutcome existing(Hrefs hrefs, RemoteId id, EventSeries wanted) throws InterruptedException {
        Found found = look(hrefs, id);
        if (found.gone) {
            return new Unknown("a resource of this name was there and is gone again");
        }
        return found.means(wanted) ? new Written(found.remote()) : new AlreadyExists(id);
    }

    /** What is in the way of a create, for servers that would put it there all the same. */
    Optional<WriteOutcome> inTheWay(Hrefs hrefs, RemoteId id, EventSeries wanted) throws InterruptedException {
        Found found = look(hrefs, id);
        if (found.gone) {
            return Optional.empty();
        }
        return Optional.of(found.means(wanted) ? new Written(found.remote()) : new AlreadyExists(id));
    }

    /**
     * Whether what was written is what is there, at a server that lets others write over it unseen.
     *
     * @param etag what the write was answered with
     */
    WriteOutcome verified(Hrefs hrefs, RemoteId id, Optional<ETag> etag, EventSeries wanted)
            throws InterruptedException {
        Found found = look(hrefs, id);
        boolean same = found.etag != null && !found.etag.weak() && etag.equals(Optional.of(found.etag));
        if (found.series != null && (same || found.means(wanted))) {
            return new Written(found.remote());
        }
        return new Unknown("the event was written, and another state is there than was written");
    }

    /** A create met an event of its own UID, which the server may or may not point to. */
    WriteOutcome sameUid(Hrefs hrefs, DavElement conflict, EventSeries wanted) throws InterruptedException {
        Optional<RemoteId> named = conflict.hrefs().stream()
                .flatMap(href -> hrefs.idOf(href).stream())
                .findFirst();
        if (named.isPresent()) {
            return existing(hrefs, named.get(), wanted);
        }
        List<RemoteId> found = new ArrayList<>();
        if (conflict.hrefs().isEmpty()) {
            DavAnswer answer = client.report(
                    hrefs.collection(),
                    "1",
                    DavXml.byUid(wanted.uid()),
                    response ->
                            response.hrefs().forEach(href -> hrefs.idOf(href).ifPresent(found::add)));
            if (answer.status() == 401 || answer.status() == 429 || answer.status() >= 500) {
                throw answer.failure().get();
            }
        }
        return found.isEmpty()
                ? new Rejected("another calendar of this account holds an event of the same UID")
                : existing(hrefs, found.get(0), wanted);
    }

    /**
     * What a write has to know beforehand.
     *
     * @param settled what became of the write without sending it; null when it is to be sent
     * @param expected the entity tag to name; null when the server has none that can be named
     */
    record State(@Nullable WriteOutcome settled, @Nullable ETag expected) {}

    /**
     * Whether a write may be sent that is meant for this state. Asks the server only if the entity tag is no use.
     *
     * @param guarded whether the server is known to look at entity tags
     */
    State before(Hrefs hrefs, RemoteSeries current, boolean guarded) throws InterruptedException {
        ETag etag = current.etag();
        if (guarded && etag != null && !etag.weak()) {
            return new State(null, etag);
        }
        Found found = look(hrefs, current.id());
        if (found.gone) {
            return new State(new NotFound(), null);
        }
        boolean same = (etag != null && etag.equals(found.etag)) || found.means(current.series());
        if (!same) {
            return new State(new PreconditionFailed(), null);
        }
        return new State(null, found.etag == null || found.etag.weak() ? null : found.etag);
    }

    /** What is there: nothing, a series, or something that cannot be read. */
    private record Found(
            boolean gone, @Nullable ETag etag, @Nullable RemoteSeries series) {

        boolean means(EventSeries wanted) {
            return series != null
                    && series.series().uid().equals(wanted.uid())
                    && SemanticHash.of(series.series()).equals(SemanticHash.of(wanted));
        }

        RemoteSeries remote() {
            if (series == null) {
                throw new IllegalStateException("only a series that was read means anything");
            }
            return series;
        }
    }

    private Found look(Hrefs hrefs, RemoteId id) throws InterruptedException {
        DavClient.Fetched fetched = client.get(hrefs.address(id));
        DavAnswer answer = fetched.answer();
        if (answer.isGone()) {
            return new Found(true, null, null);
        }
        if (fetched.text() == null) {
            throw answer.failure().get();
        }
        ETag etag = answer.etag().orElse(null);
        RemoteChange change = fetch.change(id, etag, fetched.text());
        return new Found(false, etag, change instanceof RemoteChange.Upserted upserted ? upserted.remote() : null);
    }
}
