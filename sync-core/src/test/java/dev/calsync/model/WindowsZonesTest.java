package dev.calsync.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class WindowsZonesTest {

    @Test
    void everyName_hasAZoneThatTheJdkKnows() {
        assertThat(WindowsZones.all()).hasSizeGreaterThan(135);
        WindowsZones.all().forEach((name, zone) -> {
            assertThat(ZoneId.getAvailableZoneIds()).as(name).contains(zone);
            assertThat(WindowsZones.zone(name)).contains(zone);
            assertThat(WindowsZones.name(zone)).contains(name);
        });
    }

    @Test
    void names_areFoundInAnyCase_andOnlyThose() {
        assertThat(WindowsZones.zone("W. Europe Standard Time")).contains("Europe/Berlin");
        assertThat(WindowsZones.zone(" w. europe standard time")).contains("Europe/Berlin");
        assertThat(WindowsZones.zone("UTC")).contains("Etc/UTC");
        assertThat(WindowsZones.zone("Europe/Berlin")).isEmpty();
        assertThat(WindowsZones.zone("tzone://Microsoft/Custom")).isEmpty();
    }

    @Test
    void severalZones_shareOneName() {
        for (String zone : Set.of("Europe/Rome", "Europe/Berlin", "Europe/Vienna")) {
            assertThat(WindowsZones.name(zone)).contains("W. Europe Standard Time");
        }
        assertThat(WindowsZones.name("Asia/Calcutta")).isEqualTo(WindowsZones.name("Asia/Kolkata"));
        assertThat(WindowsZones.name("Nowhere/Land")).isEmpty();
    }

    @Test
    void almostEveryZoneOfTheJdk_hasAName() {
        Set<String> without = new TreeSet<>();
        for (String zone : ZoneId.getAvailableZoneIds()) {
            if (zone.contains("/")
                    && !zone.startsWith("SystemV/")
                    && WindowsZones.name(zone).isEmpty()) {
                without.add(zone);
            }
        }
        assertThat(without).hasSizeLessThan(12);
    }
}
