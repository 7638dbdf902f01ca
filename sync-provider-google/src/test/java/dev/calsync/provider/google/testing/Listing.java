package dev.calsync.provider.google.testing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What all lists share: sync tokens, page tokens, sizes of pages. One of these serves one request. */
final class Listing {
    private final GoogleState state;
    private final ApiRequest request;
    private final Source source;
    private Cursors.@Nullable Sync since;
    private Cursors.@Nullable Page page;

    /**
     * What is listed.
     *
     * @param owner names it; tokens of another owner are refused
     * @param tokenEpoch sync tokens of another epoch have expired
     * @param tokenFloor so have those that are older than this tick
     * @param tokenLife and those that are older than this; null for ever
     * @param size items on a page unless asked for
     * @param maxSize items on a page at most
     * @param refusedWithToken parameters that cannot come with a sync token
     * @param needsTrue flags that may not be false with a sync token
     * @param barsToken parameters whose presence makes the list end without a sync token
     */
    record Source(
            String owner,
            long tokenEpoch,
            long tokenFloor,
            @Nullable Duration tokenLife,
            int size,
            int maxSize,
            Set<String> refusedWithToken,
            Set<String> needsTrue,
            Set<String> barsToken) {}

    /** An item and its place in the order of the list. */
    record Row(long key, Supplier<ObjectNode> item) {}

    Listing(GoogleState state, ApiRequest request, Source source) throws ApiProblem {
        this.state = state;
        this.request = request;
        this.source = source;
        readSyncToken();
        readPageToken();
    }

    private void readSyncToken() throws ApiProblem {
        if (!request.has("syncToken")) {
            return;
        }
        for (String refused : source.refusedWithToken()) {
            if (request.has(refused)) {
                throw ApiProblem.parameter(refused, "Sync token cannot be used with " + refused + ".");
            }
        }
        for (String flag : source.needsTrue()) {
            if (request.has(flag) && !request.flag(flag)) {
                throw ApiProblem.parameter(flag, flag + " may not be false with a sync token.");
            }
        }
        Cursors.Sync token = Cursors.sync(request.parameter("syncToken"));
        if (token == null) {
            throw ApiProblem.invalid("Invalid sync token value.").in("parameter", "syncToken");
        }
        boolean old = source.tokenLife() != null
                && Instant.ofEpochMilli(token.issuedMillis())
                        .plus(source.tokenLife())
                        .isBefore(state.now());
        if (!token.owner().equals(source.owner())
                || token.epoch() != source.tokenEpoch()
                || token.tick() < source.tokenFloor()
                || old) {
            throw ApiProblem.scripted(410, "fullSyncRequired");
        }
        if (!token.query().equals(Cursors.syncQuery(request))) {
            // The real service calls this undefined; here it is a mistake that shows.
            throw ApiProblem.invalid("The sync token belongs to another query.").in("parameter", "syncToken");
        }
        since = token;
    }

    private void readPageToken() throws ApiProblem {
        if (!request.has("pageToken")) {
            return;
        }
        page = Cursors.page(request.parameter("pageToken"));
        if (page == null
                || !page.owner().equals(source.owner())
                || page.epoch() != state.pageEpoch()
                || !page.query().equals(Cursors.pageQuery(request))) {
            throw ApiProblem.invalid("Invalid page token value.").in("parameter", "pageToken");
        }
    }

    boolean isIncremental() {
        return since != null;
    }

    /** In an incremental list, everything after this tick is news. */
    long since() {
        return since == null ? -1 : since.tick();
    }

    /** Puts one page of the rows into {@code into}. */
    void fill(ObjectNode into, List<Row> rows) {
        long position = page == null ? Long.MIN_VALUE : page.position();
        long start = page == null ? state.ticks() : page.start();
        List<Row> left = rows.stream()
                .filter(row -> row.key() > position)
                .sorted(Comparator.comparingLong(Row::key))
                .toList();
        ArrayNode items = Json.array();
        boolean blank = state.has(Oddity.EMPTY_PAGES) && (page == null || !page.blank()) && !left.isEmpty();
        int size = blank ? 0 : size();
        left.stream().limit(size).forEach(row -> items.add(row.item().get()));
        if (left.size() > size) {
            long last = size == 0 ? position : left.get(size - 1).key();
            into.put(
                    "nextPageToken",
                    new Cursors.Page(source.owner(), state.pageEpoch(), last, start, Cursors.pageQuery(request), blank)
                            .text());
        } else if (source.barsToken().stream().noneMatch(request::has)) {
            into.put(
                    "nextSyncToken",
                    new Cursors.Sync(
                                    source.owner(),
                                    source.tokenEpoch(),
                                    start,
                                    Cursors.syncQuery(request),
                                    state.now().toEpochMilli())
                            .text());
        }
        into.set("items", items);
    }

    private int size() {
        int size = Math.max(1, Math.min(request.number("maxResults", source.size()), source.maxSize()));
        return state.has(Oddity.SHORT_PAGES) ? (size * 2 + 2) / 3 : size;
    }
}
