package dev.calsync.pacing;

import java.util.Optional;

/**
 * On whose account one request goes. Immutable and thread-safe.
 *
 * @param project what the provider takes this application for: the client id at Google and Graph, the host at CalDAV
 * @param mailbox the remote identity whose data is asked for; the same for all accounts that see the same mailbox
 * @param writtenCalendar the calendar that the request writes to; empty if it reads
 */
public record BudgetSubjects(String project, String mailbox, Optional<String> writtenCalendar) {

    /** A request that reads. */
    public static BudgetSubjects reading(String project, String mailbox) {
        return new BudgetSubjects(project, mailbox, Optional.empty());
    }

    /** The same request, writing to this calendar. */
    public BudgetSubjects writing(String calendar) {
        return new BudgetSubjects(project, mailbox, Optional.of(calendar));
    }

    Optional<String> of(BudgetScope scope) {
        return switch (scope) {
            case PROJECT -> Optional.of(project);
            case MAILBOX -> Optional.of(mailbox);
            case CALENDAR_WRITES -> writtenCalendar;
            case PROJECT_RESYNCS, MAILBOX_RESYNCS -> Optional.empty();
        };
    }
}
