package dev.calsync.internal.pacing;

import dev.calsync.internal.pacing.SharedBreakers.Answer;
import dev.calsync.internal.pacing.SharedBreakers.Ticket;
import dev.calsync.model.Account;
import dev.calsync.pacing.BudgetKey;
import dev.calsync.pacing.BudgetSubjects;
import dev.calsync.pacing.ProviderLimits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one run may ask of its provider: whether at all, which the breakers say at its beginning, and how much, which the
 * budgets say before each call. Used by one thread at a time, but for {@link #requestSent}, which parallel tasks call. May
 * block on the store.
 */
public final class RunPacing {
    private final SharedBudgets budgets;
    private final SharedBreakers breakers;
    private final OpenConnections connections;
    private final ProviderLimits limits;
    private final Account account;
    private final BudgetSubjects subjects;
    private final List<Ticket> tickets = new ArrayList<>();
    private List<BudgetKey> drawnFrom = List.of();
    private int prepaid;

    RunPacing(
            SharedBudgets budgets,
            SharedBreakers breakers,
            OpenConnections connections,
            ProviderLimits limits,
            Account account,
            BudgetSubjects subjects) {
        this.budgets = budgets;
        this.breakers = breakers;
        this.connections = connections;
        this.limits = limits;
        this.account = account;
        this.subjects = subjects;
    }

    /** Whether the run may begin: a breaker that is open puts it off, spread over a while after it may close. */
    public Permission begin() {
        String service = account.provider() + " " + subjects.project();
        for (String key : List.of("service " + service, "account " + account.id())) {
            Answer answer = breakers.ask(key);
            Ticket ticket = answer.ticket();
            Instant until = answer.until();
            if (ticket != null) {
                tickets.add(ticket);
            } else if (until != null) {
                abandoned();
                String what = key.startsWith("service") ? "the service" : "the account";
                return new Permission.Refused(
                        breakers.plannedAt(until, account.id().hashCode()),
                        what + " failed too often in a row; it is left alone for a while");
            }
        }
        return new Permission.Granted(1);
    }

    /**
     * Whether a call may be made.
     *
     * @param writtenCalendar the provider's id of the calendar it writes to; null if it reads
     * @param requests how many requests it may send, at least 1
     */
    public Permission call(@Nullable String writtenCalendar, int requests) {
        BudgetSubjects whose = writtenCalendar == null ? subjects : subjects.writing(writtenCalendar);
        return take(limits.keysFor(account.provider(), whose), requests);
    }

    /**
     * Whether a call may be made that lists anew what was known before.
     *
     * @param requests how many requests it may send, at least 1
     */
    public Permission resync(int requests) {
        return take(limits.keysForResync(account.provider(), subjects), requests);
    }

    private synchronized Permission take(List<BudgetKey> keys, int requests) {
        drawnFrom = keys;
        prepaid = 0;
        Permission permission = budgets.take(drawnFrom, requests);
        if (permission instanceof Permission.Granted granted) {
            prepaid = granted.requests();
        }
        return permission;
    }

    /** Over how many connections at once a call may send its requests; to be given back. */
    public OpenConnections.Share connections(int wanted) {
        return connections.take(account.provider(), subjects, limits, wanted);
    }

    /** A request is about to be sent. Thread-safe. */
    public synchronized void requestSent() {
        if (prepaid > 0) {
            prepaid--;
        } else if (!drawnFrom.isEmpty()) {
            budgets.owe(drawnFrom);
        }
    }

    /**
     * The provider asked for fewer requests: the narrowest budget that it counts by shrinks, for all nodes, and with it what
     * resyncs may use of it.
     */
    public void throttled(Instant until) {
        List<BudgetKey> keys = limits.keysFor(account.provider(), subjects);
        if (!keys.isEmpty()) {
            budgets.throttled(keys.get(keys.size() - 1), until);
            List<BudgetKey> shares = limits.keysForResync(account.provider(), subjects);
            budgets.throttled(shares.get(shares.size() - 1), until);
        }
        abandoned();
    }

    /** The service answered a call as it should. */
    public void succeeded() {
        tickets.forEach(breakers::succeeded);
    }

    /** The run ended because the service failed. */
    public void failed() {
        report(breakers::failed);
    }

    /** How the run ended says nothing about the service. */
    public void abandoned() {
        report(breakers::abandoned);
    }

    private void report(Consumer<Ticket> outcome) {
        tickets.forEach(outcome);
        tickets.clear();
    }
}
