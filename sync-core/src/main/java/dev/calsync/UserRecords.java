package dev.calsync;

import dev.calsync.internal.engine.Engine;
import dev.calsync.job.SyncJob;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.RunId;
import dev.calsync.model.UserId;
import dev.calsync.store.DeadLetter;
import dev.calsync.store.Quarantined;
import dev.calsync.store.Revision;
import dev.calsync.store.RunQuery;
import dev.calsync.store.RunRecord;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The part of {@link UserSync} that looks back: what ran, what went otherwise than wanted, and what can be done about it. */
public abstract sealed class UserRecords permits UserSync {
    private final Engine engine;
    private final UserId user;
    private final boolean builtInReplica;
    private final UserAccounts owned;
    private final UserDeadLetters deadLetters;

    UserRecords(Engine engine, UserId user, boolean builtInReplica, UserJobs jobs) {
        this.engine = engine;
        this.user = user;
        this.builtInReplica = builtInReplica;
        this.owned = new UserAccounts(engine, user);
        this.deadLetters = new UserDeadLetters(engine, user, jobs);
    }

    /** A calendar's runs, newest first. */
    public List<RunRecord> history(CalendarRef calendar, int limit) {
        owned.require(calendar);
        return engine.store().inTransaction(tx -> tx.runs().ofCalendar(calendar, limit));
    }

    /** The user's runs that are asked for, newest first; the next page lies {@linkplain RunQuery#after behind} the last. */
    public List<RunRecord> history(RunQuery query) {
        CalendarRef only = query.calendar();
        if (only != null) {
            owned.require(only);
        }
        return engine.store().inTransaction(tx -> tx.runs().ofUser(user, query));
    }

    /** Series of a calendar that cannot be synchronised, oldest first, with those that wait for an answer. */
    public List<Quarantined> quarantine(CalendarRef calendar, int limit) {
        return repairs(calendar).quarantine(limit);
    }

    /** What of a calendar went otherwise than wanted, and what can be done about it. */
    public CalendarRepairs repairs(CalendarRef calendar) {
        owned.require(calendar);
        return new CalendarRepairs(engine, user, calendar, builtInReplica);
    }

    /**
     * Takes back what a run did on both sides, as {@link CalendarRepairs#undo} does; the run tells by itself which calendar it
     * was of.
     *
     * @throws IllegalArgumentException if no run of this user's did anything of this id, or what it did is not kept any more
     * @throws IllegalStateException if the host keeps the events in tables of its own
     */
    public UndoReport undo(RunId run) {
        CalendarRef calendar = engine.store()
                .inTransaction(tx -> tx.calendars().ofUser(user).stream()
                        .map(stored -> stored.calendar().ref())
                        .filter(ref -> !tx.journal().ofRun(ref, run, 0, 1).isEmpty())
                        .findFirst())
                .orElseThrow(
                        () -> new IllegalArgumentException("run " + run + " did nothing to this user's calendars that"
                                + " can be undone, or what it did is not kept any more"));
        return repairs(calendar).undo(run);
    }

    /** States that lost a conflict, newest first. */
    public List<Revision> revisions(CalendarRef calendar, int limit) {
        return repairs(calendar).revisions(limit);
    }

    /** Work that was given up, newest first. */
    public List<DeadLetter> deadLetters(int limit) {
        return deadLetters.newest(limit);
    }

    /** What was given up with this run; empty if there is none, or it was replayed or dropped. */
    public Optional<DeadLetter> deadLetter(RunId run) {
        return deadLetters.find(run);
    }

    /** Does given-up work again; the letter is gone. An {@link IllegalArgumentException} if it was before. */
    public SyncJob replay(DeadLetter letter) {
        return deadLetters.replay(letter);
    }

    /** Does what was given up again, the newest 1,000 letters at most. Returns the jobs, one for each calendar. */
    public List<SyncJob> replayAll() {
        return deadLetters.replayAll();
    }

    /** Forgets given-up work by its last runs; ids that name none are ignored. Returns how much there was. */
    public int drop(Collection<RunId> runs) {
        return deadLetters.drop(runs);
    }
}
