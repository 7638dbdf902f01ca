import com.ibm.icu.util.LocaleData;
import com.ibm.icu.util.TimeZone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Writes the table of Windows' time zones as CLDR has them. Run by generate.sh, with ICU4J on the class path. */
final class WindowsZoneTable {
    private static final String WORLD = "001";

    public static void main(String[] args) throws IOException {
        String icu = args[0];
        Map<String, Set<String>> zones = new TreeMap<>();
        for (String id : TimeZone.getAvailableIDs()) {
            String windows = TimeZone.getWindowsID(id);
            // ICU also knows Java's old names of three letters, such as IST, which are none of the tz database.
            boolean ofTz = id.length() != 3 || TimeZone.getIanaID(id).startsWith("Etc/");
            if (windows != null && ofTz) {
                zones.computeIfAbsent(windows, name -> new TreeSet<>()).add(id);
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add("# The time zones of Windows, each with its zones of the tz database: first the one for the world as a");
        lines.add("# whole, under its name of today and, after it, under the one that CLDR keeps, then the others.");
        lines.add("# Made by sync-core/src/windows-zones/generate.sh from ICU4J " + icu + ": Unicode CLDR "
                + LocaleData.getCLDRVersion().getVersionString(2, 2) + ", windowsZones; tz database "
                + TimeZone.getTZDataVersion() + ".");
        lines.add("# Copyright Unicode, Inc. and others. Licence: Unicode-3.0 (https://www.unicode.org/license.txt)");
        zones.forEach((windows, ids) -> {
            String first = TimeZone.getIDForWindowsID(windows, WORLD);
            Set<String> main = new LinkedHashSet<>(List.of(TimeZone.getIanaID(first), first));
            ids.removeAll(main);
            lines.add(windows + "=" + String.join(" ", main) + "|" + String.join(" ", ids));
        });
        Files.write(Path.of(args[1]), lines);
    }
}
