package dev.calsync.provider.caldav.icalendar;

/** Says why a text is no usable calendar resource. Never leaves the codec; carries no value of the text. */
final class ICalendarSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;
    private final int lineNumber;

    ICalendarSyntaxException(String reason, int lineNumber) {
        super(reason, null, false, false);
        this.reason = reason;
        this.lineNumber = lineNumber;
    }

    String reason() {
        return reason;
    }

    int lineNumber() {
        return lineNumber;
    }
}
