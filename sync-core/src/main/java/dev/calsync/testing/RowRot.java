package dev.calsync.testing;

import dev.calsync.UserSync;
import dev.calsync.error.CorruptStateException;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.SeriesId;
import dev.calsync.store.LocalSeries;
import dev.calsync.store.Revision;
import dev.calsync.store.StateKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Damages rows of the store. What only the damaged row knew is excused: an edit that was not sent yet, a state that had
 * lost. Everything else has to be there in the end all the same.
 */
final class RowRot {
    private static final int SERIES_MAX = 1_000;
    private static final Instant BEGINNING = Instant.parse("-9999-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("9999-12-31T00:00:00Z");
    private static final List<StateKind> KINDS = List.of(
            StateKind.CHECKPOINT,
            StateKind.INTENT,
            StateKind.QUARANTINED,
            StateKind.REVISION,
            StateKind.LINK,
            StateKind.SERIES);
    /** A host's own rows are no business of the store, and what is tied to them cannot be found by looking at one side. */
    private static final List<StateKind> KINDS_BESIDE_A_HOST = KINDS.subList(0, KINDS.indexOf(StateKind.LINK));

    private final SimulatedWorld world;
    private final Dice dice;
    private final RowDamage damage;
    private final Set<CalendarRef> struck = new HashSet<>();

    RowRot(SimulatedWorld world, Dice dice, RowDamage damage) {
        this.world = world;
        this.dice = dice;
        this.damage = damage;
    }

    /** Damages a row of some calendar, if it has one of the kind. */
    void strike() {
        List<CalendarRef> calendars = new ArrayList<>();
        People.USERS.forEach(user -> calendars.addAll(world.people().calendars(user)));
        if (calendars.isEmpty()) {
            return;
        }
        CalendarRef calendar = dice.of(calendars);
        StateKind kind = dice.of(world.hostsReplica() ? KINDS_BESIDE_A_HOST : KINDS);
        RowDamage.How how = dice.of(List.of(RowDamage.How.values()));
        world.weather().outside(() -> strike(calendar, kind, how));
    }

    /** Whether a row of this calendar was damaged. */
    boolean struck(CalendarRef calendar) {
        return struck.contains(calendar);
    }

    private void strike(CalendarRef calendar, StateKind kind, RowDamage.How how) {
        List<LocalSeries> rows;
        List<Revision> revisions;
        try {
            rows = world.store()
                    .inTransaction(tx -> everything(
                            tx.replica().overlapping(calendar, BEGINNING, END, null, SERIES_MAX),
                            tx.replica().pending(calendar, null, SERIES_MAX)));
            revisions = world.store().inTransaction(tx -> tx.revisions().ofCalendar(calendar, SERIES_MAX));
        } catch (CorruptStateException alreadyDamaged) {
            return;
        }
        boolean ofOne = kind == StateKind.SERIES || kind == StateKind.LINK;
        LocalSeries row = ofOne && !rows.isEmpty() ? dice.of(rows) : null;
        SeriesId which = row == null ? null : row.id();
        if ((ofOne && which == null) || !damage.damage(world.ownStore(), calendar, kind, which, how)) {
            return;
        }
        struck.add(calendar);
        world.happened(Occurrence.valueOf("ROW_" + how), kind + " of " + calendar + " " + which);
        world.happened(Occurrence.valueOf("DAMAGED_" + kind));
        excuse(kind, row, revisions);
    }

    private void excuse(StateKind kind, @Nullable LocalSeries row, List<Revision> revisions) {
        if (kind == StateKind.SERIES && row != null && row.pending() && !row.deleted()) {
            world.writers().ledger().dropped(List.of(row.series()));
        } else if (kind == StateKind.REVISION) {
            world.writers()
                    .ledger()
                    .dropped(revisions.stream().map(Revision::state).toList());
        }
    }

    private static List<LocalSeries> everything(List<LocalSeries> there, List<LocalSeries> pending) {
        List<LocalSeries> all = new ArrayList<>(there);
        pending.stream().filter(LocalSeries::deleted).forEach(all::add);
        return all;
    }

    /** Somebody looks whether all that is kept is whole: what was never touched is, and afterwards everything is. */
    void verify(UserSync user, CalendarRef calendar) {
        boolean sound = user.verify(calendar).sound();
        world.happened(Occurrence.VERIFIED);
        world.violations()
                .require(
                        sound || struck.contains(calendar),
                        Invariant.CONVERGENCE,
                        () -> "rows of " + calendar + " are said to be damaged that are not");
        world.violations()
                .require(
                        user.verify(calendar).sound(),
                        Invariant.CONVERGENCE,
                        () -> "rows of " + calendar + " stay damaged");
    }
}
