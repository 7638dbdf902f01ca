package dev.calsync.provider.google;

import dev.calsync.error.TransientException;
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
import dev.calsync.provider.google.FeedPosition.Kind;
import dev.calsync.system.TimeSource;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The changes of one account's calendars.
 *
 * <h2>Series out of single items</h2>
 *
 * The engine's unit is the series; the API lists a master and each of its exceptions as items of their own, in no
 * promised order, on any page, and after a change only what changed. Whoever hands out a master without its exceptions
 * says that these are gone, so nothing is handed out before it is whole:
 *
 * <ul>
 *   <li>A round that lists everything keeps the parts of series in memory ({@link Kind#GATHERING}) and hands out the rest
 *       at once. When the last page was read every part was seen, and the series follow ({@link Kind#HANDING_OUT}). That
 *       costs no request.
 *   <li>What waits in memory is gone with the session, and bounded. If it is lost, or too much, the round starts over and
 *       looks each series up as a page mentions it ({@link Kind#LOOKING_UP}): one request for a series, fifty at a time,
 *       and each page stands for itself, so that it goes on from wherever it was interrupted. What was handed out before
 *       is recognised by its tag.
 *   <li>A round of changes ({@link Kind#SINCE}) always looks up: the parts that a change does not mention are nowhere
 *       else. The state that the engine keeps will not do in their place: it is what both sides last agreed on, which
 *       lags behind while a conflict waits for its user. Echoes of our own writes cost nothing, because
 *       {@link SeriesTag} tells that every mentioned part is known.
 * </ul>
 *
 * <h2>Two meanings of cancelled</h2>
 *
 * A cancelled item that belongs to a series calls one instance off, for as long as the series lives. Any other cancelled
 * item is a deleted event.
 *
 * <h2>The window</h2>
 *
 * Only events that end after the window's beginning are listed in full ({@code timeMin}, which is not allowed together
 * with a sync token, and is part of all page requests of a full list). There is no upper end: a master has none in
 * general, and what lies beyond would enter the window one day without anybody mentioning it. Exceptions before the
 * window are not listed. So a series that this side has, and that looks different in a full list, is looked up.
 *
 * <h2>Pages</h2>
 *
 * A page is one request of up to 2,500 events; it is handed out in pieces of {@value #CHUNK}. A resume point names the
 * page; another session reads it from its beginning again.
 *
 * <p>A cursor is good for the query it came from: the fields, the window's length, the version of all this. Anything else
 * is undefined at Google's, so the fingerprint tells.
 */
final class ChangeFeed {
    /** To be changed when a cursor made before must not be used any more. */
    private static final String VERSION = "google-1";

    private static final int CHUNK = 250;
    private static final int LOOKUPS = GoogleClient.MAX_PARTS;
    /** About ten thousand series. */
    static final long MAX_HELD_BYTES = 8 << 20;

    private static final int MAX_TOLD = 5_000;

    private final EventPages pages;
    private final SeriesLookup lookup;
    private final CalendarDirectory directory;
    private final TimeSource time;
    private final long maxHeldBytes;
    private @Nullable Round current;

    /** @param maxHeldBytes about how much of series may wait in memory */
    ChangeFeed(EventPages pages, SeriesLookup lookup, CalendarDirectory directory, TimeSource time, long maxHeldBytes) {
        this.maxHeldBytes = maxHeldBytes;
        this.pages = pages;
        this.lookup = lookup;
        this.directory = directory;
        this.time = time;
    }

    /** What is being handed out. */
    private static final class Round {
        private final String calendarId;
        private FeedPosition position;
        private final Deque<EventItem> singles = new ArrayDeque<>();
        private final Deque<SeriesHold.Parts> series = new ArrayDeque<>();
        private final SeriesHold hold;
        private final Map<String, SeriesTag> told = new HashMap<>();
        private @Nullable String nextPage;
        private String nextSync = "";

        Round(String calendarId, FeedPosition position, long maxHeldBytes) {
            this.calendarId = calendarId;
            this.position = position;
            this.hold = new SeriesHold(maxHeldBytes);
        }

        boolean empty() {
            return singles.isEmpty() && series.isEmpty();
        }
    }

    /** One page. */
    ChangeResult changes(ChangeQuery query) throws InterruptedException {
        Round held = current;
        current = null;
        Checkpoint since = query.since();
        if (since != null && !since.fingerprint().equals(fingerprint(query))) {
            return new CursorExpired("the last round asked for something else than this one does");
        }
        if (query.resume() == null) {
            Kind kind = since == null ? Kind.GATHERING : Kind.SINCE;
            return page(query, round(query, FeedPosition.start(kind, windowStart(query))));
        }
        Optional<FeedPosition> resume = FeedPosition.parse(query.resume().token());
        if (resume.isEmpty()) {
            return new CursorExpired("the resume point was made by another version");
        }
        FeedPosition position = resume.get();
        if (held != null && held.calendarId.equals(query.calendarId()) && held.position.equals(position)) {
            return held.empty() ? page(query, held) : handOut(query, held);
        }
        return switch (position.kind()) {
            case GATHERING, HANDING_OUT -> lookingUp(query);
            case LOOKING_UP, SINCE -> page(query, round(query, position.page(position.pageToken())));
        };
    }

    private ChangeResult lookingUp(ChangeQuery query) throws InterruptedException {
        return page(query, round(query, FeedPosition.start(Kind.LOOKING_UP, windowStart(query))));
    }

    private Round round(ChangeQuery query, FeedPosition position) {
        return new Round(query.calendarId(), position, maxHeldBytes);
    }

    private Instant windowStart(ChangeQuery query) {
        return query.window().from(time.now()).truncatedTo(ChronoUnit.SECONDS);
    }

    private static String fingerprint(ChangeQuery query) {
        return VERSION + " " + query.window().past() + " " + Integer.toHexString(EventPages.LIST_FIELDS.hashCode());
    }

    /** Reads the page that the round is at, and hands out its first piece. */
    private ChangeResult page(ChangeQuery query, Round round) throws InterruptedException {
        FeedPosition at = round.position;
        Checkpoint since = query.since();
        ApiCall call = since == null
                ? pages.everything(query.calendarId(), at.endsAfter())
                : pages.since(query.calendarId(), since.cursor());
        boolean token = since != null || !at.pageToken().isEmpty();
        EventPages.Page page;
        try {
            page = pages.read(at.pageToken().isEmpty() ? call : call.with("pageToken", at.pageToken()));
        } catch (GoogleClient.RefusedException e) {
            if (token && GoogleErrors.isCursorExpired(e.error())) {
                return new CursorExpired("Google does not know the sync token or page any more: "
                        + e.error().words());
            }
            throw lookup.failure(EventPages.WHAT, e.error());
        }
        if (page.nextPage() == null && page.nextSync() == null) {
            throw new TransientException(EventPages.WHAT + ": the last page has no sync token");
        }
        directory.roleSeen(query.calendarId(), page.role());
        round.nextPage = page.nextPage();
        round.nextSync = page.nextSync() == null ? "" : page.nextSync();
        if (!sort(page.items(), round)) {
            return new MoreChanges(
                    List.of(),
                    new ResumePoint(
                            FeedPosition.start(Kind.LOOKING_UP, at.endsAfter()).text()));
        }
        if (at.kind() == Kind.GATHERING && page.nextPage() == null) {
            round.position = at.handingOut();
            round.series.addAll(round.hold.all());
        }
        return handOut(query, round);
    }

    /** @return false if there is too much to wait for */
    private static boolean sort(Collection<EventItem> items, Round round) {
        boolean gathering = round.position.kind() == Kind.GATHERING;
        Map<String, SeriesHold.Parts> touched = new HashMap<>();
        Set<String> deleted = new HashSet<>();
        for (EventItem item : items) {
            if (item.cancelled && !item.isException()) {
                deleted.add(item.id);
            }
        }
        for (EventItem item : items) {
            if (item.isException() && deleted.contains(item.seriesOrOwnId())) {
                continue;
            }
            if (!item.isPartOfSeries() || (item.cancelled && !item.isException())) {
                round.hold.remove(item.id);
                round.singles.add(item);
            } else if (gathering) {
                if (!round.hold.add(item)) {
                    return false;
                }
            } else {
                SeriesHold.Parts parts = touched.get(item.seriesOrOwnId());
                if (parts == null) {
                    parts = new SeriesHold.Parts(item.seriesOrOwnId());
                    touched.put(parts.id(), parts);
                    round.series.add(parts);
                }
                parts.add(item);
            }
        }
        return true;
    }

    private ChangeResult handOut(ChangeQuery query, Round round) throws InterruptedException {
        List<EventItem> singles = take(round.singles, CHUNK);
        List<SeriesHold.Parts> series = take(round.series, CHUNK - singles.size());
        List<RemoteId> ids = new ArrayList<>(singles.size() + series.size());
        singles.forEach(item -> ids.add(RemoteId.of(item.id)));
        series.forEach(parts -> ids.add(RemoteId.of(parts.id())));
        Map<RemoteId, ETag> known = ids.isEmpty() ? Map.of() : query.known().of(ids);
        List<RemoteChange> changes = new ArrayList<>(ids.size());
        for (EventItem item : singles) {
            changes.add(single(item, known.get(RemoteId.of(item.id))));
        }
        return series(query, round, series, known, changes)
                ? next(query, round, changes)
                : new CursorExpired("an instance of a series that is not visible was called off, and nobody can say"
                        + " what became of others");
    }

    private static <T> List<T> take(Deque<T> from, int most) {
        List<T> taken = new ArrayList<>(Math.min(most, from.size()));
        while (taken.size() < most && !from.isEmpty()) {
            taken.add(from.removeFirst());
        }
        return taken;
    }

    private static RemoteChange single(EventItem item, @Nullable ETag known) {
        if (item.cancelled) {
            return new RemoteChange.Removed(RemoteId.of(item.id));
        }
        return known != null && known.value().equals(item.etag)
                ? new RemoteChange.Unchanged(RemoteId.of(item.id))
                : SeriesAssembly.single(item);
    }

    /**
     * What is known is not new; what was gathered is whole if it is new here; everything else is looked up.
     *
     * @return false if nobody can say what became of one
     */
    private boolean series(
            ChangeQuery query,
            Round round,
            List<SeriesHold.Parts> series,
            Map<RemoteId, ETag> known,
            List<RemoteChange> changes)
            throws InterruptedException {
        boolean gathered = round.position.kind() == Kind.HANDING_OUT;
        List<SeriesHold.Parts> open = new ArrayList<>();
        for (SeriesHold.Parts parts : series) {
            RemoteId id = RemoteId.of(parts.id());
            ETag tag = known.get(id);
            SeriesTag seen = round.told.get(parts.id());
            boolean told = seen != null && seen.has(parts.items());
            if (open.size() == LOOKUPS) {
                round.series.add(parts);
            } else if (!told && tag != null && isKnown(parts, tag, gathered)) {
                changes.add(new RemoteChange.Unchanged(id));
            } else if (!told && gathered && tag == null && parts.master() != null) {
                changes.add(SeriesAssembly.series(parts.id(), parts.master(), parts.exceptions()));
            } else if (!told) {
                open.add(parts);
            }
        }
        return open.isEmpty() || lookUp(query.calendarId(), round, open, known, changes);
    }

    private boolean lookUp(
            String calendarId,
            Round round,
            List<SeriesHold.Parts> open,
            Map<RemoteId, ETag> known,
            List<RemoteChange> changes)
            throws InterruptedException {
        Map<String, RemoteChange> found = lookup.changes(calendarId, open);
        for (SeriesHold.Parts parts : open) {
            RemoteId id = RemoteId.of(parts.id());
            RemoteChange change = found.get(parts.id());
            ETag tag = known.get(id);
            if (change == null && tag != null && SeriesTag.master(tag) == null) {
                return false;
            }
            RemoteChange certain = change == null ? new RemoteChange.Removed(id) : change;
            changes.add(certain);
            tell(round, certain);
        }
        return true;
    }

    /** An exception alone proves nothing of its series: it is told once more when the series is deleted. */
    private static boolean isKnown(SeriesHold.Parts parts, ETag tag, boolean gathered) {
        return gathered
                ? tag.equals(SeriesTag.of(parts.master(), parts.exceptions()))
                : parts.master() != null && SeriesTag.read(tag).has(parts.items());
    }

    /** What was looked up in this round need not be again when a later page mentions the same parts. */
    private static void tell(Round round, RemoteChange change) {
        if (change instanceof RemoteChange.Upserted upserted && round.told.size() < MAX_TOLD) {
            ETag tag = upserted.remote().etag();
            if (tag != null) {
                round.told.put(change.id().value(), SeriesTag.read(tag));
            }
        }
    }

    private ChangeResult next(ChangeQuery query, Round round, List<RemoteChange> changes) {
        if (!round.empty()) {
            round.position = round.position.nextChunk();
        } else if (round.nextPage != null) {
            round.position = round.position.page(round.nextPage);
        } else {
            return new EndOfChanges(
                    changes,
                    new Checkpoint(round.nextSync, fingerprint(query)),
                    query.full() ? round.position.endsAfter() : null);
        }
        current = round;
        return new MoreChanges(changes, new ResumePoint(round.position.text()));
    }
}
