package dev.calsync.internal.engine;

import dev.calsync.listener.SyncEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.UserId;
import dev.calsync.store.IntegrityPage;
import dev.calsync.store.StateKind;
import dev.calsync.store.StoredCalendar;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/** Looks at everything that is kept for a calendar, page by page, each in a transaction of its own. */
public final class StateVerifier {
    private static final int PAGE = 500;

    private final Engine engine;

    public StateVerifier(Engine engine) {
        this.engine = engine;
    }

    /** What was found: rows looked at, damaged ones by kind, and those of a newer version. */
    public record Found(long rows, Map<StateKind, Integer> damaged, int newer) {}

    /** Looks at a calendar. What is damaged is told to listeners, and rebuilt by a run that is asked for. */
    public Found verify(UserId user, StoredCalendar stored, boolean builtInReplica) {
        CalendarRef calendar = stored.calendar().ref();
        boolean complete = builtInReplica
                && engine.store()
                        .inTransaction(tx -> UserWishes.read(tx, engine.settings(), user)
                                .options(calendar, stored)
                                .selection()
                                .everything());
        Map<StateKind, Integer> damaged = new EnumMap<>(StateKind.class);
        long rows = 0;
        int newer = 0;
        Instant at;
        String after = null;
        do {
            String from = after;
            record Seen(IntegrityPage page, Instant at) {}
            Seen seen = engine.store()
                    .inTransaction(tx -> new Seen(tx.integrity().check(calendar, complete, from, PAGE), tx.now()));
            rows += seen.page().rows();
            newer += seen.page().newer();
            seen.page().damaged().forEach((kind, number) -> damaged.merge(kind, number, Integer::sum));
            at = seen.at();
            after = seen.page().next();
        } while (after != null);
        if (!damaged.isEmpty()) {
            engine.listeners().tell(new SyncEvent.StateDamaged(user, at, calendar, "damaged or missing: " + damaged));
            engine.wake();
        }
        return new Found(rows, damaged, newer);
    }
}
