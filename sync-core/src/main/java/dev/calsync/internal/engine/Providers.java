package dev.calsync.internal.engine;

import dev.calsync.error.UnrecoverableException;
import dev.calsync.model.ProviderId;
import dev.calsync.pacing.ProviderLimits;
import dev.calsync.provider.CalendarProvider;
import dev.calsync.provider.DeclaredLosses;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The providers that the host handed in, by their names. */
public class Providers {
    private final Map<ProviderId, CalendarProvider> byId = new LinkedHashMap<>();

    /** These providers; no two of the same name. */
    public Providers(Collection<CalendarProvider> providers) {
        providers.forEach(provider -> byId.put(provider.id(), provider));
    }

    Optional<CalendarProvider> find(ProviderId id) {
        return Optional.ofNullable(byId.get(id));
    }

    CalendarProvider require(ProviderId id) {
        return find(id).orElseThrow(() -> new UnrecoverableException("no provider '" + id
                + "' is configured; this engine has " + byId.keySet() + ". Hand it in with .provider(…)"));
    }

    /**
     * What a provider cannot express.
     *
     * @throws IllegalArgumentException if there is no provider of this name
     */
    public DeclaredLosses losses(ProviderId id) {
        return find(id).map(CalendarProvider::losses)
                .orElseThrow(() -> new IllegalArgumentException(
                        "no provider '" + id + "' is configured; this engine has " + byId.keySet()));
    }

    /** What each of them takes: what the host says, or else what it says itself. */
    Map<ProviderId, ProviderLimits> limits(Map<ProviderId, ProviderLimits> hosts) {
        Map<ProviderId, ProviderLimits> all = new LinkedHashMap<>();
        byId.values().forEach(provider -> all.put(provider.id(), provider.limits()));
        all.putAll(hosts);
        return all;
    }

    /** The same providers, which whoever lent them closes. */
    public Providers borrowed() {
        return new Providers(byId.values()) {
            @Override
            void close() {
                // They are not ours.
            }
        };
    }

    void close() {
        byId.values().forEach(CalendarProvider::close);
    }
}
