package dev.calsync.provider.graph;

import dev.calsync.model.EventSeries;
import dev.calsync.model.RemoteId;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.provider.WriteOutcome;
import dev.calsync.provider.WriteOutcome.AlreadyExists;
import dev.calsync.provider.WriteOutcome.Deleted;
import dev.calsync.provider.WriteOutcome.NotApplied;
import dev.calsync.provider.WriteOutcome.NotFound;
import dev.calsync.provider.WriteOutcome.PreconditionFailed;
import dev.calsync.provider.WriteOutcome.Unknown;
import dev.calsync.provider.WriteOutcome.Written;
import dev.calsync.provider.WriteOutcome.WrittenInPart;
import dev.calsync.provider.graph.SeriesFetch.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks at Graph to find out what became of a write. A create is known again by its idempotency key, which stands in an
 * extended property and in the transaction id; everything else by id, entity tag and meaning.
 */
final class ReadBack {
    private final GraphClient client;
    private final GraphPaths paths;
    private final SeriesFetch fetch;
    private final WriteAnswers answers = new WriteAnswers();

    ReadBack(GraphClient client, GraphPaths paths, SeriesFetch fetch) {
        this.client = client;
        this.paths = paths;
        this.fetch = fetch;
    }

    /** What became of a write whose answer was lost. Sends no write. */
    WriteOutcome resolve(String calendarId, EventWrite write) throws InterruptedException {
        if (write instanceof EventWrite.Create create) {
            return create(calendarId, create);
        }
        RemoteSeries current =
                write instanceof EventWrite.Update update ? update.current() : ((EventWrite.Delete) write).current();
        There there = look(calendarId, current.id().value());
        if (there.gone() || (!sameState(there, current) && isElsewhere(calendarId, current.id()))) {
            return write instanceof EventWrite.Update ? new NotFound() : new Deleted();
        }
        // Asked first: an update that changes nothing that matters has taken effect already.
        if (write instanceof EventWrite.Update update && there.means(update.target())) {
            return new Written(Alike.inWordsOf(there.series(), update.target()));
        }
        return sameState(there, current) ? new NotApplied() : new PreconditionFailed();
    }

    private WriteOutcome create(String calendarId, EventWrite.Create create) throws InterruptedException {
        List<EventItem> made = read(ApiCall.get(paths.byProperty(calendarId, Stamps.KEY, create.idempotencyKey())));
        if (made.isEmpty()) {
            return twin(calendarId, create).orElseGet(NotApplied::new);
        }
        There there = look(calendarId, made.get(0).id);
        if (there.gone()) {
            return new NotApplied();
        }
        RemoteSeries remote = there.remote();
        if (remote == null) {
            return new Unknown("the event was made, and cannot be read");
        }
        EventSeries wanted = create.series();
        if (there.means(wanted) || wanted.master() == null || remote.series().master() == null) {
            return new Written(Alike.inWordsOf(remote, wanted));
        }
        // Either its single days were never written, or somebody has changed it since.
        RemoteSeries spelled = Alike.inWordsOf(remote, wanted);
        boolean untouched = Alike.same(
                EventSeries.of(Objects.requireNonNull(spelled.series().master()).toBuilder()
                        .recurrence(List.of())
                        .build()),
                EventSeries.of(wanted.master().toBuilder().recurrence(List.of()).build()));
        return untouched ? new WrittenInPart(spelled) : new Written(spelled);
    }

    /** Another event of the UID of a new one, made by us for another write or by somebody else. */
    Optional<WriteOutcome> twin(String calendarId, EventWrite.Create create) throws InterruptedException {
        List<ApiCall> calls = new ArrayList<>(lookups(calendarId, create));
        List<ApiAnswer> found = client.batch(calls);
        return twin(create, found);
    }

    /** What is asked before an event is made, so that none is there twice. */
    List<ApiCall> lookups(String calendarId, EventWrite.Create create) {
        String uid = create.series().uid();
        return List.of(
                ApiCall.get(paths.byICalUid(calendarId, uid)),
                ApiCall.get(paths.byProperty(calendarId, Stamps.UID, uid)));
    }

    /** What the answers to {@link #lookups} mean; empty if nothing stands in the way. */
    Optional<WriteOutcome> twin(EventWrite.Create create, List<ApiAnswer> found) {
        for (ApiAnswer answer : found) {
            if (!answer.isSuccess() && GraphErrors.eventRefused(answer).isEmpty()) {
                throw answer.failure();
            }
            // A filter that this mailbox does not understand finds nothing.
            for (EventItem item : answer.items()) {
                boolean itself = Stamps.key(item.transactionId)
                        .filter(create.idempotencyKey()::equals)
                        .isPresent();
                return Optional.of(
                        itself
                                ? new Unknown("an earlier try of this write has made it")
                                : new AlreadyExists(RemoteId.of(item.id)));
            }
        }
        return Optional.empty();
    }

    private List<EventItem> read(ApiCall call) throws InterruptedException {
        ApiAnswer answer = client.send(call);
        if (!answer.isSuccess()) {
            throw answer.failure();
        }
        return answer.items();
    }

    /**
     * What is there.
     *
     * @param remote null if it is gone or cannot be read
     */
    record There(boolean gone, @Nullable RemoteSeries remote) {

        boolean means(EventSeries wanted) {
            return remote != null && Alike.same(remote.series(), wanted);
        }

        RemoteSeries series() {
            return Objects.requireNonNull(remote, "only a series that was read means anything");
        }
    }

    There look(String calendarId, String id) throws InterruptedException {
        SeriesFetch.Result result = fetch.fetch(calendarId, List.of(id));
        if (result.stopped() != null) {
            throw result.stopped();
        }
        Found found = result.found().get(id);
        if (found instanceof SeriesFetch.There there) {
            return new There(false, answers.remote(there.item()));
        }
        return new There(!(found instanceof SeriesFetch.Hidden), null);
    }

    /** Whether an event still is as a write expects it. Exchange moves the entity tag for reasons of its own. */
    boolean sameState(There there, RemoteSeries current) {
        RemoteSeries remote = there.remote();
        return remote != null
                && (Objects.equals(remote.etag(), current.etag()) || Alike.same(remote.series(), current.series()));
    }

    boolean isElsewhere(String calendarId, RemoteId id) throws InterruptedException {
        return !fetch.elsewhere(calendarId, List.of(id.value())).isEmpty();
    }
}
