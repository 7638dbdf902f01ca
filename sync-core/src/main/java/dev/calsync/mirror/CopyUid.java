package dev.calsync.mirror;

import dev.calsync.model.CalendarRef;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * The UID of a copy: its original's, so that whoever meets the copy knows whose it is. Servers may refuse a UID that
 * another calendar of the same account has; there a copy's begins with its original's and ends with a mark of the target.
 */
public final class CopyUid {
    private static final String MARK = ":calsync-copy:";

    private CopyUid() {}

    /** The UID of the original, given that of the original or of a copy. */
    public static String original(String uid) {
        int mark = uid.indexOf(MARK);
        return mark > 0 ? uid.substring(0, mark) : uid;
    }

    /** The UID that a copy has in a calendar of another account than its original's. */
    public static String elsewhere(String uid) {
        return original(uid);
    }

    /** The UID that a copy has in a calendar of the same account as its original's. */
    public static String within(CalendarRef target, String uid) {
        byte[] place = target.calendarId().getBytes(StandardCharsets.UTF_8);
        String mark = UUID.nameUUIDFromBytes(place).toString().substring(0, 13);
        return original(uid) + MARK + mark;
    }
}
