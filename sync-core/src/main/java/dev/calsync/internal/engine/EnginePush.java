package dev.calsync.internal.engine;

import dev.calsync.internal.grants.SecretBox;
import dev.calsync.internal.pacing.Permission;
import dev.calsync.internal.pacing.ProviderPacing;
import dev.calsync.internal.push.Push;
import dev.calsync.internal.push.PushServices;
import dev.calsync.internal.push.PushSettings;
import dev.calsync.job.SyncType;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ProviderId;
import dev.calsync.model.UserId;
import dev.calsync.provider.CalendarProvider;
import dev.calsync.provider.ChangeNotificationSource;
import dev.calsync.provider.NotificationSession;
import dev.calsync.schedule.EventKind;
import dev.calsync.schedule.Trigger;
import dev.calsync.store.Buckets;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredAccount;
import dev.calsync.store.StoredCalendar;
import dev.calsync.store.StoredChannel;
import dev.calsync.store.StoredSchedule;
import dev.calsync.store.SyncStore;
import dev.calsync.store.WorkItem;
import dev.calsync.system.Environment;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What the engine lends to push.
 *
 * @param engine the engine
 * @param environment its time is the store's
 * @param box what seals the channels' secrets
 * @param node whose users are this node's
 * @param pacing what providers may be asked
 * @param settings what the host decided
 */
record EnginePush(
        Engine engine,
        Environment environment,
        SecretBox box,
        NodeKeeper node,
        ProviderPacing pacing,
        PushSettings settings)
        implements PushServices {
    static final String SPARED = "its push channel is well, so it is polled less often";

    private static final Duration LOOK_EVERY_LEAST = Duration.ofSeconds(5);

    static Optional<Push> of(
            Engine engine, Environment environment, SecretBox box, NodeKeeper node, ProviderPacing pacing) {
        PushSettings settings = engine.settings().push();
        if (settings == null) {
            return Optional.empty();
        }
        Duration poll = engine.settings().poll();
        return Optional.of(new Push(
                new EnginePush(engine, environment, box, node, pacing, settings),
                poll.compareTo(LOOK_EVERY_LEAST) < 0 ? LOOK_EVERY_LEAST : poll));
    }

    @Override
    public SyncStore store() {
        return engine.store();
    }

    @Override
    public Optional<ChangeNotificationSource> source(ProviderId provider) {
        return engine.providers().find(provider).flatMap(CalendarProvider::notifications);
    }

    /** As its work is: a calendar that was never owed any has no bucket yet, and its user's place decides. */
    @Override
    public boolean isMine(StoreTransaction tx, StoredAccount account, StoredChannel channel) {
        Set<Integer> mine = node.buckets();
        CalendarRef calendar = channel.calendar();
        Optional<Integer> bucket =
                calendar == null ? Optional.empty() : tx.work().find(calendar).map(WorkItem::bucket);
        int place = Buckets.of(account.account().user());
        return bucket.isPresent()
                ? mine.contains(bucket.get())
                : mine.stream().anyMatch(one -> one % Buckets.COUNT == place);
    }

    @Override
    public NotificationSession open(StoredAccount account) {
        ChangeNotificationSource source = source(account.account().provider()).orElseThrow();
        return source.open(
                account.account(),
                ProviderCalls.outside(environment, engine.grants().of(account)));
    }

    @Override
    public Permission ask(StoredAccount account, int requests) {
        CalendarProvider provider = engine.providers().require(account.account().provider());
        return pacing.of(provider, account.account()).call(null, requests);
    }

    @Override
    public Predicate<StoredCalendar> wanted(StoreTransaction tx, UserId user) {
        UserWishes wishes = UserWishes.read(tx, engine.settings(), user);
        return calendar -> calendar.paused() == null
                && wishes.deciding(calendar.calendar().ref()).stream().anyMatch(EnginePush::asksForWebhooks);
    }

    @Override
    public Collection<UserId> asking(StoreTransaction tx, Collection<UserId> users) {
        return tx.schedules().ofUsers(users).stream()
                .filter(EnginePush::asksForWebhooks)
                .map(StoredSchedule::user)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static boolean asksForWebhooks(StoredSchedule stored) {
        return stored.schedule().trigger() instanceof Trigger.Event event && event.kind() == EventKind.WEBHOOK;
    }

    @Override
    public Optional<Duration> lookEvery(StoreTransaction tx, StoredCalendar calendar) {
        boolean byTheClock =
                UserWishes.read(tx, engine.settings(), calendar.user())
                        .deciding(calendar.calendar().ref())
                        .stream()
                        .anyMatch(stored -> !(stored.schedule().trigger() instanceof Trigger.Event));
        return byTheClock ? Optional.empty() : Optional.of(SettingsRows.lookEvery(tx, engine.settings(), calendar));
    }

    @Override
    public void hint(StoreTransaction tx, UserId user, ProviderId provider, CalendarRef calendar) {
        engine.firer().publish(tx, user, EventKind.WEBHOOK, Map.of("provider", provider.value()), calendar);
    }

    @Override
    public void wake() {
        engine.lookForWork();
    }

    /**
     * Whether an interval's fire need not reach a calendar, because its channel is well. A time that a schedule names, and
     * a look at everything, are never left out.
     */
    static boolean spares(
            StoreTransaction tx, EngineSettings settings, StoredSchedule stored, StoredCalendar calendar) {
        PushSettings push = settings.push();
        return push != null
                && stored.schedule().trigger() instanceof Trigger.Interval interval
                && stored.schedule().type() == SyncType.INCREMENTAL
                && interval.interval().compareTo(push.safetyNet()) < 0
                && Push.spares(tx, calendar.calendar().ref(), push.safetyNet());
    }
}
