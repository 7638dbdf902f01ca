package dev.calsync.provider.graph.testing;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Time zones under both kinds of names. A small table of its own, written for this fake: enough to hold a client to both
 * kinds, not a source to map with.
 */
final class Zones {

    private static final String TABLE = """
            Dateline Standard Time=Etc/GMT+12
            UTC-11=Etc/GMT+11
            Hawaiian Standard Time=Pacific/Honolulu
            Alaskan Standard Time=America/Anchorage
            Pacific Standard Time=America/Los_Angeles
            US Mountain Standard Time=America/Phoenix
            Mountain Standard Time=America/Denver
            Central America Standard Time=America/Guatemala
            Central Standard Time=America/Chicago
            Central Standard Time (Mexico)=America/Mexico_City
            Canada Central Standard Time=America/Regina
            SA Pacific Standard Time=America/Bogota
            Eastern Standard Time=America/New_York
            Atlantic Standard Time=America/Halifax
            Pacific SA Standard Time=America/Santiago
            Newfoundland Standard Time=America/St_Johns
            E. South America Standard Time=America/Sao_Paulo
            Argentina Standard Time=America/Argentina/Buenos_Aires
            Greenland Standard Time=America/Nuuk
            Azores Standard Time=Atlantic/Azores
            Cape Verde Standard Time=Atlantic/Cape_Verde
            GMT Standard Time=Europe/London
            Greenwich Standard Time=Atlantic/Reykjavik
            Morocco Standard Time=Africa/Casablanca
            W. Europe Standard Time=Europe/Berlin
            Central Europe Standard Time=Europe/Budapest
            Romance Standard Time=Europe/Paris
            Central European Standard Time=Europe/Warsaw
            W. Central Africa Standard Time=Africa/Lagos
            GTB Standard Time=Europe/Bucharest
            Egypt Standard Time=Africa/Cairo
            South Africa Standard Time=Africa/Johannesburg
            FLE Standard Time=Europe/Kyiv
            Israel Standard Time=Asia/Jerusalem
            Turkey Standard Time=Europe/Istanbul
            Arab Standard Time=Asia/Riyadh
            Russian Standard Time=Europe/Moscow
            E. Africa Standard Time=Africa/Nairobi
            Iran Standard Time=Asia/Tehran
            Arabian Standard Time=Asia/Dubai
            Afghanistan Standard Time=Asia/Kabul
            Pakistan Standard Time=Asia/Karachi
            India Standard Time=Asia/Kolkata
            Sri Lanka Standard Time=Asia/Colombo
            Nepal Standard Time=Asia/Kathmandu
            Bangladesh Standard Time=Asia/Dhaka
            SE Asia Standard Time=Asia/Bangkok
            China Standard Time=Asia/Shanghai
            Singapore Standard Time=Asia/Singapore
            W. Australia Standard Time=Australia/Perth
            Tokyo Standard Time=Asia/Tokyo
            Korea Standard Time=Asia/Seoul
            Cen. Australia Standard Time=Australia/Adelaide
            AUS Central Standard Time=Australia/Darwin
            E. Australia Standard Time=Australia/Brisbane
            AUS Eastern Standard Time=Australia/Sydney
            Lord Howe Standard Time=Australia/Lord_Howe
            New Zealand Standard Time=Pacific/Auckland
            Tonga Standard Time=Pacific/Tongatapu
            Line Islands Standard Time=Pacific/Kiritimati
            UTC=UTC
            """;

    /** What Outlook says of a zone that it was given as rules and not by name. */
    static final String CUSTOM = "tzone://Microsoft/Custom";

    private static final Map<String, ZoneId> WINDOWS = new LinkedHashMap<>();
    private static final Map<ZoneId, String> NAMES = new HashMap<>();

    static {
        TABLE.lines().forEach(line -> {
            int equals = line.indexOf('=');
            ZoneId zone = ZoneId.of(line.substring(equals + 1));
            WINDOWS.put(line.substring(0, equals), zone);
            NAMES.putIfAbsent(zone, line.substring(0, equals));
        });
        WINDOWS.put("tzone://Microsoft/Utc", ZoneOffset.UTC);
    }

    private Zones() {}

    /** The zone of a Windows or IANA name, or null. Offsets are no names. */
    static @Nullable ZoneId find(String name) {
        ZoneId windows = WINDOWS.get(name);
        if (windows != null) {
            return windows;
        }
        if (!name.matches("[A-Z][A-Za-z]+(/[A-Za-z0-9_+-]+)+|UTC|GMT")) {
            return null;
        }
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            return null;
        }
    }

    static ZoneId zone(String name) throws GraphProblem {
        ZoneId found = find(name);
        if (found == null) {
            throw GraphProblem.badRequest(
                    "TimeZoneNotSupportedException",
                    "A valid TimeZone value must be specified. The following TimeZone value is not supported: '" + name
                            + "'.");
        }
        return found;
    }

    /** Under which name the mailbox server keeps a zone that a client called so. */
    static String stored(String name) {
        if (WINDOWS.containsKey(name)) {
            return name;
        }
        ZoneId zone = find(name);
        return zone == null ? name : NAMES.getOrDefault(zone, name);
    }
}
