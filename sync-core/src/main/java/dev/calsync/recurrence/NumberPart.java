package dev.calsync.recurrence;

/** The rule parts whose value is a list of numbers, with their ranges (RFC 5545 section 3.3.10). */
enum NumberPart {
    BYSECOND(0, 60, false),
    BYMINUTE(0, 59, false),
    BYHOUR(0, 23, false),
    BYMONTHDAY(1, 31, true),
    BYYEARDAY(1, 366, true),
    BYWEEKNO(1, 53, true),
    BYMONTH(1, 12, false),
    BYSETPOS(1, 366, true);

    private final int min;
    private final int max;
    private final boolean signed;

    NumberPart(int min, int max, boolean signed) {
        this.min = min;
        this.max = max;
        this.signed = signed;
    }

    boolean isSigned() {
        return signed;
    }

    boolean allows(int value) {
        int magnitude = signed ? Math.abs(value) : value;
        return magnitude >= min && magnitude <= max;
    }

    String range() {
        return signed ? min + " to " + max + " or -" + max + " to -" + min : min + " to " + max;
    }
}
