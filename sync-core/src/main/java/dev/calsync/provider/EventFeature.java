package dev.calsync.provider;

/** What an event may have that not every service can express. Mirrors are told what becomes of it, see {@link Loss}. */
public enum EventFeature {
    /** Times without a zone, which are wherever their reader is. */
    FLOATING_TIMES("times without a zone"),
    /** Categories. */
    CATEGORIES("categories"),
    /** A page about the event. */
    URL("a page about the event"),
    /** A link to join online that was made elsewhere. */
    CONFERENCE_LINK("a conference link"),
    /** More than one reminder. */
    SEVERAL_REMINDERS("more than one reminder"),
    /** Reminders by mail. */
    MAIL_REMINDERS("reminders by mail"),
    /** Reminders by sound. */
    SOUND_REMINDERS("reminders by sound"),
    /** Reminders after the event has begun. */
    LATE_REMINDERS("reminders after the start"),
    /** Marked as public, where others would be shown what the calendar's settings say. */
    PUBLIC("marked as public"),
    /** Tentative, and free all the same. */
    TENTATIVE_AND_FREE("tentative and free at once"),
    /** Kept although it was called off. */
    CANCELLED("kept as cancelled"),
    /** Dates of a series that follow no rule ({@code RDATE}, RFC 5545 section 3.8.5.2). */
    EXTRA_DATES("dates beside the rule (RDATE)"),
    /** More than one rule in a series. */
    SEVERAL_RULES("more than one recurrence rule"),
    /** The n-th of a set of days ({@code BYSETPOS}, RFC 5545 section 3.3.10), beyond the first days of a kind in a month. */
    POSITIONS("the n-th of a set of days (BYSETPOS)"),
    /** More than one day of the month in a rule. */
    SEVERAL_MONTH_DAYS("more than one day of the month"),
    /** Series that repeat within a day. */
    WITHIN_A_DAY("a series that repeats within a day"),
    /** An instance that was moved to or past its neighbour's day. */
    PAST_ITS_NEIGHBOUR("an instance moved past its neighbours"),
    /** Instances of a series that is not there itself. */
    INSTANCES_ALONE("single instances without their series"),
    /** A change of an instance and all that follow ({@code RANGE=THISANDFUTURE}, RFC 5545 section 3.2.13). */
    THIS_AND_FUTURE("a change of this and all future instances"),
    /** What a provider sent that has no field here ({@link dev.calsync.model.Extras}). */
    EXTRAS("what only the service itself knows");

    private final String words;

    EventFeature(String words) {
        this.words = words;
    }

    /** What it is, for people. */
    public String words() {
        return words;
    }
}
