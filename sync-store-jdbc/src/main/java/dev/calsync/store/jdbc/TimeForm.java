package dev.calsync.store.jdbc;

import dev.calsync.model.EventTime;

/** How an event's times are kept: a number for the form, then what the form has. */
final class TimeForm {
    private static final int DATE = 1;
    private static final int ZONED = 2;
    private static final int UTC = 3;
    private static final int FLOATING = 4;

    private TimeForm() {}

    static void write(PayloadWriter out, EventTime time) {
        if (time instanceof EventTime.Zoned zoned) {
            out.octet(ZONED);
            out.local(zoned.local());
            out.text(zoned.tzid());
        } else if (time instanceof EventTime.Date date) {
            out.octet(DATE);
            out.day(date.date());
        } else if (time instanceof EventTime.Utc utc) {
            out.octet(UTC);
            out.instant(utc.instant());
        } else {
            out.octet(FLOATING);
            out.local(((EventTime.Floating) time).local());
        }
    }

    static EventTime read(PayloadReader in) {
        int form = in.octet();
        return switch (form) {
            case DATE -> new EventTime.Date(in.day());
            case ZONED -> new EventTime.Zoned(in.local(), in.text());
            case UTC -> new EventTime.Utc(in.instant());
            case FLOATING -> new EventTime.Floating(in.local());
            default -> throw new IllegalArgumentException("no form of a time has the number " + form);
        };
    }
}
