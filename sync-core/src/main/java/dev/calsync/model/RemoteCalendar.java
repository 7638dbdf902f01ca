package dev.calsync.model;

/**
 * A calendar as its provider lists it. {@link #toString()} does not show the name.
 *
 * @param ref the calendar's name within Calsync
 * @param displayName what its owner calls it; may be empty
 * @param writable whether the account may change events in it
 */
public record RemoteCalendar(CalendarRef ref, String displayName, boolean writable) {
    @Override
    public String toString() {
        return "RemoteCalendar[" + ref + (writable ? "]" : ", read-only]");
    }
}
