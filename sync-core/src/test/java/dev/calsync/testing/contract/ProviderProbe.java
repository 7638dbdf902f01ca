package dev.calsync.testing.contract;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.calsync.auth.Credentials;
import dev.calsync.model.Account;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ETag;
import dev.calsync.model.EventSeries;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.RemoteId;
import dev.calsync.model.SyncWindow;
import dev.calsync.model.UserId;
import dev.calsync.provider.AccountRequest;
import dev.calsync.provider.CalendarSession;
import dev.calsync.provider.Capability;
import dev.calsync.provider.ChangeQuery;
import dev.calsync.provider.ChangeResult;
import dev.calsync.provider.Checkpoint;
import dev.calsync.provider.ConnectedAccount;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.ProviderContext;
import dev.calsync.provider.RemoteChange;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.provider.ResumePoint;
import dev.calsync.provider.WriteOutcome;
import dev.calsync.system.IdGenerator;
import dev.calsync.system.RandomSource;
import dev.calsync.system.TimeSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/** Talks to a provider under test as the engine would, and counts its requests. */
final class ProviderProbe implements AutoCloseable {
    private final ProviderFixture fixture;
    private final Account account;
    private final Counting context;
    private CalendarSession session;
    private final CalendarRef calendar;

    private ProviderProbe(ProviderFixture fixture, Account account, Counting context) throws InterruptedException {
        this.fixture = fixture;
        this.account = account;
        this.context = context;
        this.session = fixture.provider().open(account, context);
        this.calendar = session.calendars().stream()
                .filter(this::wanted)
                .map(RemoteCalendar::ref)
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("no calendar " + fixture.calendarName()));
    }

    static ProviderProbe connect(ProviderFixture fixture) throws InterruptedException {
        AccountRequest request = fixture.account();
        Counting context = new Counting(request.credentials(), fixture.time());
        ConnectedAccount connected = fixture.provider().connect(request, context);
        Account account = new Account(
                AccountId.of("under-test"),
                UserId.of("tester"),
                request.provider(),
                connected.identity(),
                connected.settings());
        return new ProviderProbe(fixture, account, context);
    }

    static ProviderContext context(AccountRequest request, ProviderFixture fixture) {
        return new Counting(request.credentials(), fixture.time());
    }

    private boolean wanted(RemoteCalendar candidate) {
        String id = candidate.ref().calendarId();
        String trimmed = id.endsWith("/") ? id.substring(0, id.length() - 1) : id;
        return candidate.displayName().equals(fixture.calendarName())
                || trimmed.substring(trimmed.lastIndexOf('/') + 1).equals(fixture.calendarName());
    }

    Account account() {
        return account;
    }

    CalendarRef calendar() {
        return calendar;
    }

    CalendarSession session() {
        return session;
    }

    void reopen() {
        session.close();
        session = fixture.provider().open(account, context);
    }

    long requests() {
        return context.requests;
    }

    boolean can(Capability capability) throws InterruptedException {
        return session.capabilities(calendar.calendarId()).contains(capability);
    }

    List<String> partitions() throws InterruptedException {
        return session.partitions(calendar.calendarId(), SyncWindow.DEFAULT);
    }

    /** Asks the first partition. */
    ChangeQuery query(Checkpoint since, ResumePoint resume, Map<RemoteId, ETag> known) throws InterruptedException {
        String first = partitions().get(0);
        return query(first, since == null ? null : Checkpoints.of(since, first), resume, known);
    }

    private ChangeQuery query(String partition, Checkpoint since, ResumePoint resume, Map<RemoteId, ETag> known) {
        return new ChangeQuery(calendar.calendarId(), partition, since, resume, SyncWindow.DEFAULT, ids -> {
            Map<RemoteId, ETag> found = new HashMap<>(known);
            found.keySet().retainAll(ids);
            return found;
        });
    }

    Round round(Checkpoint since) throws InterruptedException {
        return round(since, Map.of());
    }

    /** One round of every partition. */
    Round round(Checkpoint since, Map<RemoteId, ETag> known) throws InterruptedException {
        Round round = new Round();
        Map<String, Checkpoint> ends = new LinkedHashMap<>();
        for (String partition : partitions()) {
            Checkpoint own = since == null ? null : Checkpoints.of(since, partition);
            ChangeResult page = session.changes(query(partition, own, null, known));
            while (page instanceof ChangeResult.MoreChanges more) {
                round.add(page);
                page = session.changes(query(partition, own, more.next(), known));
            }
            round.add(page);
            ends.put(partition, round.checkpoint);
        }
        round.checkpoint = Checkpoints.joined(ends);
        return round;
    }

    /** The checkpoints of all partitions of a feed as one. */
    private static final class Checkpoints {
        private static final String JOINED = "all partitions";

        static Checkpoint joined(Map<String, Checkpoint> ends) {
            if (ends.size() == 1) {
                return ends.values().iterator().next();
            }
            StringBuilder text = new StringBuilder();
            ends.forEach((partition, end) -> text.append(partition)
                    .append('\t')
                    .append(end.fingerprint())
                    .append('\t')
                    .append(end.cursor())
                    .append('\n'));
            return new Checkpoint(text.toString(), JOINED);
        }

        static Checkpoint of(Checkpoint joined, String partition) {
            if (!joined.fingerprint().equals(JOINED)) {
                return joined;
            }
            return joined.cursor()
                    .lines()
                    .map(line -> line.split("\t", 3))
                    .filter(parts -> parts[0].equals(partition))
                    .map(parts -> new Checkpoint(parts[2], parts[1]))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** The series of this UID as a full round brings it. */
    EventSeries series(String uid) throws InterruptedException {
        EventSeries found = round(null).series().get(uid);
        if (found == null) {
            throw new AssertionError("no series " + uid + " is there");
        }
        return found;
    }

    WriteOutcome write(EventWrite write) throws InterruptedException {
        return session.write(calendar.calendarId(), List.of(write)).get(0);
    }

    WriteOutcome resolve(EventWrite write) throws InterruptedException {
        return session.resolve(calendar.calendarId(), write);
    }

    RemoteSeries create(String key, EventSeries series) throws InterruptedException {
        return assertInstanceOf(WriteOutcome.Written.class, write(new EventWrite.Create(key, series)))
                .remote();
    }

    @Override
    public void close() {
        session.close();
    }

    /** What a round brought. */
    static final class Round {
        private final Map<RemoteId, RemoteChange> changes = new LinkedHashMap<>();
        private Checkpoint checkpoint;

        void add(ChangeResult page) {
            if (page instanceof ChangeResult.MoreChanges more) {
                more.changes().forEach(this::add);
            } else {
                ChangeResult.EndOfChanges end = assertInstanceOf(ChangeResult.EndOfChanges.class, page);
                end.changes().forEach(this::add);
                checkpoint = end.checkpoint();
            }
        }

        private void add(RemoteChange change) {
            if (change instanceof RemoteChange.Unchanged) {
                changes.putIfAbsent(change.id(), change);
            } else {
                changes.put(change.id(), change);
            }
        }

        List<RemoteChange> changes() {
            return List.copyOf(changes.values());
        }

        Checkpoint checkpoint() {
            return checkpoint;
        }

        List<RemoteSeries> upserted() {
            List<RemoteSeries> upserted = new ArrayList<>();
            for (RemoteChange change : changes.values()) {
                if (change instanceof RemoteChange.Upserted there) {
                    upserted.add(there.remote());
                }
            }
            return upserted;
        }

        Map<String, EventSeries> series() {
            Map<String, EventSeries> series = new HashMap<>();
            upserted().forEach(remote -> series.put(remote.series().uid(), remote.series()));
            return series;
        }

        Map<RemoteId, ETag> tags() {
            Map<RemoteId, ETag> tags = new HashMap<>();
            upserted().forEach(remote -> {
                if (remote.etag() != null) {
                    tags.put(remote.id(), remote.etag());
                }
            });
            return tags;
        }

        /** Applies this round to what an earlier one brought. */
        void applyTo(Map<String, EventSeries> there, Round earlier) {
            there.putAll(series());
            for (RemoteChange change : changes.values()) {
                if (change instanceof RemoteChange.Removed removed) {
                    earlier.upserted().stream()
                            .filter(remote -> remote.id().equals(removed.id()))
                            .forEach(remote -> there.remove(remote.series().uid()));
                }
            }
        }
    }

    private static final class Counting implements ProviderContext {
        private final Credentials credentials;
        private final TimeSource time;
        private final IdGenerator ids;
        private long requests;

        Counting(Credentials credentials, TimeSource time) {
            this.credentials = credentials;
            this.time = time;
            this.ids = IdGenerator.uuidV7(time, RandomSource.seeded(1));
        }

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
            return credentials;
        }

        @Override
        public void beforeRequest() throws InterruptedException {
            requests++;
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }

        @Override
        public void afterResponse(long bytes) {}
    }
}
