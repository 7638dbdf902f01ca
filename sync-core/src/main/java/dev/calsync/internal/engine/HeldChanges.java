package dev.calsync.internal.engine;

import dev.calsync.model.SeriesId;
import dev.calsync.reconcile.ChangeGuard;
import dev.calsync.reconcile.Resolution;
import dev.calsync.reconcile.Side;
import dev.calsync.store.Quarantined;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Changes that a run wanted to make and that wait for a person. Kept in the calendar's quarantine, where everything is that
 * is not synchronised, under a key that no series has.
 *
 * @param kind what changes
 * @param side where they would be made
 * @param changes how many; of updates that the provider made, so many as were read when the run was held
 * @param known how many linked series the calendar has, counted as far as was needed
 * @param full whether everything has to be listed for them to show again
 * @param since when they were first held
 * @param series the first of the series, by this side's ids
 * @param answer what a person decided; null while nobody has
 */
public record HeldChanges(
        ChangeGuard.Kind kind,
        Side side,
        long changes,
        long known,
        boolean full,
        Instant since,
        List<SeriesId> series,
        @Nullable Resolution answer) {
    private static final String PREFIX = "held run: ";
    static final int SHOWN_MAX = 100;

    /** Copies the list. */
    public HeldChanges {
        series = List.copyOf(series);
    }

    /** The keys of all that a calendar can have. */
    static List<String> keys() {
        List<String> keys = new ArrayList<>();
        for (Side side : Side.values()) {
            for (ChangeGuard.Kind kind : ChangeGuard.Kind.values()) {
                keys.add(key(kind, side));
            }
        }
        return keys;
    }

    private static String key(ChangeGuard.Kind kind, Side side) {
        return PREFIX + kind + " " + side;
    }

    /** Under what it is kept. */
    public String key() {
        return key(kind, side);
    }

    /** Whether a row of the quarantine is about a run and not about a series. */
    public static boolean is(Quarantined row) {
        return row.key().startsWith(PREFIX);
    }

    /** What is kept. */
    Quarantined row() {
        return new Quarantined(
                key(),
                side,
                changes + " " + known + " " + full,
                reason(),
                1,
                since,
                false,
                String.join("\n", series.stream().map(SeriesId::value).toList()),
                null,
                answer,
                null);
    }

    /** What was kept; empty if the row is about a series. */
    public static Optional<HeldChanges> of(Quarantined row) {
        if (!is(row)) {
            return Optional.empty();
        }
        ChangeGuard.Kind kind = row.key().contains(ChangeGuard.Kind.DELETIONS.name())
                ? ChangeGuard.Kind.DELETIONS
                : ChangeGuard.Kind.UPDATES;
        List<String> numbers = Arrays.asList(String.valueOf(row.state()).split(" ", 3));
        String shown = row.original();
        return Optional.of(new HeldChanges(
                kind,
                row.side(),
                Long.parseLong(numbers.get(0)),
                Long.parseLong(numbers.get(1)),
                Boolean.parseBoolean(numbers.get(2)),
                row.since(),
                shown == null || shown.isEmpty()
                        ? List.of()
                        : Arrays.stream(shown.split("\n", -1)).map(SeriesId::of).toList(),
                row.answer()));
    }

    /** What is the matter, one sentence. */
    public String reason() {
        String where = side == Side.LOCAL ? "here" : "at the provider";
        String what = kind == ChangeGuard.Kind.DELETIONS ? "delete " : "change ";
        return "the run would " + what + changes + " of " + (known > changes ? known : changes) + " events " + where
                + "; approve or refuse it";
    }

    /** The answer that lets the changes be made, or the one that has them undone where they come from. */
    public static Resolution answer(Side side, boolean approved) {
        return (side == Side.LOCAL) == approved ? new Resolution.KeepRemote() : new Resolution.KeepLocal();
    }

    boolean approved() {
        return answer(side, true).equals(answer);
    }

    boolean refused() {
        return answer(side, false).equals(answer);
    }

    /** Thrown within a transaction to undo it: its changes are to be held. */
    static final class Exceeded extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient HeldChanges held;

        Exceeded(HeldChanges held) {
            super("held", null, false, false);
            this.held = held;
        }

        HeldChanges held() {
            return held;
        }
    }
}
