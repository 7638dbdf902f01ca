package dev.calsync.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.ETag;
import dev.calsync.model.EventTime;
import dev.calsync.model.RemoteId;
import dev.calsync.model.SeriesId;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.reconcile.Side;
import dev.calsync.store.FeedRound;
import dev.calsync.store.Link;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What {@link dev.calsync.store.LinkStore} promises. */
public abstract class LinkStoreContract extends StoreContract {
    private static final Instant START = Instant.parse("2026-03-02T09:00:00Z");

    private static Link link(String local, String remote, long seenInRound) {
        return new Link(
                SeriesId.of(local),
                SeriesFixtures.remote(remote, SeriesFixtures.once("uid-" + local, START)),
                "hash-" + local,
                SeriesFixtures.round(seenInRound));
    }

    private void put(CalendarRef calendar, Link... links) {
        run(tx -> tx.links().put(calendar, List.of(links)));
    }

    private Set<Link> byRemote(CalendarRef calendar, String... ids) {
        return new HashSet<>(in(tx -> tx.links().byRemote(calendar, remotes(ids))));
    }

    private Set<Link> byLocal(CalendarRef calendar, String... ids) {
        return new HashSet<>(in(tx -> tx.links().byLocal(calendar, locals(ids))));
    }

    private List<String> gone(CalendarRef calendar, long round, boolean full) {
        return in(tx -> tx.links().gone(calendar, SeriesFixtures.round(round), full, null, 99)).stream()
                .map(link -> link.local().value())
                .toList();
    }

    private static List<RemoteId> remotes(String... ids) {
        return List.of(ids).stream().map(RemoteId::of).toList();
    }

    private static List<SeriesId> locals(String... ids) {
        return List.of(ids).stream().map(SeriesId::of).toList();
    }

    @Test
    void link_isFoundFromBothSidesAsItWasKept() {
        CalendarRef calendar = calendar("a");
        RemoteSeries base = new RemoteSeries(
                RemoteId.of("/dav/x y.ics"),
                null,
                SeriesFixtures.recurring("uid", START, "RRULE:FREQ=DAILY"),
                null,
                Map.of(EventTime.at(START), new RemoteSeries.Part(RemoteId.of("part"), ETag.of("W/\"7\""))));
        Link rich = new Link(SeriesId.of("rich"), base, "hash", SeriesFixtures.round(3));
        Link plain = link("plain", "r2", 1);

        put(calendar, rich, plain);

        assertEquals(Set.of(rich), byRemote(calendar, "/dav/x y.ics", "nobody", "/DAV/X Y.ICS"));
        assertEquals(Set.of(rich, plain), byLocal(calendar, "rich", "plain", "PLAIN"));
        assertEquals(Set.of(), byLocal(calendar("b"), "rich"));
        assertEquals(Set.of(), byRemote(calendar("b"), "r2"));
    }

    @Test
    void linkOfASeriesThatLeft_isStillFound_andMentioned_andGone() {
        CalendarRef calendar = calendar("a");
        Link there = left(link("there", "r1", 1), Side.REMOTE);
        Link here = left(link("here", "r2", 1), Side.LOCAL);

        put(calendar, there, here);

        assertEquals(Set.of(there), byRemote(calendar, "r1"));
        assertEquals(Set.of(here), byLocal(calendar, "here"));
        run(tx -> tx.links().seen(calendar, SeriesFixtures.round(2), remotes("r1")));
        assertEquals(Set.of(there.seenIn(SeriesFixtures.round(2))), byLocal(calendar, "there"));
        assertEquals(List.of("here"), gone(calendar, 2, true));
        put(calendar, link("here", "r2", 2));
        assertEquals(Set.of(link("here", "r2", 2)), byRemote(calendar, "r2"));
    }

    private static Link left(Link link, Side who) {
        return new Link(link.local(), link.base(), link.hash(), link.seen(), who);
    }

    @Test
    void remoteIds_areComparedToTheirEnd() {
        CalendarRef calendar = calendar("a");
        String stem = "/dav/" + "x".repeat(2000);
        put(calendar, link("one", stem + "1", 1), link("other", stem + "2", 1));

        assertEquals(Set.of(link("other", stem + "2", 1)), byRemote(calendar, stem + "2"));
    }

    @Test
    void changedLink_isFoundByItsNewRemoteIdAlone() {
        CalendarRef calendar = calendar("a");
        put(calendar, link("l1", "old", 1));

        put(calendar, link("l1", "new", 2));

        assertEquals(Set.of(), byRemote(calendar, "old"));
        assertEquals(Set.of(link("l1", "new", 2)), byRemote(calendar, "new"));
        assertEquals(Set.of(link("l1", "new", 2)), byLocal(calendar, "l1"));
    }

    @Test
    void remoteSeries_hasOneLinkAtMost() {
        CalendarRef calendar = calendar("a");
        put(calendar, link("l1", "r1", 1));

        put(calendar, link("l2", "r1", 1));

        assertEquals(Set.of(link("l2", "r1", 1)), byRemote(calendar, "r1"));
        assertEquals(Set.of(), byLocal(calendar, "l1"));
    }

    @Test
    void deletedLink_isFoundNoMore() {
        CalendarRef calendar = calendar("a");
        put(calendar, link("l1", "r1", 1), link("l2", "r2", 1));
        run(tx -> tx.links().gone(calendar, SeriesFixtures.round(2), remotes("r1")));

        run(tx -> tx.links().delete(calendar, locals("l1", "nobody")));

        assertEquals(Set.of(link("l2", "r2", 1)), byLocal(calendar, "l1", "l2"));
        assertEquals(Set.of(), byRemote(calendar, "r1"));
        assertEquals(List.of(), gone(calendar, 2, false));
    }

    @Test
    void incrementalRound_findsGoneWhatItWasToldIsGone() {
        CalendarRef calendar = calendar("a");
        put(calendar, link("l1", "r1", 1), link("l2", "r2", 1), link("l3", "r3", 1));

        run(tx -> tx.links().gone(calendar, SeriesFixtures.round(2), remotes("r3", "nobody", "r1")));

        assertEquals(List.of("l1", "l3"), gone(calendar, 2, false));
        assertEquals(List.of(), gone(calendar, 3, false), "another round has to find that for itself");
        assertEquals(List.of(), gone(calendar("b"), 2, false));
    }

    @Test
    void fullRound_findsGoneWhatItDidNotMention() {
        CalendarRef calendar = calendar("a");
        put(calendar, link("l1", "r1", 1), link("l2", "r2", 1), link("l3", "r3", 1), link("l4", "r4", 2));

        run(tx -> tx.links().seen(calendar, SeriesFixtures.round(2), remotes("r2", "nobody")));
        run(tx -> tx.links().gone(calendar, SeriesFixtures.round(2), remotes("r4")));

        assertEquals(List.of("l1", "l3", "l4"), gone(calendar, 2, true));
        assertEquals(List.of("l4"), gone(calendar, 2, false));
        assertEquals(
                SeriesFixtures.round(2),
                byLocal(calendar, "l2").iterator().next().seen());
    }

    @Test
    void rounds_areOfTheirPartitionOnly() {
        CalendarRef calendar = calendar("a");
        put(calendar, link("l1", "r1", 1), link("l2", "r2", 1), link("l3", "r3", 1));
        run(tx -> tx.links().seen(calendar, new FeedRound("other", 7), remotes("r2")));
        run(tx -> tx.links().gone(calendar, new FeedRound("other", 2), remotes("r3")));

        assertEquals(List.of("l1", "l3"), gone(calendar, 2, true), "what another partition mentioned is not missing");
        assertEquals(List.of(), gone(calendar, 2, false), "what another partition found gone, it has to settle itself");
        run(tx -> tx.links().seen(calendar, FeedRound.NONE, remotes("r1")));
        assertEquals(List.of("l3"), gone(calendar, 2, true), "what no round mentioned yet is not missing");
    }

    @Test
    void theLastWordOfARound_counts() {
        CalendarRef calendar = calendar("a");
        put(calendar, link("seen", "r1", 1), link("put", "r2", 1), link("gone", "r3", 1));
        run(tx -> tx.links().gone(calendar, SeriesFixtures.round(2), remotes("r1", "r2")));

        run(tx -> tx.links().seen(calendar, SeriesFixtures.round(2), remotes("r1", "r3")));
        put(calendar, link("put", "r2", 2));
        run(tx -> tx.links().gone(calendar, SeriesFixtures.round(2), remotes("r3")));

        assertEquals(List.of("gone"), gone(calendar, 2, false));
        assertEquals(List.of("gone"), gone(calendar, 2, true));
    }

    @Test
    void gone_isPagedByLocalIdsWhileLinksGoAway() {
        CalendarRef calendar = calendar("a");
        for (String id : List.of("d", "b", "e", "a", "c")) {
            put(calendar, link(id, "r-" + id, 1));
        }
        List<String> paged = new ArrayList<>();
        SeriesId after = null;
        while (true) {
            SeriesId from = after;
            List<Link> page = in(tx -> tx.links().gone(calendar, SeriesFixtures.round(2), true, from, 2));
            if (page.isEmpty()) {
                break;
            }
            page.forEach(link -> paged.add(link.local().value()));
            after = page.get(page.size() - 1).local();
            run(tx -> tx.links().delete(calendar, page.stream().map(Link::local).toList()));
        }

        assertEquals(List.of("a", "b", "c", "d", "e"), paged);
        assertEquals(List.of(), gone(calendar, 2, true));
    }
}
