package dev.calsync.store.jdbc;

/** What of a calendar nobody looks for, as it is kept. */
record CalendarForm(String displayName, boolean writable) {

    static void write(PayloadWriter out, CalendarForm calendar) {
        out.text(calendar.displayName);
        out.flag(calendar.writable);
    }

    static CalendarForm read(PayloadReader in) {
        return new CalendarForm(in.text(), in.flag());
    }
}
