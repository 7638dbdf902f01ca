package dev.calsync.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.calsync.mirror.Mirror;
import dev.calsync.mirror.MirrorDirection;
import dev.calsync.mirror.MirrorEnd;
import dev.calsync.mirror.MirrorTransform;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.MirrorId;
import dev.calsync.model.SeriesId;
import dev.calsync.schedule.EventFilter;
import dev.calsync.store.MirrorTie;
import dev.calsync.store.StoredMirror;
import dev.calsync.store.TouchedSeries;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@link dev.calsync.store.MirrorStore} and {@link dev.calsync.store.MirrorTieStore} promise. */
public abstract class MirrorStoreContract extends StoreContract {
    private static final Instant START = Instant.parse("2026-03-02T09:00:00Z");
    private static final MirrorTransform TRANSFORM = new MirrorTransform(
            true, true, true, "[W] ", Optional.of(EventFilter.and(EventFilter.busy(), EventFilter.category("work"))));

    private static StoredMirror mirror(String id, CalendarRef source, CalendarRef target) {
        return new StoredMirror(
                ALICE, new Mirror(MirrorId.of(id), source, target, MirrorDirection.TWO_WAY, TRANSFORM, null));
    }

    private static MirrorTie tie(String source, String target) {
        return new MirrorTie(
                SeriesId.of(source),
                SeriesId.of(target),
                MirrorEnd.TARGET,
                SeriesFixtures.once("uid-" + source, START),
                SeriesFixtures.once("uid-" + target, START),
                2);
    }

    private static SeriesId id(String value) {
        return SeriesId.of(value);
    }

    private List<StoredMirror> alices() {
        return in(tx -> tx.mirrors().ofUsers(List.of(ALICE)));
    }

    @Test
    void mirror_isKeptAsItIs_andChanges() {
        StoredMirror one = mirror("m1", calendar("a"), calendar("b"));
        StoredMirror two = mirror("m2", calendar("b"), calendar("c"));
        run(tx -> {
            tx.mirrors().put(one);
            tx.mirrors().put(two);
        });
        assertEquals(List.of(one, two), alices());
        assertEquals(alices(), in(tx -> tx.mirrors().hold(ALICE)));
        assertEquals(List.of(), in(tx -> tx.mirrors().ofUsers(List.of(BOB))));

        StoredMirror later = new StoredMirror(ALICE, one.mirror().paused("holidays"))
                .look(MirrorEnd.SOURCE, new StoredMirror.Look(now(), null))
                .look(MirrorEnd.TARGET, new StoredMirror.Look(null, "place"));
        run(tx -> tx.mirrors().put(later));
        assertEquals(List.of(later, two), alices());
        run(tx -> tx.mirrors().delete(MirrorId.of("m1")));
        assertEquals(List.of(two), alices());
    }

    @Test
    void mirrorOfAnothersCalendar_isRefused() {
        CalendarRef bobs = calendar(BOB, "bob-1", "b");
        StoredMirror wrong = mirror("m1", calendar("a"), bobs);
        assertThrows(
                IllegalArgumentException.class, () -> run(tx -> tx.mirrors().put(wrong)));
        assertEquals(List.of(), alices());
    }

    @Test
    void touchedSeries_waitUntilTheyAreDone_onlyOfMirroredCalendars() {
        CalendarRef a = calendar("a");
        CalendarRef b = calendar("b");
        CalendarRef c = calendar("c");
        run(tx -> {
            tx.mirrors().put(mirror("m1", a, b));
            tx.mirrors().touched(a, List.of(id("s1"), id("s2")));
            tx.mirrors().touched(a, List.of(id("s1")));
            tx.mirrors().touched(b, List.of(id("t1")));
            tx.mirrors().touched(c, List.of(id("u1")));
        });
        List<TouchedSeries> waiting = in(tx -> tx.mirrors().waiting(a, 99));
        assertEquals(
                List.of("s1", "s2", "s1"),
                waiting.stream().map(one -> one.series().value()).toList());
        assertEquals(2, in(tx -> tx.mirrors().waiting(a, 2)).size());
        assertEquals(1, in(tx -> tx.mirrors().waiting(b, 99)).size());
        assertEquals(List.of(), in(tx -> tx.mirrors().waiting(c, 99)));
        run(tx -> tx.mirrors()
                .done(a, List.of(waiting.get(0).number(), waiting.get(1).number())));
        assertEquals(List.of(waiting.get(2)), in(tx -> tx.mirrors().waiting(a, 99)));
    }

    @Test
    void tie_isFoundFromBothEnds_andASeriesHasOne() {
        MirrorId id = MirrorId.of("m1");
        StoredMirror mirror = mirror("m1", calendar("a"), calendar("b"));
        run(tx -> {
            tx.mirrors().put(mirror);
            tx.mirrorTies().put(id, List.of(tie("s1", "t1"), tie("s2", "t2"), tie("s3", "t3")));
            tx.mirrorTies().put(MirrorId.of("unknown"), List.of(tie("s1", "t1")));
        });
        assertEquals(
                List.of(tie("s2", "t2")),
                in(tx -> tx.mirrorTies().find(id, MirrorEnd.SOURCE, List.of(id("s2"), id("t3"), id("s9")))));
        assertEquals(List.of(tie("s3", "t3")), in(tx -> tx.mirrorTies().find(id, MirrorEnd.TARGET, List.of(id("t3")))));
        assertEquals(
                List.of(tie("s1", "t1"), tie("s2", "t2")),
                in(tx -> tx.mirrorTies().page(id, null, 2)));
        assertEquals(List.of(tie("s3", "t3")), in(tx -> tx.mirrorTies().page(id, id("s2"), 9)));

        run(tx -> tx.mirrorTies().put(id, List.of(tie("s1", "t2"))));
        assertEquals(
                List.of(tie("s1", "t2"), tie("s3", "t3")),
                in(tx -> tx.mirrorTies().page(id, null, 9)));
        run(tx -> tx.mirrorTies().delete(id, List.of(id("s3"), id("s9"))));
        assertEquals(List.of(tie("s1", "t2")), in(tx -> tx.mirrorTies().page(id, null, 9)));
        assertEquals(List.of(), in(tx -> tx.mirrorTies().page(MirrorId.of("unknown"), null, 9)));
    }

    @Test
    void deletedCalendar_takesItsMirrorsAlong() {
        CalendarRef a = calendar("a");
        CalendarRef b = calendar("b");
        CalendarRef c = calendar("c");
        StoredMirror other = mirror("m2", b, c);
        run(tx -> {
            tx.mirrors().put(mirror("m1", a, b));
            tx.mirrors().put(other);
            tx.mirrorTies().put(MirrorId.of("m1"), List.of(tie("s1", "t1")));
            tx.mirrors().touched(a, List.of(id("s1")));
            tx.mirrors().touched(b, List.of(id("t1")));
        });
        run(tx -> tx.calendars().delete(a));
        assertEquals(List.of(other), alices());
        assertEquals(List.of(), in(tx -> tx.mirrorTies().page(MirrorId.of("m1"), null, 9)));
        assertEquals(List.of(), in(tx -> tx.mirrors().waiting(a, 9)));
        assertEquals(1, in(tx -> tx.mirrors().waiting(b, 9)).size());
    }

    @Test
    void whatFails_changesNothing() {
        StoredMirror mirror = mirror("m1", calendar("a"), calendar("b"));
        CalendarRef a = mirror.mirror().source();
        run(tx -> tx.mirrors().put(mirror));
        assertThrows(
                IllegalStateException.class,
                () -> run(tx -> {
                    tx.mirrors().put(new StoredMirror(ALICE, mirror.mirror().paused("x")));
                    tx.mirrors().put(mirror("m2", mirror.mirror().target(), a));
                    tx.mirrorTies().put(MirrorId.of("m1"), List.of(tie("s1", "t1")));
                    tx.mirrors().touched(a, List.of(id("s1")));
                    throw new IllegalStateException("given up");
                }));
        assertEquals(List.of(mirror), alices());
        assertEquals(List.of(), in(tx -> tx.mirrorTies().page(MirrorId.of("m1"), null, 9)));
        assertTrue(in(tx -> tx.mirrors().waiting(a, 9)).isEmpty());
    }
}
