package dev.calsync.provider.graph;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventStatus;
import dev.calsync.model.Extras;
import dev.calsync.model.Transparency;
import java.util.List;
import java.util.Set;

/** Words of Graph's that two fields of the model share, or that say more than a field can. */
final class FieldWords {
    static final String SHOW_AS = "showAs";
    static final String SENSITIVITY = "sensitivity";

    /** What status and transparency say between them; other words are kept as an extra. */
    static final Set<String> PLAIN_SHOW_AS = Set.of("free", "tentative", "busy");

    private static final Set<String> BUSY_SHADES = Set.of("oof", "workingElsewhere", "unknown");

    private FieldWords() {}

    static String clean(String word) {
        return word.replaceAll("[^A-Za-z]", "");
    }

    /** How the time is shown. An event cannot be tentative and free at once here: then it is free. */
    static String showAs(CalendarEvent event) {
        if (event.transparency() == Transparency.TRANSPARENT) {
            return "free";
        }
        if (event.status() == EventStatus.TENTATIVE) {
            return "tentative";
        }
        String shade = word(event.extras(), SHOW_AS);
        return BUSY_SHADES.contains(shade) ? shade : "busy";
    }

    static String sensitivity(CalendarEvent event) {
        return switch (event.visibility()) {
            case PRIVATE -> word(event.extras(), SENSITIVITY).equals("personal") ? "personal" : "private";
            case CONFIDENTIAL -> "confidential";
            case DEFAULT, PUBLIC -> "normal";
        };
    }

    private static String word(Extras extras, String name) {
        List<String> raw = extras.get(name);
        return raw.isEmpty() ? "" : clean(raw.get(0));
    }
}
