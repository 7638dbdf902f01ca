package dev.calsync.pacing;

/** What a provider counts requests by, from wide to narrow. A request draws from all that its provider has rules for. */
public enum BudgetScope {
    /** All that this application asks of the provider: a Google project, a Graph app id, a CalDAV host. */
    PROJECT,
    /** What it asks on behalf of one mailbox, which Google calls a user. */
    MAILBOX,
    /** What it writes to one calendar. */
    CALENDAR_WRITES,
    /**
     * What of a project's requests lists calendars anew whose place in a change feed was lost: half of them, unless a rule
     * says otherwise. The rest stays for what people and schedules ask for.
     */
    PROJECT_RESYNCS,
    /** The same of a mailbox's requests. */
    MAILBOX_RESYNCS
}
