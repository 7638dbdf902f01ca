package dev.calsync.internal.push;

import dev.calsync.internal.grants.SecretBox;
import dev.calsync.internal.pacing.Permission;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ProviderId;
import dev.calsync.model.UserId;
import dev.calsync.provider.ChangeNotificationSource;
import dev.calsync.provider.NotificationSession;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredAccount;
import dev.calsync.store.StoredCalendar;
import dev.calsync.store.StoredChannel;
import dev.calsync.store.SyncStore;
import dev.calsync.system.Environment;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Predicate;

/** What push needs of the engine it is part of. Thread-safe. */
public interface PushServices {

    /** Where everything is kept. */
    SyncStore store();

    /** The doors to the outside; its time is the store's. */
    Environment environment();

    /** What seals the channels' secrets. */
    SecretBox box();

    /** What the host decided. */
    PushSettings settings();

    /** How a provider tells of changes; empty if it does not, or is not there. */
    Optional<ChangeNotificationSource> source(ProviderId provider);

    /** Whether this node looks after a channel. */
    boolean isMine(StoreTransaction tx, StoredAccount account, StoredChannel channel);

    /** Opens a conversation about an account's channels. */
    NotificationSession open(StoredAccount account);

    /** Whether so many requests may be sent for an account now. */
    Permission ask(StoredAccount account, int requests);

    /** Of which of a user's calendars the schedules ask for webhooks; of those that are paused none do. */
    Predicate<StoredCalendar> wanted(StoreTransaction tx, UserId user);

    /** Those of the users who have a schedule that asks for webhooks. */
    Collection<UserId> asking(StoreTransaction tx, Collection<UserId> users);

    /** How often to look at a calendar that nobody tells of; empty if a schedule looks by the clock. */
    Optional<Duration> lookEvery(StoreTransaction tx, StoredCalendar calendar);

    /** Fires the schedules that ask for webhooks, for this calendar; nothing if it is not kept any more. */
    void hint(StoreTransaction tx, UserId user, ProviderId provider, CalendarRef calendar);

    /** Looks for work as soon as possible. */
    void wake();
}
