package dev.calsync.store;

import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Push channels. One goes with its calendar, or with its account. */
public interface ChannelStore {

    /**
     * Keeps channels, new or changed.
     *
     * @throws IllegalArgumentException also if a path is another channel's, or a channel that is kept is another account's
     */
    void put(List<StoredChannel> channels);

    /**
     * The channel whose provider calls this path, compared case-sensitively. Nobody else changes it until the transaction
     * ends: calls note what they learn of it while its keeper notes what its provider answers.
     */
    Optional<StoredChannel> byPath(String path);

    /** Every channel through an account, its calendars' and its own, oldest first. */
    List<StoredChannel> ofAccount(AccountId account);

    /** A calendar's channels, oldest first. */
    List<StoredChannel> ofCalendar(CalendarRef calendar);

    /** Channels that somebody has to look after at {@code now} or before, longest due first; of all users. */
    List<StoredChannel> due(Instant now, int limit);

    /**
     * Channels whose secrets are sealed with another key than this one, in the order of their ids. Their rows are locked
     * until the transaction ends, so that putting them back undoes nothing.
     *
     * @param after only those with greater ids; empty to begin
     * @param limit at most so many
     */
    List<StoredChannel> sealedOtherwise(String keyId, String after, int limit);

    /** Forgets channels, by their ids; those not kept are ignored. */
    void delete(Collection<String> ids);
}
