package dev.calsync.provider.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.model.SyncWindow;
import dev.calsync.provider.graph.Tiles.Tile;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TilesTest {
    private static final Instant NOW = Instant.parse("2026-11-22T18:00:00Z");

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 6, 12, 48})
    void tiles_coverTheWindow_withoutAGap_onAFixedGrid(int months) {
        Tiles tiles = new Tiles(months, null, null, Duration.ofHours(6));
        Set<Tile> all = new HashSet<>();
        for (int day = 0; day < 800; day += 13) {
            Instant now = NOW.plus(day, ChronoUnit.DAYS);
            List<Tile> over = tiles.over(SyncWindow.DEFAULT, now);
            assertThat(over.get(0).start()).isBeforeOrEqualTo(SyncWindow.DEFAULT.from(now));
            assertThat(over.get(over.size() - 1).end()).isAfterOrEqualTo(SyncWindow.DEFAULT.until(now));
            for (int i = 1; i < over.size(); i++) {
                assertThat(over.get(i).from()).isEqualTo(over.get(i - 1).until());
            }
            all.addAll(over);
        }
        // Whichever day they were asked for, tiles never overlap.
        List<Tile> sorted = all.stream()
                .sorted((one, other) -> one.from().compareTo(other.from()))
                .toList();
        for (int i = 1; i < sorted.size(); i++) {
            assertThat(sorted.get(i).from()).isAfterOrEqualTo(sorted.get(i - 1).until());
        }
    }

    @Test
    void horizon_cutsTheWindow_butNeverWidensIt() {
        Tiles near = new Tiles(1, Duration.ofDays(1), Duration.ofDays(20), Duration.ofHours(6));
        assertThat(near.over(SyncWindow.DEFAULT, NOW))
                .extracting(Tile::name)
                .containsExactly("2026-11-01/2026-12-01", "2026-12-01/2027-01-01");
        Tiles wide = new Tiles(1, Duration.ofDays(9_000), Duration.ofDays(9_000), Duration.ofHours(6));
        assertThat(wide.over(SyncWindow.DEFAULT, NOW))
                .isEqualTo(new Tiles(1, null, null, Duration.ZERO).over(SyncWindow.DEFAULT, NOW));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/", "2026-01-01", "2026-01-01/", "2026-04-01/2026-01-01", "2026-01-01/2026-01-01", "a/b"})
    void nameOfNoTile_isNone(String name) {
        assertThat(Tile.parse(name)).isEmpty();
    }

    @Test
    void name_tellsTheTile() {
        Tile tile = Tiles.QUARTERS.over(SyncWindow.DEFAULT, NOW).get(0);
        assertThat(Tile.parse(tile.name())).contains(tile);
        assertThat(tile.near(NOW)).isFalse();
        assertThat(tile.near(tile.start())).isTrue();
    }
}
