package dev.calsync.internal.engine;

import dev.calsync.job.JobStatus;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.SeriesId;
import dev.calsync.recurrence.Expansion;
import dev.calsync.recurrence.RecurrenceSet;
import dev.calsync.schedule.CalendarFacts;
import dev.calsync.schedule.SyncCondition;
import dev.calsync.store.LocalSeries;
import dev.calsync.store.RunRecord;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredAccount;
import dev.calsync.store.StoredCalendar;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out what a condition wants to know of a calendar, and no more than that. A host's own replica cannot be asked for
 * events within a span; a calendar in one counts as having some.
 */
public final class FactsReader {
    private static final int RUNS_LOOKED_AT = 20;
    private static final int PAGE = 100;
    /** So many series without an event in the span, and the calendar counts as having one: a look must end. */
    private static final int SERIES_MAX = 1_000;

    private final StoreTransaction tx;
    private final boolean builtInReplica;
    private final Map<AccountId, Optional<StoredAccount>> accounts = new HashMap<>();

    /** Reads within this transaction. */
    public FactsReader(StoreTransaction tx, boolean builtInReplica) {
        this.tx = tx;
        this.builtInReplica = builtInReplica;
    }

    /** Why a condition does not hold of a calendar now; empty if it holds. */
    Optional<String> whyNot(SyncCondition condition, StoredCalendar calendar) {
        return condition.whyNot(facts(calendar, asksOutcome(condition)));
    }

    /** Everything that can be asked of a calendar now. */
    public CalendarFacts facts(StoredCalendar calendar) {
        return facts(calendar, true);
    }

    private CalendarFacts facts(StoredCalendar calendar, boolean withOutcome) {
        CalendarRef ref = calendar.calendar().ref();
        Map<String, String> attributes = accounts.computeIfAbsent(ref.account(), tx.accounts()::find)
                .map(account -> CalendarFacts.attributes(
                        calendar.calendar(), account.account().provider()))
                .orElse(Map.of());
        Optional<JobStatus> outcome = withOutcome ? lastOutcome(ref) : Optional.empty();
        return new CalendarFacts(tx.now(), attributes, outcome, since -> hadEvents(ref, since));
    }

    private static boolean asksOutcome(SyncCondition condition) {
        if (condition instanceof SyncCondition.And and) {
            return and.conditions().stream().anyMatch(FactsReader::asksOutcome);
        }
        if (condition instanceof SyncCondition.Or or) {
            return or.conditions().stream().anyMatch(FactsReader::asksOutcome);
        }
        return condition instanceof SyncCondition.Not not
                ? asksOutcome(not.condition())
                : condition instanceof SyncCondition.LastOutcome;
    }

    private Optional<JobStatus> lastOutcome(CalendarRef calendar) {
        return tx.runs().ofCalendar(calendar, RUNS_LOOKED_AT).stream()
                .map(RunRecord::outcome)
                .filter(JobStatus::isFinal)
                .findFirst();
    }

    private boolean hadEvents(CalendarRef calendar, Instant since) {
        if (!builtInReplica) {
            return true;
        }
        SeriesId after = null;
        for (int seen = 0; seen < SERIES_MAX; seen += PAGE) {
            List<LocalSeries> page = tx.replica().overlapping(calendar, since, tx.now(), after, PAGE);
            if (page.stream().anyMatch(local -> tookPlace(local, since, tx.now()))) {
                return true;
            }
            if (page.size() < PAGE) {
                return false;
            }
            after = page.get(PAGE - 1).id();
        }
        return true;
    }

    /** The store answers for series, which may repeat for ever and pause for years. */
    private static boolean tookPlace(LocalSeries local, Instant from, Instant until) {
        CalendarEvent master = local.series().master();
        if (master == null
                || !master.isRecurring()
                || !local.series().overrides().isEmpty()) {
            return true;
        }
        try {
            Expansion found = RecurrenceSet.of(master, ZoneOffset.UTC).between(from, until);
            return found.truncated() || !found.occurrences().isEmpty();
        } catch (IllegalArgumentException unreadable) {
            return true;
        }
    }
}
