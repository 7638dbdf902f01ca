package dev.calsync.provider.graph.testing;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a request prefers: the members of its Prefer headers, names in lower case. */
final class Preferences {

    private static final Pattern MEMBER =
            Pattern.compile("\\s*([^=,;\\s]+)\\s*(?:=\\s*(?:\"([^\"]*)\"|([^,;\\s]*)))?[^,]*(?:,|$)");

    private final Map<String, String> members = new LinkedHashMap<>();

    private Preferences() {}

    static Preferences read(String header) {
        Preferences read = new Preferences();
        Matcher each = MEMBER.matcher(header);
        while (!each.hitEnd() && each.find()) {
            String value = each.group(2) != null ? each.group(2) : each.group(3) != null ? each.group(3) : "";
            read.members.put(each.group(1).toLowerCase(Locale.ROOT), value);
        }
        return read;
    }

    boolean immutableIds() {
        return members.getOrDefault("idtype", "").equals("ImmutableId");
    }

    String timeZone() {
        return members.getOrDefault("outlook.timezone", "UTC");
    }

    boolean textBody() {
        return members.getOrDefault("outlook.body-content-type", "").equals("text");
    }

    int maxPageSize(int otherwise) {
        String size = members.getOrDefault("odata.maxpagesize", "");
        return size.matches("[1-9][0-9]{0,6}") ? Integer.parseInt(size) : otherwise;
    }

    /** What a reply says it has heeded. */
    String applied() {
        StringBuilder applied = new StringBuilder();
        members.forEach((name, value) -> {
            String shown = switch (name) {
                case "idtype" -> value.equals("ImmutableId") ? "IdType=\"ImmutableId\"" : "";
                case "outlook.timezone", "outlook.body-content-type" -> name + "=\"" + value + '"';
                case "odata.maxpagesize" -> name + '=' + value;
                default -> "";
            };
            if (!shown.isEmpty()) {
                applied.append(applied.isEmpty() ? "" : ", ").append(shown);
            }
        });
        return applied.toString();
    }
}
