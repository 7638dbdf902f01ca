package dev.calsync.mirror;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.MirrorId;
import org.jspecify.annotations.Nullable;

/**
 * Two calendars of one user that are kept equal.
 *
 * @param id its name
 * @param source the calendar that is mirrored
 * @param target the calendar that it is mirrored to
 * @param direction which way changes travel
 * @param transform what becomes of the source's events on the way
 * @param paused why nothing is mirrored for now; null if it is
 */
public record Mirror(
        MirrorId id,
        CalendarRef source,
        CalendarRef target,
        MirrorDirection direction,
        MirrorTransform transform,
        @Nullable String paused) {

    /** The calendar at an end. */
    public CalendarRef at(MirrorEnd end) {
        return end == MirrorEnd.SOURCE ? source : target;
    }

    /** Whether a calendar is one of the two. */
    public boolean has(CalendarRef calendar) {
        return calendar.equals(source) || calendar.equals(target);
    }

    /** Whether changes travel both ways. */
    public boolean twoWay() {
        return direction == MirrorDirection.TWO_WAY;
    }

    /** The same, paused for this reason, or not paused. */
    public Mirror paused(@Nullable String reason) {
        return new Mirror(id, source, target, direction, transform, reason);
    }
}
