package dev.calsync;

import dev.calsync.internal.engine.Engine;
import dev.calsync.job.SyncJob;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.RunId;
import dev.calsync.model.UserId;
import dev.calsync.store.DeadLetter;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.WorkDemand;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One user's work that was given up. */
final class UserDeadLetters {
    private static final int REPLAYED_MAX = 1_000;

    private final Engine engine;
    private final UserId user;
    private final UserJobs jobs;

    UserDeadLetters(Engine engine, UserId user, UserJobs jobs) {
        this.engine = engine;
        this.user = user;
        this.jobs = jobs;
    }

    List<DeadLetter> newest(int limit) {
        return engine.store().inTransaction(tx -> tx.deadLetters().ofUser(user, limit));
    }

    Optional<DeadLetter> find(RunId run) {
        return engine.store().inTransaction(tx -> tx.deadLetters().find(user, run));
    }

    SyncJob replay(DeadLetter letter) {
        SyncJob job = engine.store().inTransaction(tx -> {
            DeadLetter kept = tx.deadLetters()
                    .find(user, letter.run())
                    .orElseThrow(() -> new IllegalArgumentException(
                            "this user has no dead letter of run " + letter.run() + ": it was replayed or dropped"));
            tx.deadLetters().remove(user, List.of(kept.run()));
            return replay(tx, kept.calendar(), kept.demand());
        });
        engine.wake();
        return job;
    }

    List<SyncJob> replayAll() {
        List<SyncJob> replayed = engine.store().inTransaction(tx -> {
            List<DeadLetter> letters = tx.deadLetters().ofUser(user, REPLAYED_MAX);
            Map<CalendarRef, WorkDemand> demands = new LinkedHashMap<>();
            letters.forEach(letter -> demands.merge(letter.calendar(), letter.demand(), WorkDemand::join));
            tx.deadLetters().remove(user, letters.stream().map(DeadLetter::run).toList());
            return demands.entrySet().stream()
                    .map(entry -> replay(tx, entry.getKey(), entry.getValue()))
                    .toList();
        });
        engine.wake();
        return replayed;
    }

    private SyncJob replay(StoreTransaction tx, CalendarRef calendar, WorkDemand demand) {
        return jobs.add(tx, List.of(calendar), demand.type(), demand.priority(), any -> tx.now());
    }

    int drop(Collection<RunId> runs) {
        return engine.store().inTransaction(tx -> tx.deadLetters().remove(user, runs));
    }
}
