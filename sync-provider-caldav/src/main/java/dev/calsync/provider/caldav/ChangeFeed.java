package dev.calsync.provider.caldav;

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
import dev.calsync.provider.caldav.FeedPosition.Ledger;
import dev.calsync.provider.caldav.Manners.EntityTags;
import dev.calsync.provider.caldav.Manners.UnknownToken;
import dev.calsync.provider.caldav.ResourceFetch.Listed;
import dev.calsync.system.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
 *
 * <p>Tokens and tags lie: some servers forget removals, some lose changes of the same second, some take an unknown token
 * for none. So a cursor is good for a bounded time only. Then everything is listed once, which costs one request and
 * fetches nothing that this side has: what a lying token hides is found after at most {@link #auditEvery} and a quarter of
 * it. An answer without removals that speaks of a good part of the calendar is looked at closer at once, see
 * {@link #suspicious}.
 */
final class ChangeFeed {
    /** Names what a cursor was made from; to be changed when a cursor made before must not be used any more. */
    private static final String FINGERPRINT = "caldav-3";

    private static final int MENTIONS_PER_PAGE = 200;
    /** An answer is suspicious if it mentions one in this many of the calendar's resources, or more. */
    private static final int GOOD_PART = 4;

    private static final Duration CLOCKS_DIFFER = Duration.ofHours(1);

    private final SyncReport report;
    private final ResourceFetch fetch;
    private final CalendarDirectory directory;
    private final OwnCreations.Of creations;
    private final TimeSource time;
    private final Duration auditEvery;
    private @Nullable Round current;

    /** @param auditEvery how long a cursor is good before everything is listed again */
    ChangeFeed(
            SyncReport report,
            ResourceFetch fetch,
            CalendarDirectory directory,
            OwnCreations.Of creations,
            TimeSource time,
            Duration auditEvery) {
        this.report = report;
        this.fetch = fetch;
        this.directory = directory;
        this.creations = creations;
        this.time = time;
        this.auditEvery = auditEvery;
    }

    /** A list that is being handed out. */
    private static final class Round {
        private final KnownCalendar calendar;
        private FeedPosition position;
        private Ledger ledger;
        private final ArrayDeque<Listed> pending;
        private final String next;
        private final boolean cut;
        /** Created here before the list was asked for. */
        private final Set<RemoteId> own;

        Round(
                KnownCalendar calendar,
                FeedPosition position,
                Map<RemoteId, Listed> listed,
                Set<RemoteId> own,
                String next,
                boolean cut) {
            this.own = own;
            this.calendar = calendar;
            this.position = position;
            this.ledger = position.ledger();
            this.pending = new ArrayDeque<>(listed.values());
            this.next = next;
            this.cut = cut;
            listed.values().stream()
                    .filter(each -> !each.gone())
                    .findFirst()
                    .map(each -> EntityTags.of(each.etag()))
                    .filter(tags -> tags != calendar.manners().entityTags())
                    .ifPresent(tags -> calendar.learn(manners -> manners.with(tags)));
        }
    }

    /** One page. */
    ChangeResult changes(ChangeQuery query) throws InterruptedException {
        Round held = current;
        current = null;
        KnownCalendar calendar = directory.calendar(query.calendarId());
        if (query.resume() != null) {
            String resume = query.resume().token();
            if (held != null
                    && held.calendar.id().equals(query.calendarId())
                    && held.position.text().equals(resume)) {
                return page(query, held);
            }
            Optional<FeedPosition> position = FeedPosition.parse(resume);
            position.ifPresent(calendar::recall);
            return position.isPresent()
                    ? begin(query, calendar, position.get())
                    : new CursorExpired("the resume point was made by another version");
        }
        Checkpoint since = query.since();
        if (since == null) {
            return everything(query, calendar);
        }
        Optional<FeedPosition> position = FeedPosition.parse(since.cursor());
        if (position.isEmpty() || !since.fingerprint().equals(FINGERPRINT)) {
            return new CursorExpired("the checkpoint was made by another version");
        }
        calendar.recall(position.get());
        if (auditDue(query.calendarId(), position.get().ledger().listedAt())) {
            return new CursorExpired("it is time to compare with everything that the server has");
        }
        return position.get().kind() == Kind.SYNC
                ? begin(query, calendar, position.get())
                : unlessChanged(calendar, position.get());
    }

    /** Also asks the calendar anew what it can do, and no longer believes what was found out long ago. */
    private ChangeResult everything(ChangeQuery query, KnownCalendar calendar) throws InterruptedException {
        Instant now = time.now();
        calendar.forgetMannersBefore(now.minus(auditEvery));
        boolean sync = directory.properties(query.calendarId()).syncCollection();
        Kind kind = sync ? Kind.SYNC : Kind.LIST;
        return begin(query, calendar, FeedPosition.start(kind, Ledger.begun(now), calendar, ""));
    }

    /** Not all calendars of a server on the same day, although they were all connected on one. */
    private boolean auditDue(String calendarId, Instant listedAt) {
        long quarterMillis = auditEvery.toMillis() / 4;
        Duration phase = Duration.ofMillis(Math.floorMod((long) calendarId.hashCode() * 2_654_435_761L, quarterMillis));
        Instant now = time.now();
        return !now.isBefore(listedAt.plus(auditEvery).plus(phase)) || now.isBefore(listedAt.minus(CLOCKS_DIFFER));
    }

    private ChangeResult begin(ChangeQuery query, KnownCalendar calendar, FeedPosition position)
            throws InterruptedException {
        return position.kind() == Kind.SYNC ? sync(query, calendar, position) : list(query, calendar, position);
    }

    private ChangeResult sync(ChangeQuery query, KnownCalendar calendar, FeedPosition position)
            throws InterruptedException {
        Set<RemoteId> own = creations.unmentioned(query.calendarId());
        SyncReport.Answer answer = report.ask(calendar.hrefs(), position.token());
        if (answer instanceof SyncReport.TokenUnknown unknown) {
            return new CursorExpired(unknown.reason());
        }
        if (answer instanceof SyncReport.Unsupported) {
            directory.noSyncCollection(query.calendarId());
            return position.token().isEmpty()
                    ? list(query, calendar, FeedPosition.start(Kind.LIST, position.ledger(), calendar, ""))
                    : new CursorExpired("the server has no sync-collection report any more");
        }
        SyncReport.Changes changes = (SyncReport.Changes) answer;
        Ledger ledger = position.ledger();
        if (!query.full() && suspicious(calendar, ledger, changes)) {
            if (calendar.manners().unknownToken() == UnknownToken.UNKNOWN) {
                UnknownToken found = report.unknownToken(calendar.hrefs());
                calendar.learn(manners -> manners.with(found));
            }
            if (calendar.manners().unknownToken() == UnknownToken.LISTED) {
                return new CursorExpired("the server lists everything, as it does for a sync token that it forgot");
            }
        }
        FeedPosition start = FeedPosition.start(Kind.SYNC, ledger, calendar, position.token());
        Map<RemoteId, Listed> listed = new LinkedHashMap<>(changes.listed());
        if (!query.full() && !changes.cut()) {
            own.forEach(id -> listed.putIfAbsent(id, new Listed(id, null, false)));
        }
        return page(query, new Round(calendar, start, listed, own, changes.token(), changes.cut()));
    }

    /**
     * Whether an answer may be a list of everything in disguise, from which removals are missing. Such a list mentions all
     * that is left of the calendar; one that lost three quarters at once is left to the next audit.
     */
    private static boolean suspicious(KnownCalendar calendar, Ledger ledger, SyncReport.Changes changes) {
        int present = changes.present();
        return calendar.manners().unknownToken() != UnknownToken.REFUSED
                && ledger.resources() > 0
                && present > 0
                && present == changes.listed().size()
                && (long) present * GOOD_PART >= ledger.resources();
    }

    private ChangeResult list(ChangeQuery query, KnownCalendar calendar, FeedPosition position)
            throws InterruptedException {
        Hrefs hrefs = calendar.hrefs();
        // Read before the list: what changes between the two is listed again next time, not missed.
        String tag =
                position.page() > 0 ? position.token() : report.changeTag(hrefs).orElse("");
        FeedPosition start = FeedPosition.start(Kind.LIST, position.ledger(), calendar, tag);
        Set<RemoteId> own = creations.unmentioned(query.calendarId());
        return page(query, new Round(calendar, start, report.everything(hrefs), own, tag, false));
    }

    private ChangeResult unlessChanged(KnownCalendar calendar, FeedPosition position) throws InterruptedException {
        if (!position.token().isEmpty()) {
            Optional<String> tag = report.changeTag(calendar.hrefs());
            if (tag.equals(Optional.of(position.token()))) {
                FeedPosition same = FeedPosition.start(Kind.LIST, position.ledger(), calendar, position.token());
                return new EndOfChanges(List.of(), checkpoint(same));
            }
        }
        return new CursorExpired("the calendar changed, and its server does not tell what");
    }

    private ChangeResult page(ChangeQuery query, Round round) throws InterruptedException {
        List<Listed> mentioned = round.pending.stream().limit(MENTIONS_PER_PAGE).toList();
        Map<RemoteId, ETag> known = query.known()
                .of(mentioned.stream()
                        .filter(each -> !each.gone())
                        .map(Listed::id)
                        .toList());
        List<RemoteChange> changes = new ArrayList<>();
        List<Listed> wanted = new ArrayList<>();
        int added = 0;
        for (Listed each : mentioned) {
            boolean fresh = query.full() || !known.containsKey(each.id());
            if (each.gone()) {
                changes.add(new RemoteChange.Removed(each.id()));
                added--;
            } else if (each.etag() != null && each.etag().equals(known.get(each.id()))) {
                changes.add(new RemoteChange.Unchanged(each.id()));
                added += fresh ? 1 : 0;
            } else {
                wanted.add(each);
                added += fresh ? 1 : 0;
            }
        }
        changes.addAll(fetch.fetch(round.calendar, wanted));
        for (int i = changes.size(); i > 0; i--) {
            round.pending.removeFirst();
        }
        round.ledger = round.ledger.plus(added);
        return handOut(round, changes);
    }

    private ChangeResult handOut(Round round, List<RemoteChange> changes) {
        if (!round.pending.isEmpty()) {
            FeedPosition here = round.position;
            round.position = FeedPosition.at(here.kind(), here.page() + 1, here.ledger(), round.calendar, here.token());
            current = round;
            return new MoreChanges(changes, new ResumePoint(round.position.text()));
        }
        FeedPosition end = FeedPosition.start(round.position.kind(), round.ledger, round.calendar, round.next);
        if (round.cut) {
            return new MoreChanges(changes, new ResumePoint(end.text()));
        }
        creations.mentioned(round.calendar.id(), round.own);
        return new EndOfChanges(changes, checkpoint(end));
    }

    private static Checkpoint checkpoint(FeedPosition position) {
        return new Checkpoint(position.text(), FINGERPRINT);
    }
}
