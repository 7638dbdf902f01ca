package dev.calsync.provider.caldav;

import dev.calsync.error.UnrecoverableException;
import dev.calsync.model.ETag;
import dev.calsync.model.RemoteId;
import dev.calsync.provider.ChangeQuery;
import dev.calsync.provider.ChangeResult;
import dev.calsync.provider.ChangeResult.CursorExpired;
import dev.calsync.provider.ChangeResult.EndOfChanges;
import dev.calsync.provider.ChangeResult.MoreChanges;
import dev.calsync.provider.Checkpoint;
import dev.calsync.provider.RemoteChange;
import dev.calsync.provider.ResumePoint;
import dev.calsync.provider.caldav.FeedPosition.Kind;
import dev.calsync.provider.caldav.ResourceFetch.Listed;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The changes of one account's calendars.
 *
 * <p>A round begins with one answer that lists what changed, hrefs and entity tags only: a sync-collection report
 * (RFC 6578), or a listing of everything where the server has no such report. What of it this side does not have yet is
 * then fetched, a page at a time. The list waits in memory between pages; it is the only thing that grows with the
 * calendar, by about a hundred bytes an event.
 *
 * <p>A resume point names the token that the list was asked with. A session that holds the list goes on in it; any other
 * one asks for the list again and finds, by {@link ChangeQuery#known()}, what was fetched already. When the server cuts
 * its list (status 507 for the calendar itself, RFC 6578 section 3.6), its token has moved on, and so does the resume
 * point.
 *
 * <p>Without sync-collection, the calendar's change tag tells in one request that nothing changed. If it did change, the
 * listing cannot say what is gone since then: the cursor counts as expired, and the round that follows lists everything.
 */
final class ChangeFeed {
    /** Names what a cursor was made from; to be changed when a cursor made before must not be used any more. */
    private static final String FINGERPRINT = "caldav-1";

    private static final int MENTIONS_PER_PAGE = 200;
    private static final int FETCHES_PER_PAGE = 50;

    private final DavClient client;
    private final ResourceFetch fetch;
    private final CalendarDirectory directory;
    private @Nullable Round current;

    ChangeFeed(DavClient client, ResourceFetch fetch, CalendarDirectory directory) {
        this.client = client;
        this.fetch = fetch;
        this.directory = directory;
    }

    /** A list that is being handed out. */
    private static final class Round {
        private final String calendarId;
        private final Hrefs hrefs;
        private FeedPosition position;
        private final ArrayDeque<Listed> pending;
        private final String next;
        private final boolean cut;

        Round(
                String calendarId,
                Hrefs hrefs,
                FeedPosition position,
                Map<RemoteId, Listed> listed,
                String next,
                boolean cut) {
            this.calendarId = calendarId;
            this.hrefs = hrefs;
            this.position = position;
            this.pending = new ArrayDeque<>(listed.values());
            this.next = next;
            this.cut = cut;
        }
    }

    /** One page. */
    ChangeResult changes(ChangeQuery query) throws InterruptedException {
        Round held = current;
        current = null;
        if (query.resume() != null) {
            String resume = query.resume().token();
            if (held != null
                    && held.calendarId.equals(query.calendarId())
                    && held.position.text().equals(resume)) {
                return page(query, held);
            }
            Optional<FeedPosition> position = FeedPosition.parse(resume);
            return position.isPresent()
                    ? begin(query, position.get())
                    : new CursorExpired("the resume point was made by another version");
        }
        Checkpoint since = query.since();
        if (since == null) {
            boolean sync = directory.properties(query.calendarId()).syncCollection();
            return begin(query, new FeedPosition(sync ? Kind.SYNC : Kind.LIST, 0, ""));
        }
        Optional<FeedPosition> position = FeedPosition.parse(since.cursor());
        if (position.isEmpty() || !since.fingerprint().equals(FINGERPRINT)) {
            return new CursorExpired("the checkpoint was made by another version");
        }
        return position.get().kind() == Kind.SYNC ? begin(query, position.get()) : unlessChanged(query, position.get());
    }

    private ChangeResult begin(ChangeQuery query, FeedPosition position) throws InterruptedException {
        Hrefs hrefs = directory.hrefs(query.calendarId());
        return position.kind() == Kind.SYNC ? sync(query, position, hrefs) : list(query, position, hrefs);
    }

    private ChangeResult sync(ChangeQuery query, FeedPosition position, Hrefs hrefs) throws InterruptedException {
        Map<RemoteId, Listed> listed = new LinkedHashMap<>();
        boolean[] cut = new boolean[1];
        DavAnswer answer = client.report(hrefs.collection(), "0", DavXml.syncCollection(position.token()), response -> {
            if (response.status() == 507 && response.hrefs().stream().anyMatch(hrefs::isCollection)) {
                cut[0] = true;
            } else {
                mention(listed, hrefs, response);
            }
        });
        if (!position.token().isEmpty() && CalDavErrors.cursorExpired(answer)) {
            return new CursorExpired("the server does not know its sync token any more");
        }
        if (CalDavErrors.reportUnsupported(answer)) {
            directory.noSyncCollection(query.calendarId());
            return position.token().isEmpty()
                    ? list(query, new FeedPosition(Kind.LIST, 0, ""), hrefs)
                    : new CursorExpired("the server has no sync-collection report any more");
        }
        String next = answer.orThrow().syncToken().orElse("");
        if (next.isEmpty() || (cut[0] && next.equals(position.token()))) {
            throw new UnrecoverableException(
                    "the server's list of changes of a calendar has no sync token to go on with");
        }
        FeedPosition start = new FeedPosition(Kind.SYNC, 0, position.token());
        return page(query, new Round(query.calendarId(), hrefs, start, listed, next, cut[0]));
    }

    private ChangeResult list(ChangeQuery query, FeedPosition position, Hrefs hrefs) throws InterruptedException {
        // Read before the list: what changes between the two is listed again next time, not missed.
        String tag = position.page() > 0 ? position.token() : changeTag(hrefs).orElse("");
        Map<RemoteId, Listed> listed = new LinkedHashMap<>();
        client.propfind(hrefs.collection(), "1", DavXml.entityTags(), response -> {
                    boolean collection = response.property(DavNames.RESOURCE_TYPE)
                            .map(type -> type.has(DavNames.COLLECTION))
                            .orElse(false);
                    if (!collection) {
                        mention(listed, hrefs, response);
                    }
                })
                .orThrow();
        FeedPosition start = new FeedPosition(Kind.LIST, 0, tag);
        return page(query, new Round(query.calendarId(), hrefs, start, listed, tag, false));
    }

    private ChangeResult unlessChanged(ChangeQuery query, FeedPosition position) throws InterruptedException {
        if (!position.token().isEmpty()) {
            Optional<String> tag = changeTag(directory.hrefs(query.calendarId()));
            if (tag.equals(Optional.of(position.token()))) {
                return new EndOfChanges(List.of(), checkpoint(position));
            }
        }
        return new CursorExpired("the calendar changed, and its server does not tell what");
    }

    private Optional<String> changeTag(Hrefs hrefs) throws InterruptedException {
        List<String> found = new ArrayList<>();
        client.propfind(
                        hrefs.collection(),
                        "0",
                        DavXml.changeTag(),
                        response -> response.text(DavNames.CTAG).ifPresent(found::add))
                .orThrow();
        return found.stream().findFirst();
    }

    /** The same resource may be mentioned more than once; the last mention counts. */
    private static void mention(Map<RemoteId, Listed> listed, Hrefs hrefs, DavResponse response) {
        ETag etag = response.text(DavNames.ETAG).flatMap(DavClient::etag).orElse(null);
        for (String href : response.hrefs()) {
            hrefs.idOf(href).ifPresent(id -> listed.put(id, new Listed(id, etag, response.isGone())));
        }
    }

    private ChangeResult page(ChangeQuery query, Round round) throws InterruptedException {
        List<Listed> mentioned = new ArrayList<>();
        for (Listed each : round.pending) {
            if (mentioned.size() == MENTIONS_PER_PAGE) {
                break;
            }
            mentioned.add(each);
        }
        Map<RemoteId, ETag> known = query.known()
                .of(mentioned.stream()
                        .filter(each -> !each.gone())
                        .map(Listed::id)
                        .toList());
        List<RemoteChange> changes = new ArrayList<>();
        List<Listed> wanted = new ArrayList<>();
        for (Listed each : mentioned) {
            if (each.gone()) {
                changes.add(new RemoteChange.Removed(each.id()));
            } else if (each.etag() != null && each.etag().equals(known.get(each.id()))) {
                changes.add(new RemoteChange.Unchanged(each.id()));
            } else if (wanted.size() == FETCHES_PER_PAGE) {
                break;
            } else {
                wanted.add(each);
            }
        }
        changes.addAll(fetch.fetch(round.hrefs, wanted));
        for (int i = changes.size(); i > 0; i--) {
            round.pending.removeFirst();
        }
        return handOut(round, changes);
    }

    private ChangeResult handOut(Round round, List<RemoteChange> changes) {
        FeedPosition at = round.position;
        if (!round.pending.isEmpty()) {
            round.position = new FeedPosition(at.kind(), at.page() + 1, at.token());
            current = round;
            return new MoreChanges(changes, new ResumePoint(round.position.text()));
        }
        FeedPosition end = new FeedPosition(at.kind(), 0, round.next);
        return round.cut
                ? new MoreChanges(changes, new ResumePoint(end.text()))
                : new EndOfChanges(changes, checkpoint(end));
    }

    private static Checkpoint checkpoint(FeedPosition position) {
        return new Checkpoint(position.text(), FINGERPRINT);
    }
}
