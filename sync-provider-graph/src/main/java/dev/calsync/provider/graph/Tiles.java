package dev.calsync.provider.graph;

import dev.calsync.model.SyncWindow;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The fixed spans of time that a calendar's change feed is cut into. A delta of Graph's is bound to the window that it was
 * begun with and never rolls; so there is one for each tile, and as time goes by the window takes up a new tile at one end
 * and lets go of an old one at the other. The tiles between keep their cursors.
 *
 * @param months how many months a tile has
 * @param past how far back at most, whatever the engine's window says; null for as far as that
 * @param future how far ahead at most; null for as far as the engine's window
 * @param farEvery how often tiles far from now are asked on a schedule
 */
record Tiles(int months, @Nullable Duration past, @Nullable Duration future, Duration farEvery) {
    /** A view of more than 1825 days is refused. */
    static final int MOST_MONTHS = 48;

    static final Tiles QUARTERS = new Tiles(3, null, null, Duration.ofHours(6));

    private static final Duration NEAR_PAST = Duration.ofDays(31);
    private static final Duration NEAR_FUTURE = Duration.ofDays(92);

    /**
     * One span, named by its days in UTC.
     *
     * @param from the first day
     * @param until the first day after it
     */
    record Tile(LocalDate from, LocalDate until) {

        String name() {
            return from + "/" + until;
        }

        Instant start() {
            return from.atStartOfDay().toInstant(ZoneOffset.UTC);
        }

        Instant end() {
            return until.atStartOfDay().toInstant(ZoneOffset.UTC);
        }

        /** Empty if the text is no tile's name. */
        static Optional<Tile> parse(String name) {
            int slash = name.indexOf('/');
            try {
                Tile tile = new Tile(
                        LocalDate.parse(name.substring(0, Math.max(slash, 0))),
                        LocalDate.parse(name.substring(slash + 1)));
                return tile.from().isBefore(tile.until()) ? Optional.of(tile) : Optional.empty();
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        }

        /** Whether most of what changes falls into it: it touches the last month or the next three. */
        boolean near(Instant now) {
            return end().isAfter(now.minus(NEAR_PAST)) && start().isBefore(now.plus(NEAR_FUTURE));
        }
    }

    /** The tiles that a window touches, from the oldest. */
    List<Tile> over(SyncWindow window, Instant now) {
        Instant from = window.from(now);
        Instant until = window.until(now);
        Instant first = past == null || from.isAfter(now.minus(past)) ? from : now.minus(past);
        Instant last = future == null || until.isBefore(now.plus(future)) ? until : now.plus(future);
        List<Tile> tiles = new ArrayList<>();
        YearMonth month = beginning(YearMonth.from(first.atOffset(ZoneOffset.UTC)));
        while (month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC).isBefore(last)) {
            YearMonth next = month.plusMonths(months);
            tiles.add(new Tile(month.atDay(1), next.atDay(1)));
            month = next;
        }
        return tiles;
    }

    /** Tiles lie on a fixed grid, so that every day finds them in the same place. */
    private YearMonth beginning(YearMonth in) {
        long count = in.getYear() * 12L + in.getMonthValue() - 1;
        long first = Math.floorDiv(count, months) * months;
        return YearMonth.of((int) Math.floorDiv(first, 12L), (int) Math.floorMod(first, 12L) + 1);
    }
}
