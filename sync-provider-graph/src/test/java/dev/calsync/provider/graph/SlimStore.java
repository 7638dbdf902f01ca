package dev.calsync.provider.graph;

import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ETag;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.model.RemoteId;
import dev.calsync.model.SeriesId;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.store.FeedRound;
import dev.calsync.store.Link;
import dev.calsync.store.LinkStore;
import dev.calsync.store.LocalCalendar;
import dev.calsync.store.LocalChange;
import dev.calsync.store.LocalOutcome;
import dev.calsync.store.LocalSeries;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.SyncStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A store that keeps next to nothing, for measuring what the rest needs: of a series which version of it was seen in which
 * round, and no content. It stands for a database. What a calendar needs beyond a first reading, and reading it again with
 * nothing new, it refuses.
 */
final class SlimStore implements SyncStore, LinkStore, LocalCalendar {

    private record Slim(@Nullable String version, FeedRound seen) {}

    private final SyncStore real = MemorySyncStore.create();
    private final Map<UUID, Slim> links = new HashMap<>();
    private final Map<FeedRound, FeedRound> rounds = new HashMap<>();
    private final CalendarEvent nothing = CalendarEvent.builder("none")
            .start(EventTime.on(LocalDate.EPOCH))
            .end(EventTime.on(LocalDate.EPOCH.plusDays(1)))
            .build();
    private int overrides;
    private int recurring;

    private static UUID fingerprint(RemoteId id) {
        return UUID.nameUUIDFromBytes(id.value().getBytes(StandardCharsets.UTF_8));
    }

    synchronized int series() {
        return links.size();
    }

    synchronized int recurring() {
        return recurring;
    }

    synchronized int overrides() {
        return overrides;
    }

    @Override
    public void open() {
        real.open();
    }

    @Override
    public Instant now() {
        return real.now();
    }

    @Override
    public boolean durable() {
        return real.durable();
    }

    @Override
    public <T extends @Nullable Object> T inTransaction(Function<? super StoreTransaction, ? extends T> work) {
        return real.<T>inTransaction(tx -> work.apply(withSlimLinks(tx)));
    }

    private StoreTransaction withSlimLinks(StoreTransaction tx) {
        return (StoreTransaction) Proxy.newProxyInstance(
                StoreTransaction.class.getClassLoader(), new Class<?>[] {StoreTransaction.class}, (self, method, args) -> {
                    if (method.getName().equals("links")) {
                        return this;
                    }
                    try {
                        return method.invoke(tx, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public void close() {
        real.close();
    }

    @Override
    public synchronized List<Link> byRemote(CalendarRef calendar, Collection<RemoteId> ids) {
        List<Link> found = new ArrayList<>();
        for (RemoteId id : ids) {
            Slim slim = links.get(fingerprint(id));
            if (slim != null) {
                ETag etag = slim.version == null ? null : ETag.of(slim.version);
                RemoteSeries base = RemoteSeries.of(id, etag, EventSeries.of(nothing), null);
                found.add(new Link(SeriesId.of(id.value()), base, "", slim.seen));
            }
        }
        return found;
    }

    @Override
    public List<Link> byLocal(CalendarRef calendar, Collection<SeriesId> ids) {
        throw new UnsupportedOperationException("links by local id");
    }

    @Override
    public synchronized void put(CalendarRef calendar, List<Link> changed) {
        for (Link link : changed) {
            ETag etag = link.base().etag();
            links.put(
                    fingerprint(link.base().id()),
                    new Slim(etag == null ? null : etag.value(), rounds.computeIfAbsent(link.seen(), round -> round)));
        }
    }

    @Override
    public void delete(CalendarRef calendar, Collection<SeriesId> ids) {
        throw new UnsupportedOperationException("deleting links");
    }

    @Override
    public synchronized void seen(CalendarRef calendar, FeedRound round, Collection<RemoteId> ids) {
        FeedRound same = rounds.computeIfAbsent(round, it -> it);
        ids.forEach(id -> links.computeIfPresent(fingerprint(id), (key, slim) -> new Slim(slim.version, same)));
    }

    @Override
    public void gone(CalendarRef calendar, FeedRound round, Collection<RemoteId> ids) {
        throw new UnsupportedOperationException("nothing is deleted in this test");
    }

    @Override
    public synchronized List<Link> gone(
            CalendarRef calendar, FeedRound round, boolean full, @Nullable SeriesId after, int limit) {
        if (full && links.values().stream().anyMatch(slim -> slim.seen.before(round))) {
            throw new UnsupportedOperationException("something was left out of a full round");
        }
        return List.of();
    }

    @Override
    public List<LocalSeries> read(CalendarRef calendar, Collection<SeriesId> ids) {
        return List.of();
    }

    @Override
    public List<LocalSeries> findByUid(CalendarRef calendar, Collection<String> uids) {
        return List.of();
    }

    @Override
    public synchronized List<LocalOutcome> apply(CalendarRef calendar, List<LocalChange> changes) {
        List<LocalOutcome> applied = new ArrayList<>();
        for (LocalChange change : changes) {
            EventSeries series = change.series();
            if (series != null && series.master().isRecurring()) {
                recurring++;
                overrides += series.overrides().size();
            }
            applied.add(new LocalOutcome.Applied(1));
        }
        return applied;
    }

    @Override
    public List<LocalSeries> pending(CalendarRef calendar, @Nullable SeriesId after, int limit) {
        return List.of();
    }

    @Override
    public void acknowledge(CalendarRef calendar, SeriesId id, long version) {
        throw new UnsupportedOperationException("nothing is edited in this test");
    }
}
