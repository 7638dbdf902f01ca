package dev.calsync.provider.graph;

import dev.calsync.provider.ChangeQuery;
import dev.calsync.provider.ChangeResult;
import dev.calsync.provider.ChangeResult.CursorExpired;
import dev.calsync.provider.ChangeResult.EndOfChanges;
import dev.calsync.provider.ChangeResult.MoreChanges;
import dev.calsync.provider.Checkpoint;
import dev.calsync.provider.ResumePoint;
import dev.calsync.provider.graph.FeedPosition.Kind;
import dev.calsync.provider.graph.Tiles.Tile;
import dev.calsync.system.TimeSource;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The changes of one account's calendars: one delta of the calendar's view for each tile (see {@link Tiles}).
 *
 * <p>A delta is asked page by page, along links that Graph gives and that are followed word for word. A page may be empty
 * and still have a next one. Whenever Graph no longer knows its place, on the first page or on a later one, in whatever
 * words, the tile starts over as a diff; the other tiles do not notice.
 *
 * <p>A round that brings nothing keeps the link it came by, so that nothing has to be written; the link is renewed after
 * half a day, because Graph forgets old ones. A tile far from now is asked every few hours on a schedule, and always when
 * somebody wants to know.
 *
 * <p>A round that lists a whole tile ends with a question: what of this tile's events it did not mention may have been
 * moved to another tile, or out of the window. Each is looked at before it counts as gone.
 */
final class DeltaFeed {
    /** Names what a cursor was made from; to be changed when a cursor made before must not be used any more. */
    private static final String FINGERPRINT = "graph-1";

    private static final int PAGE_SIZE = 200;
    private static final int CONFIRMED_AT_ONCE = 100;
    private static final Duration LINK_LASTS = Duration.ofHours(12);

    private final GraphClient client;
    private final GraphPaths paths;
    private final PageChanges changes;
    private final Tiles tiles;
    private final URI base;
    private final TimeSource time;

    DeltaFeed(GraphClient client, GraphPaths paths, PageChanges changes, Tiles tiles, URI base, TimeSource time) {
        this.client = client;
        this.paths = paths;
        this.changes = changes;
        this.tiles = tiles;
        this.base = base;
        this.time = time;
    }

    /** One page. */
    ChangeResult changes(ChangeQuery query) throws InterruptedException {
        Optional<Tile> tile = Tile.parse(query.partition());
        if (tile.isEmpty()) {
            return new CursorExpired("this part of the feed is not known any more");
        }
        ResumePoint resume = query.resume();
        if (resume != null) {
            return goOn(query, FeedPosition.parse(resume.token()));
        }
        Checkpoint since = query.since();
        if (since == null) {
            return page(query, tile.get(), base + paths.delta(query.calendarId(), tile.get()), null);
        }
        Optional<FeedPosition> last = FeedPosition.parse(since.cursor());
        if (last.isEmpty()
                || last.get().kind() != Kind.DELTA
                || !since.fingerprint().equals(FINGERPRINT)) {
            return new CursorExpired("the checkpoint was made by another version");
        }
        if (query.routine() && !due(query, tile.get(), last.get())) {
            return new EndOfChanges(List.of(), since);
        }
        return page(query, tile.get(), last.get().link(), last.get());
    }

    /** Far tiles have their turn every few hours, not all calendars and tiles at the same time. */
    private boolean due(ChangeQuery query, Tile tile, FeedPosition last) {
        Instant now = time.now();
        if (tile.near(now)) {
            return true;
        }
        long quarterMillis = Math.max(1, tiles.farEvery().toMillis() / 4);
        long spread = Math.floorMod(Objects.hash(query.calendarId(), tile.name()) * 2_654_435_761L, quarterMillis);
        Instant next = last.at().plus(tiles.farEvery()).minusMillis(spread);
        return !now.isBefore(next) || now.isBefore(last.at());
    }

    private ChangeResult goOn(ChangeQuery query, Optional<FeedPosition> position) throws InterruptedException {
        if (position.isEmpty()) {
            return new CursorExpired("the resume point was made by another version");
        }
        FeedPosition at = position.get();
        return at.kind() == Kind.CONFIRM
                ? confirm(query, at)
                : page(query, Tile.parse(query.partition()).orElseThrow(), at.link(), null);
    }

    /** @param from where the round begins, if this is the first page of one that began at a checkpoint */
    private ChangeResult page(ChangeQuery query, Tile tile, String link, @Nullable FeedPosition from)
            throws InterruptedException {
        Optional<URI> address = client.ours(link);
        if (address.isEmpty()) {
            return new CursorExpired("the cursor leads to another address than Graph's");
        }
        ApiAnswer answer = client.page(address.get(), PAGE_SIZE);
        if (GraphErrors.cursorExpired(answer)) {
            return new CursorExpired("Graph has forgotten where the feed of " + tile.name() + " was"
                    + answer.error().shown());
        }
        if (!answer.isSuccess()) {
            throw answer.failure();
        }
        String next = answer.page().nextLink();
        String end = answer.page().deltaLink();
        if (next == null && end == null) {
            return new CursorExpired("Graph's answer leads nowhere");
        }
        client.pinned(next == null ? Objects.requireNonNull(end) : next);
        if (next == null && from != null && answer.items().isEmpty() && fresh(tile, from)) {
            return new EndOfChanges(List.of(), checkpoint(from));
        }
        PageChanges.Result result = changes.of(query, answer.items());
        if (!result.complete()) {
            return new MoreChanges(result.changes(), resume(FeedPosition.page(time.now(), link)));
        }
        if (next != null) {
            return new MoreChanges(result.changes(), resume(FeedPosition.page(time.now(), next)));
        }
        FeedPosition there = FeedPosition.delta(time.now(), Objects.requireNonNull(end));
        return query.full()
                ? new MoreChanges(result.changes(), resume(there.confirming(null)))
                : new EndOfChanges(result.changes(), checkpoint(there));
    }

    /** Whether a link that brought nothing may stay: a far tile's also tells when it was asked. */
    private boolean fresh(Tile tile, FeedPosition from) {
        Instant now = time.now();
        Duration lasts = tile.near(now) ? LINK_LASTS : tiles.farEvery().dividedBy(2);
        return now.isBefore(from.at().plus(lasts)) && !now.isBefore(from.at());
    }

    private ChangeResult confirm(ChangeQuery query, FeedPosition position) throws InterruptedException {
        List<String> missing = changes.unmentioned(query, position.after(), CONFIRMED_AT_ONCE);
        if (missing.isEmpty()) {
            return new EndOfChanges(List.of(), checkpoint(FeedPosition.delta(position.at(), position.link())));
        }
        PageChanges.Result result = changes.confirm(query, missing);
        Set<String> found = new HashSet<>();
        result.changes().forEach(change -> found.add(change.id().value()));
        String last = position.after();
        for (String id : missing) {
            if (!found.contains(id)) {
                // It was not got for a pause that Graph asked for, and is asked about again.
                break;
            }
            last = id;
        }
        return new MoreChanges(result.changes(), resume(position.confirming(last)));
    }

    private static ResumePoint resume(FeedPosition position) {
        return new ResumePoint(position.text());
    }

    private static Checkpoint checkpoint(FeedPosition position) {
        return new Checkpoint(position.text(), FINGERPRINT);
    }
}
