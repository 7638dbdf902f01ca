package dev.calsync.pacing;

import dev.calsync.error.Faults;
import dev.calsync.model.ProviderId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a provider takes before it throttles. Immutable and thread-safe. The constants are the published defaults; a
 * host whose quota was raised or lowered replaces a rule with {@link #withRule}.
 *
 * @param rules the rates, at most one for each scope, from wide to narrow
 * @param maxConcurrentPerMailbox how many requests may be under way for one mailbox at once, at least 1
 * @param maxConnectionsPerHost how many connections to one host may be open at once, at least 1
 */
public record ProviderLimits(List<BudgetRule> rules, int maxConcurrentPerMailbox, int maxConnectionsPerHost) {

    /**
     * Google Calendar API: 10,000 requests a minute for a project and 600 a minute for each user in it, over sliding
     * windows (developers.google.com/workspace/calendar/api/guides/quota, 2026). Held to exactly, with bursts of 1,000
     * and 60. Google also limits quick successive writes to one calendar without naming a number; ours is 120 a minute
     * in bursts of 10. It publishes no concurrency; ours is 8 requests for a mailbox and 64 connections. The daily
     * billing threshold of 1,000,000 requests for a project costs money, not answers, and is not counted here. A
     * project from before May 2026 may have another quota.
     */
    public static final ProviderLimits GOOGLE_CALENDAR = new ProviderLimits(
            List.of(
                    new BudgetRule(BudgetScope.PROJECT, PermitRate.within(10_000, Duration.ofMinutes(1), 1_000)),
                    new BudgetRule(BudgetScope.MAILBOX, PermitRate.within(600, Duration.ofMinutes(1), 60)),
                    new BudgetRule(BudgetScope.CALENDAR_WRITES, PermitRate.within(120, Duration.ofMinutes(1), 10))),
            8,
            64);

    /**
     * Microsoft Graph, Outlook service: 10,000 requests in 10 minutes and 4 at once for each pair of app and mailbox, with
     * bursts of 500 (learn.microsoft.com/graph/throttling-limits); 2,000 requests a second for an app, with bursts of 500.
     * Held to exactly. Microsoft's pages now grant an app 130,000 requests in 10 seconds over all tenants: who needs more
     * than these gives a rule of his own ({@link #withRule}). The 150 MB of uploads in 5 minutes for a mailbox are not
     * counted here; no event comes near. The 64 connections are ours.
     */
    public static final ProviderLimits MICROSOFT_GRAPH = new ProviderLimits(
            List.of(
                    new BudgetRule(BudgetScope.PROJECT, PermitRate.within(2_000, Duration.ofSeconds(1), 500)),
                    new BudgetRule(BudgetScope.MAILBOX, PermitRate.within(10_000, Duration.ofMinutes(10), 500))),
            4,
            64);

    /**
     * CalDAV: servers publish nothing. At most 4 connections to a host, and no rate until it throttles. Then 300 requests a
     * minute in bursts of 60 are the full rate, of which half is used at first; once it has recovered there is none
     * again. All numbers are ours.
     */
    public static final ProviderLimits CALDAV = new ProviderLimits(
            List.of(new BudgetRule(BudgetScope.PROJECT, PermitRate.whenThrottled(300, Duration.ofMinutes(1), 60))),
            4,
            4);

    /** No limits. */
    public static final ProviderLimits NONE = new ProviderLimits(List.of(), Integer.MAX_VALUE, Integer.MAX_VALUE);

    /** @throws dev.calsync.error.InvalidConfigurationException if a scope has two rules or a number is not positive */
    public ProviderLimits {
        Set<BudgetScope> scopes = new HashSet<>();
        Faults faults = new Faults("ProviderLimits")
                .require(
                        maxConcurrentPerMailbox >= 1,
                        "maxConcurrentPerMailbox must be at least 1, was " + maxConcurrentPerMailbox)
                .require(
                        maxConnectionsPerHost >= 1,
                        "maxConnectionsPerHost must be at least 1, was " + maxConnectionsPerHost);
        for (BudgetRule rule : rules) {
            faults.require(scopes.add(rule.scope()), "scope " + rule.scope() + " must have one rule, has more");
        }
        faults.throwIfAny();
        rules = rules.stream().sorted(Comparator.comparing(BudgetRule::scope)).toList();
    }

    /** The same with this rule in place of the one for its scope. */
    public ProviderLimits withRule(BudgetRule rule) {
        List<BudgetRule> others = new ArrayList<>(rules);
        others.removeIf(other -> other.scope() == rule.scope());
        others.add(rule);
        return new ProviderLimits(others, maxConcurrentPerMailbox, maxConnectionsPerHost);
    }

    /** The same with so many requests for one mailbox at once and so many connections to one host. */
    public ProviderLimits withConcurrency(int perMailbox, int connectionsPerHost) {
        return new ProviderLimits(rules, perMailbox, connectionsPerHost);
    }

    /**
     * The rate that applies to a scope; empty if the provider does not count by it. Resyncs have half of what there is, unless
     * a rule says otherwise.
     */
    public Optional<PermitRate> rate(BudgetScope scope) {
        Optional<PermitRate> ruled = rules.stream()
                .filter(rule -> rule.scope() == scope)
                .map(BudgetRule::rate)
                .findAny();
        return ruled.or(() -> switch (scope) {
            case PROJECT_RESYNCS -> rate(BudgetScope.PROJECT).map(PermitRate::half);
            case MAILBOX_RESYNCS -> rate(BudgetScope.MAILBOX).map(PermitRate::half);
            case PROJECT, MAILBOX, CALENDAR_WRITES -> Optional.empty();
        });
    }

    /** The budgets that one request draws from, from wide to narrow; empty if nothing is counted. */
    public List<BudgetKey> keysFor(ProviderId provider, BudgetSubjects subjects) {
        List<BudgetKey> keys = new ArrayList<>();
        for (BudgetRule rule : rules) {
            subjects.of(rule.scope()).ifPresent(subject -> keys.add(new BudgetKey(provider, rule.scope(), subject)));
        }
        return List.copyOf(keys);
    }

    /**
     * The budgets that a request draws from which lists anew what was known before a place was lost: those of any request,
     * and the shares that resyncs have of them.
     */
    public List<BudgetKey> keysForResync(ProviderId provider, BudgetSubjects subjects) {
        List<BudgetKey> keys = new ArrayList<>(keysFor(provider, subjects));
        if (rate(BudgetScope.PROJECT_RESYNCS).isPresent()) {
            keys.add(new BudgetKey(provider, BudgetScope.PROJECT_RESYNCS, subjects.project()));
        }
        if (rate(BudgetScope.MAILBOX_RESYNCS).isPresent()) {
            keys.add(new BudgetKey(provider, BudgetScope.MAILBOX_RESYNCS, subjects.mailbox()));
        }
        return List.copyOf(keys);
    }
}
