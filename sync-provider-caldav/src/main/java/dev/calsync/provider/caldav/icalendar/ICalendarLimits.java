package dev.calsync.provider.caldav.icalendar;

/**
 * How much of one resource is read. A resource beyond any of these is unreadable; nothing of it is used.
 *
 * @param maxBytes the text's size in UTF-8
 * @param maxLines physical lines
 * @param maxLineChars characters of one unfolded content line; an inline attachment is one line
 * @param maxProperties content lines of the resource, {@code BEGIN} and {@code END} not counted
 * @param maxComponents components of the resource
 * @param maxDepth components within each other; the calendar itself is the first
 */
record ICalendarLimits(
        int maxBytes, int maxLines, int maxLineChars, int maxProperties, int maxComponents, int maxDepth) {

    /** Roomy for what people keep, small for what would hurt. */
    static final ICalendarLimits DEFAULT =
            new ICalendarLimits(ICalendar.MAX_BYTES, 100_000, 3 << 20, 20_000, 5_000, 16);

    ICalendarLimits {
        int least = Math.min(
                Math.min(Math.min(maxBytes, maxLines), Math.min(maxLineChars, maxProperties)),
                Math.min(maxComponents, maxDepth));
        if (least < 1) {
            throw new IllegalArgumentException("each of the ICalendarLimits must be 1 or more");
        }
    }
}
