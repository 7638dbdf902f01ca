package dev.calsync.provider.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.auth.Credentials;
import dev.calsync.auth.Secret;
import dev.calsync.model.Account;
import dev.calsync.model.AccountId;
import dev.calsync.model.ETag;
import dev.calsync.model.EventSeries;
import dev.calsync.model.RemoteId;
import dev.calsync.model.SyncWindow;
import dev.calsync.model.UserId;
import dev.calsync.provider.CalendarSession;
import dev.calsync.provider.ChangeQuery;
import dev.calsync.provider.ChangeResult;
import dev.calsync.provider.Checkpoint;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.KnownVersions;
import dev.calsync.provider.ProviderContext;
import dev.calsync.provider.RemoteChange;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.provider.ResumePoint;
import dev.calsync.provider.WriteOutcome;
import dev.calsync.provider.graph.testing.FakeCalendar;
import dev.calsync.provider.graph.testing.FakeGraph;
import dev.calsync.provider.graph.testing.FakeMailbox;
import dev.calsync.system.IdGenerator;
import dev.calsync.system.RandomSource;
import dev.calsync.system.TimeSource;
import dev.calsync.testing.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A session with the fake, and a small replica that keeps what it hears, as the engine would. */
final class Talk implements AutoCloseable {
    final ManualTime time = new ManualTime(Instant.parse("2026-03-01T08:00:00Z"));
    final FakeGraph graph;
    final FakeMailbox alice;
    final FakeCalendar team;
    final Map<RemoteId, RemoteSeries> links = new LinkedHashMap<>();
    final Map<RemoteId, String> seenIn = new HashMap<>();
    final Map<String, Checkpoint> checkpoints = new HashMap<>();
    final List<RemoteChange> heard = new ArrayList<>();
    final Set<RemoteId> unreadable = new HashSet<>();
    final GraphCalendarProvider provider;
    private final Account account;
    private CalendarSession session;
    SyncWindow window = SyncWindow.DEFAULT;
    boolean routine;
    /** How many requests the engine was asked to let pass. */
    int permits;
    /** Stops a round after so many pages, as a crash would; none by default. */
    int pagesLeft = Integer.MAX_VALUE;

    private final boolean ownsGraph;

    private Talk(
            UnaryOperator<GraphCalendarProviderBuilder> more,
            @Nullable FakeGraph shared,
            @Nullable FakeCalendar calendar) {
        graph = shared == null ? FakeGraph.start(time) : shared;
        ownsGraph = shared == null;
        alice = graph.mailbox("alice@example.com");
        team = calendar == null ? alice.createCalendar("Team") : calendar;
        provider = more.apply(GraphCalendarProvider.builder()
                        .allowLoopbackHttp()
                        .graph(graph.url())
                        .authority(graph.loginUrl()))
                .build();
        account = new Account(
                AccountId.of("acc"), UserId.of("alice"), GraphCalendarProvider.ID, alice.address(), Map.of());
        session = provider.open(account, new Context());
    }

    static Talk start() {
        return new Talk(builder -> builder, null, null);
    }

    static Talk with(UnaryOperator<GraphCalendarProviderBuilder> more) {
        return new Talk(more, null, null);
    }

    /** Another reader of a calendar in somebody's fake. */
    static Talk about(FakeGraph graph, FakeCalendar calendar) {
        return new Talk(builder -> builder, graph, calendar);
    }

    private final class Context implements ProviderContext {
        private final Credentials token = new Credentials.Bearer(
                Secret.of(graph.login().tokenLifetime(Duration.ofDays(3_000)).accessToken(alice)));
        private final IdGenerator ids = IdGenerator.uuidV7(time, RandomSource.seeded(1));

        @Override
        public TimeSource time() {
            return time;
        }

        @Override
        public IdGenerator ids() {
            return ids;
        }

        @Override
        public Credentials credentials() {
            return token;
        }

        @Override
        public void beforeRequest() {
            permits++;
        }

        @Override
        public void afterResponse(long bytes) {}
    }

    CalendarSession session() {
        return session;
    }

    /** A new session, which remembers nothing. */
    Talk reopened() {
        session.close();
        session = provider.open(account, new Context());
        return this;
    }

    String calendarId() {
        return team.id();
    }

    List<String> partitions() throws InterruptedException {
        return session.partitions(calendarId(), window);
    }

    /** Everything that is there, by UID, as full rounds of all partitions show it to somebody who knows nothing. */
    Map<String, EventSeries> everything() throws InterruptedException {
        Map<String, EventSeries> all = new HashMap<>();
        for (String partition : partitions()) {
            ResumePoint resume = null;
            while (true) {
                ChangeResult result = session.changes(
                        new ChangeQuery(calendarId(), partition, null, resume, window, KnownVersions.NONE));
                changes(result).forEach(change -> {
                    if (change instanceof RemoteChange.Upserted there) {
                        all.put(there.remote().series().uid(), there.remote().series());
                    }
                    assertThat(change).isNotInstanceOf(RemoteChange.Unreadable.class);
                });
                if (!(result instanceof ChangeResult.MoreChanges more)) {
                    break;
                }
                resume = more.next();
            }
        }
        return all;
    }

    /** A run: one round of each partition, applied to the replica. Returns what was heard. */
    List<RemoteChange> pull() throws InterruptedException {
        heard.clear();
        for (String partition : partitions()) {
            pull(partition, checkpoints.get(partition));
        }
        return heard;
    }

    /** A run that lists everything anew. */
    List<RemoteChange> pullEverything() throws InterruptedException {
        checkpoints.clear();
        return pull();
    }

    void pull(String partition, @Nullable Checkpoint since) throws InterruptedException {
        ResumePoint resume = null;
        Set<RemoteId> mentioned = new HashSet<>();
        Set<RemoteId> gone = new HashSet<>();
        while (true) {
            ChangeResult result = session.changes(new ChangeQuery(
                    calendarId(), partition, since, resume, window, new Known(partition, mentioned, gone), routine));
            if (result instanceof ChangeResult.CursorExpired) {
                assertThat(since != null || resume != null)
                        .as("a fresh round cannot expire")
                        .isTrue();
                pull(partition, null);
                return;
            }
            for (RemoteChange change : changes(result)) {
                heard.add(change);
                apply(partition, change, mentioned, gone);
            }
            if (result instanceof ChangeResult.EndOfChanges end) {
                checkpoints.put(partition, end.checkpoint());
                break;
            }
            resume = ((ChangeResult.MoreChanges) result).next();
            if (--pagesLeft <= 0) {
                throw new IllegalStateException("crashed");
            }
        }
        boolean full = since == null;
        if (full) {
            seenIn.forEach((id, where) -> {
                if (where.equals(partition) && !mentioned.contains(id)) {
                    gone.add(id);
                }
            });
        }
        gone.forEach(id -> {
            links.remove(id);
            seenIn.remove(id);
        });
    }

    private void apply(String partition, RemoteChange change, Set<RemoteId> mentioned, Set<RemoteId> gone) {
        RemoteId id = change.id();
        if (change instanceof RemoteChange.Removed) {
            if (links.containsKey(id)) {
                gone.add(id);
            }
            return;
        }
        gone.remove(id);
        if (change instanceof RemoteChange.Upserted there) {
            links.put(id, there.remote());
            unreadable.remove(id);
        } else if (change instanceof RemoteChange.Unreadable) {
            unreadable.add(id);
        }
        if (links.containsKey(id)) {
            mentioned.add(id);
            seenIn.put(id, partition);
        }
    }

    private final class Known implements KnownVersions {
        private final String partition;
        private final Set<RemoteId> mentioned;
        private final Set<RemoteId> gone;

        Known(String partition, Set<RemoteId> mentioned, Set<RemoteId> gone) {
            this.partition = partition;
            this.mentioned = mentioned;
            this.gone = gone;
        }

        @Override
        public Map<RemoteId, ETag> of(Collection<RemoteId> ids) {
            Map<RemoteId, ETag> tags = new HashMap<>();
            for (RemoteId id : ids) {
                RemoteSeries known = links.get(id);
                if (known != null && known.etag() != null) {
                    assertThat(known.etag().weak()).isFalse();
                    tags.put(id, known.etag());
                }
            }
            return tags;
        }

        @Override
        public List<RemoteId> unmentioned(@Nullable RemoteId after, int limit) {
            return links.keySet().stream()
                    .filter(id -> partition.equals(seenIn.get(id)) && (!mentioned.contains(id) || gone.contains(id)))
                    .sorted((one, other) -> one.value().compareTo(other.value()))
                    .filter(id -> after == null || id.value().compareTo(after.value()) > 0)
                    .limit(limit)
                    .toList();
        }
    }

    static List<RemoteChange> changes(ChangeResult result) {
        if (result instanceof ChangeResult.MoreChanges more) {
            return more.changes();
        }
        return result instanceof ChangeResult.EndOfChanges end ? end.changes() : List.of();
    }

    /** What the replica has, by title of the first event. */
    Map<String, EventSeries> replica() {
        Map<String, EventSeries> all = new HashMap<>();
        links.values().forEach(remote -> all.put(remote.series().events().get(0).summary(), remote.series()));
        return all;
    }

    RemoteSeries link(String id) {
        return Objects.requireNonNull(links.get(RemoteId.of(id)));
    }

    WriteOutcome write(EventWrite write) throws InterruptedException {
        return session.write(calendarId(), List.of(write)).get(0);
    }

    @Override
    public void close() {
        session.close();
        provider.close();
        if (ownsGraph) {
            graph.close();
        }
    }
}
