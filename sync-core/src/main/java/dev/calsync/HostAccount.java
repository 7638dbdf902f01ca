package dev.calsync;

import dev.calsync.auth.Credentials;
import dev.calsync.model.ProviderId;
import dev.calsync.provider.AccountRequest;
import java.util.List;
import java.util.Map;

/**
 * An account for a worker of the host's own: the host says which calendars there are. Immutable.
 *
 * @param provider the kind that the worker was added for
 * @param identity who the user is there
 * @param calendarIds the calendars, by ids of the host's choice
 */
public record HostAccount(ProviderId provider, String identity, List<String> calendarIds) implements AccountRequest {

    /** Copies the ids. */
    public HostAccount {
        calendarIds = List.copyOf(calendarIds);
    }

    @Override
    public Credentials credentials() {
        return new Credentials.None();
    }

    @Override
    public Map<String, String> settings() {
        return Map.of();
    }
}
