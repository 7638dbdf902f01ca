package dev.calsync;

import dev.calsync.internal.engine.Engine;
import dev.calsync.job.JobStatus;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncJob;
import dev.calsync.job.SyncType;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.JobId;
import dev.calsync.model.UserId;
import dev.calsync.store.DeadLetter;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredJob;
import dev.calsync.store.WorkCause;
import dev.calsync.store.WorkRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One user's jobs. */
final class UserJobs {
    private final Engine engine;
    private final UserId user;

    UserJobs(Engine engine, UserId user) {
        this.engine = engine;
        this.user = user;
    }

    SyncJob request(List<CalendarRef> calendars, SyncType type, Priority priority) {
        SyncJob job = engine.store().inTransaction(tx -> add(tx, calendars, type, priority));
        engine.wake();
        return job;
    }

    private SyncJob add(StoreTransaction tx, List<CalendarRef> calendars, SyncType type, Priority priority) {
        SyncJob job = new SyncJob(
                JobId.of(engine.environment().ids().next()),
                user,
                calendars,
                type,
                priority,
                tx.now(),
                JobStatus.QUEUED,
                0,
                engine.settings().retry().maxRetries());
        for (CalendarRef calendar : calendars) {
            if (tx.calendars()
                    .find(calendar)
                    .filter(stored -> stored.user().equals(user))
                    .isEmpty()) {
                throw new IllegalArgumentException("this user has no calendar " + calendar);
            }
        }
        List<Long> generations = tx.work()
                .request(calendars.stream()
                        .map(calendar -> new WorkRequest(calendar, user, type, priority, tx.now(), WorkCause.REQUEST))
                        .toList());
        Map<CalendarRef, Long> asked = new HashMap<>();
        for (int i = 0; i < calendars.size(); i++) {
            asked.put(calendars.get(i), generations.get(i));
        }
        tx.jobs().add(new StoredJob(job, asked, Map.of()));
        return job;
    }

    Optional<SyncJob> find(JobId id) {
        return engine.store().inTransaction(tx -> tx.jobs().find(user, id).map(StoredJob::job));
    }

    SyncJob await(JobId id, Duration timeout) throws InterruptedException {
        require(id);
        engine.wake();
        var unused =
                engine.environment().tasks().await(() -> require(id).status().isFinal(), timeout);
        return require(id);
    }

    private SyncJob require(JobId id) {
        return find(id).orElseThrow(() -> new IllegalArgumentException("this user has no job " + id));
    }

    SyncJob replay(DeadLetter letter) {
        SyncJob job = engine.store().inTransaction(tx -> {
            if (tx.deadLetters().remove(user, List.of(letter.run())) == 0) {
                throw new IllegalArgumentException("this user has no dead letter of run " + letter.run());
            }
            return add(
                    tx,
                    List.of(letter.calendar()),
                    letter.demand().type(),
                    letter.demand().priority());
        });
        engine.wake();
        return job;
    }
}
