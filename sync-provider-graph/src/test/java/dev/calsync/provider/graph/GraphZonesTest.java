package dev.calsync.provider.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.model.WindowsZones;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GraphZonesTest {

    @ParameterizedTest
    @CsvSource({
        "W. Europe Standard Time, Europe/Berlin",
        "w. europe standard time, Europe/Berlin",
        "Europe/Rome, Europe/Rome",
        "UTC, UTC",
        "tzone://Microsoft/Utc, UTC",
        "Eastern Standard Time, America/New_York",
    })
    void namesOfBothKinds_areRead(String graph, String zone) {
        assertThat(GraphZones.toModel(graph)).contains(zone);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "tzone://Microsoft/Custom", "Customized Time Zone", "Mars/Olympus Mons", "../etc/passwd"})
    void zoneThatOnlyTheEventsMakerKnows_hasNoName(String graph) {
        assertThat(GraphZones.toModel(graph)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin, Europe/Berlin",
        "Europe/Rome, Europe/Rome",
        "Etc/UTC, UTC",
        "UTC, UTC",
    })
    void zonesAreWritten_byANameThatGraphTakes(String tzid, String written) {
        assertThat(GraphZones.toGraph(tzid)).contains(written);
    }

    @Test
    void zoneThatOnlyThisSideKnows_isNotWritten() {
        assertThat(GraphZones.toGraph("Office/Headquarters")).isEmpty();
        assertThat(GraphZones.toGraph("+05:17")).isEmpty();
    }

    @Test
    void everyNameOfWindows_isRead_andComesBackTheSame() {
        for (String name : WindowsZones.all().keySet()) {
            String zone = GraphZones.toModel(name).orElseThrow();
            assertThat(GraphZones.sameThere(zone, name)).as(name).isTrue();
        }
    }

    @Test
    void zonesOfOneName_areTheSameThere() {
        assertThat(GraphZones.sameThere("Europe/Rome", "Europe/Berlin")).isTrue();
        assertThat(GraphZones.sameThere("Europe/Rome", "Europe/London")).isFalse();
    }
}
