package dev.calsync.internal.pacing;

import dev.calsync.model.Account;
import dev.calsync.model.ProviderId;
import dev.calsync.pacing.BreakerPolicy;
import dev.calsync.pacing.BudgetSubjects;
import dev.calsync.pacing.ProviderLimits;
import dev.calsync.provider.CalendarProvider;
import dev.calsync.store.SyncStore;
import dev.calsync.system.TimeSource;
import java.util.Map;

/** What providers may be asked, for every run of one engine. Thread-safe. */
public final class ProviderPacing {
    private final Map<ProviderId, ProviderLimits> limits;
    private final SharedBudgets budgets;
    private final SharedBreakers breakers;
    private final OpenConnections connections = new OpenConnections();

    /** @param limits what each provider takes */
    public ProviderPacing(
            SyncStore store, TimeSource time, Map<ProviderId, ProviderLimits> limits, BreakerPolicy policy) {
        this.limits = Map.copyOf(limits);
        this.budgets = new SharedBudgets(store, time, limits);
        this.breakers = new SharedBreakers(store, time, policy);
    }

    /** What one run may ask. */
    public RunPacing of(CalendarProvider provider, Account account) {
        BudgetSubjects subjects = BudgetSubjects.reading(provider.service(account), account.identity());
        ProviderLimits taken = limits.getOrDefault(provider.id(), ProviderLimits.NONE);
        return new RunPacing(budgets, breakers, connections, taken, account, subjects);
    }
}
