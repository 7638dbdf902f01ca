package dev.calsync;

import dev.calsync.internal.engine.Engine;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncJob;
import dev.calsync.job.SyncType;
import dev.calsync.model.Account;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.JobId;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.ScheduleId;
import dev.calsync.model.UserId;
import dev.calsync.provider.AccountRequest;
import dev.calsync.schedule.EventKind;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.store.DeadLetter;
import dev.calsync.store.Quarantined;
import dev.calsync.store.Revision;
import dev.calsync.store.RunRecord;
import dev.calsync.store.StoredSchedule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything one user may see and do. Whatever belongs to another user does not exist here. Cheap to make, thread-safe.
 * Calls block on the store only, except {@link #connect}, {@link #refreshCalendars} and {@link #await}.
 *
 * <p>All calls refuse what is not this user's with {@link IllegalArgumentException}, and what is wrong in itself, like an
 * empty list of calendars, with {@link dev.calsync.error.InvalidConfigurationException}. Both change nothing. Where the
 * store cannot be reached, calls throw {@link dev.calsync.error.StoreUnavailableException}.
 */
public final class UserSync {
    private final Engine engine;
    private final UserId user;
    private final boolean builtInReplica;
    private final UserAccounts accounts;
    private final UserSchedules schedules;
    private final UserJobs jobs;
    private final UserStatus status;

    UserSync(Engine engine, UserId user, boolean builtInReplica) {
        this.engine = engine;
        this.user = user;
        this.builtInReplica = builtInReplica;
        this.accounts = new UserAccounts(engine, user);
        this.schedules = new UserSchedules(engine, user);
        this.jobs = new UserJobs(engine, user);
        this.status = new UserStatus(engine, user);
    }

    /** Whose view this is. */
    public UserId user() {
        return user;
    }

    /**
     * Connects an account: proves the credentials, finds the calendars and keeps both. Connecting the same identity again
     * renews its credentials, and what waited for them goes on. Blocks on the provider.
     *
     * @throws dev.calsync.error.AuthorizationRevokedException if the credentials are refused
     * @throws dev.calsync.error.UnreachableException if no connection came about
     * @throws dev.calsync.error.UnrecoverableException if what answers is not this kind of service, or nothing for this
     *     kind of account was handed to the builder
     * @throws dev.calsync.error.TransientException if the service is in trouble
     * @throws InterruptedException if the thread is interrupted
     */
    public Account connect(AccountRequest request) throws InterruptedException {
        return accounts.connect(request);
    }

    /** Forgets an account with everything that hangs on it on this side; nothing is changed at the provider. */
    public void disconnect(Account account) {
        accounts.disconnect(account);
    }

    /** The user's accounts, oldest first. */
    public List<Account> accounts() {
        return accounts.all();
    }

    /** An account's calendars as they were last listed. */
    public List<RemoteCalendar> calendars(Account account) {
        return accounts.calendars(account);
    }

    /**
     * Asks the provider for the account's calendars again. Blocks on the provider.
     *
     * @throws InterruptedException if the thread is interrupted
     * @throws dev.calsync.error.SyncException as {@link #connect} does
     */
    public List<RemoteCalendar> refreshCalendars(Account account) throws InterruptedException {
        return accounts.refresh(account);
    }

    /**
     * Keeps a schedule. It fires from now on; an interval's first fire comes within one interval.
     *
     * @return the schedule's id
     * @throws dev.calsync.error.InvalidConfigurationException if the schedule names no calendar, fires too often or too
     *     rarely, cannot be understood, asks for catching up on missed fires, which cannot be had yet, or names another
     *     user; names every fault
     */
    public ScheduleId schedule(SyncSchedule schedule) {
        return schedules.add(schedule);
    }

    /**
     * Changes a schedule; it takes effect at once.
     *
     * @throws dev.calsync.error.InvalidConfigurationException as {@link #schedule} does; the old one stays
     */
    public void reschedule(ScheduleId id, SyncSchedule schedule) {
        schedules.replace(id, schedule);
    }

    /** Forgets a schedule. What it has asked for already is still done. */
    public void unschedule(ScheduleId id) {
        schedules.remove(id);
    }

    /** The user's schedules, oldest first. */
    public List<StoredSchedule> schedules() {
        return schedules.all();
    }

    /**
     * Something happened in the host's application: fires the user's event-driven schedules that ask for it.
     *
     * @param kind what kind of event
     * @param attributes what the schedules' conditions look at
     * @return the calendars that will be synchronised; paused ones are left out
     */
    public List<CalendarRef> publish(EventKind kind, Map<String, String> attributes) {
        return schedules.publish(kind, attributes);
    }

    /** Asks for calendars to be synchronised now, incrementally, ahead of periodic work. */
    public SyncJob syncNow(CalendarRef... calendars) {
        return jobs.request(List.of(calendars), SyncType.INCREMENTAL, Priority.HIGH);
    }

    /**
     * Asks for calendars to be synchronised now.
     *
     * @param calendars at least one, each once
     */
    public SyncJob syncNow(List<CalendarRef> calendars, SyncType type, Priority priority) {
        return jobs.request(calendars, type, priority);
    }

    /**
     * Waits until a job is over. Blocks.
     *
     * @return the job as it is then; its status is not final if the time was up first
     * @throws InterruptedException if the thread is interrupted
     */
    public SyncJob await(JobId job, Duration timeout) throws InterruptedException {
        return jobs.await(job, timeout);
    }

    /** One of the user's jobs as it is now; empty if there is none of this id, or it was forgotten after a while. */
    public Optional<SyncJob> job(JobId job) {
        return jobs.find(job);
    }

    /**
     * The events of a calendar.
     *
     * @throws IllegalStateException if the host keeps the events in tables of its own
     */
    public CalendarEvents events(CalendarRef calendar) {
        accounts.require(calendar);
        if (!builtInReplica) {
            throw new IllegalStateException("this host keeps events in its own replica; read and edit them there");
        }
        return new CalendarEvents(engine, user, calendar);
    }

    /** How a calendar is doing. */
    public CalendarStatus status(CalendarRef calendar) {
        return status.of(accounts.require(calendar));
    }

    /**
     * Nothing of a calendar is synchronised until it is resumed. Edits and {@link #syncNow(CalendarRef...)} wait until
     * then; no schedule asks for it meanwhile.
     */
    public void pause(CalendarRef calendar, String reason) {
        status.pause(accounts.require(calendar), reason);
    }

    /** Lets a paused calendar go on, with one run if something was asked for meanwhile. */
    public void resume(CalendarRef calendar) {
        status.resume(accounts.require(calendar));
    }

    /** A calendar's runs, newest first. */
    public List<RunRecord> history(CalendarRef calendar, int limit) {
        accounts.require(calendar);
        return engine.store().inTransaction(tx -> tx.runs().ofCalendar(calendar, limit));
    }

    /** Series of a calendar that cannot be synchronised, oldest first. */
    public List<Quarantined> quarantine(CalendarRef calendar, int limit) {
        accounts.require(calendar);
        return engine.store().inTransaction(tx -> tx.quarantine().ofCalendar(calendar, limit));
    }

    /** States that lost a conflict, newest first. */
    public List<Revision> revisions(CalendarRef calendar, int limit) {
        accounts.require(calendar);
        return engine.store().inTransaction(tx -> tx.revisions().ofCalendar(calendar, limit));
    }

    /** Work that was given up, newest first. */
    public List<DeadLetter> deadLetters(int limit) {
        return engine.store().inTransaction(tx -> tx.deadLetters().ofUser(user, limit));
    }

    /** Does given-up work again. */
    public SyncJob replay(DeadLetter letter) {
        return jobs.replay(letter);
    }
}
