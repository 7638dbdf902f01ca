package dev.calsync.internal.engine;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.SeriesId;
import dev.calsync.reconcile.Side;
import dev.calsync.store.Link;
import dev.calsync.store.Revision;
import dev.calsync.store.StoreTransaction;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What loses in a replica of the host's. The host's table is durable before the transaction that notes its change. If the
 * process died between the two, the state that lost would be in neither: the host has the one that stands, and who decides
 * anew finds nothing that differs. So what is going to lose is kept first, in a transaction of its own. For the same reason
 * a series that is new here is tied first: should the provider delete it before anybody decides anew, the tie alone tells
 * that it is to go from the host's table as well. Belongs to one run.
 */
final class KeptFirst {
    /** So many of a series' newest are compared: a run that died left no more behind. */
    private static final int COMPARED = 20;

    private record State(SeriesId series, Side side, EventSeries state) {
        static State of(Revision revision) {
            return new State(
                    revision.series(), revision.side(), revision.state().withVersion(0));
        }
    }

    private final Set<State> kept = new HashSet<>();

    /** These states and ties have to be kept before anything else is done; the transaction is given up, and begun anew afterwards. */
    static final class NotYet extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient List<Revision> revisions;
        private final transient List<Link> ties;

        NotYet(List<Revision> revisions, List<Link> ties) {
            super("this is kept first", null, false, false);
            this.revisions = List.copyOf(revisions);
            this.ties = List.copyOf(ties);
        }
    }

    /** Those that are not kept yet. */
    List<Revision> missing(List<Revision> revisions) {
        return revisions.stream()
                .filter(revision -> !kept.contains(State.of(revision)))
                .toList();
    }

    /** Keeps them; a run that died may have done so already. */
    void keep(StoreTransaction tx, CalendarRef calendar, NotYet asked) {
        if (!asked.ties.isEmpty()) {
            tx.links().put(calendar, asked.ties);
        }
        for (Revision revision : asked.revisions) {
            boolean before = tx.revisions().ofSeries(calendar, revision.series(), COMPARED).stream()
                    .anyMatch(known -> State.of(known).equals(State.of(revision)));
            if (!before) {
                tx.revisions().add(calendar, List.of(revision));
            }
        }
    }

    /** They are durable. */
    void done(NotYet asked) {
        asked.revisions.forEach(revision -> kept.add(State.of(revision)));
    }
}
