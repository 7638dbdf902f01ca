package dev.calsync;

import dev.calsync.internal.engine.Engine;
import dev.calsync.job.Priority;
import dev.calsync.job.Progress;
import dev.calsync.job.SyncJob;
import dev.calsync.job.SyncType;
import dev.calsync.model.Account;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.JobId;
import dev.calsync.model.Region;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.ScheduleId;
import dev.calsync.model.UserId;
import dev.calsync.provider.AccountRequest;
import dev.calsync.schedule.EventKind;
import dev.calsync.schedule.ScheduleRegistration;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.schedule.SyncSettings;
import dev.calsync.store.StoredSchedule;
import java.time.Duration;
import java.time.Instant;
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
public final class UserSync extends UserRecords {
    private final Engine engine;
    private final UserId user;
    private final boolean builtInReplica;
    private final UserAccounts accounts;
    private final UserSchedules schedules;
    private final UserJobs jobs;
    private final UserStatus status;
    private final UserSettings settings;

    UserSync(Engine engine, UserId user, boolean builtInReplica) {
        this(engine, user, builtInReplica, new UserJobs(engine, user));
    }

    private UserSync(Engine engine, UserId user, boolean builtInReplica, UserJobs jobs) {
        super(engine, user, builtInReplica, jobs);
        this.engine = engine;
        this.user = user;
        this.builtInReplica = builtInReplica;
        this.accounts = new UserAccounts(engine, user);
        this.schedules = new UserSchedules(engine, user, builtInReplica);
        this.jobs = jobs;
        this.status = new UserStatus(engine, user);
        this.settings = new UserSettings(engine, user);
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
     * @return the schedule's id, its next three fires, and what is probably not meant
     * @throws dev.calsync.error.InvalidConfigurationException if the schedule names no calendar, fires too often or too
     *     rarely, cannot be understood, or names another user; names every fault
     */
    public ScheduleRegistration schedule(SyncSchedule schedule) {
        return schedules.add(schedule);
    }

    /**
     * Changes a schedule; it takes effect at once. A fire whose time had come by the old terms still happens, once, by the
     * new ones; missed fires that the old ones would have made up for are forgotten. A paused schedule stays paused.
     *
     * @return as {@link #schedule} does
     * @throws dev.calsync.error.InvalidConfigurationException as {@link #schedule} does; the old one stays
     */
    public ScheduleRegistration reschedule(ScheduleId id, SyncSchedule schedule) {
        return schedules.replace(id, schedule);
    }

    /** Forgets a schedule. What it has asked for already is still done. */
    public void unschedule(ScheduleId id) {
        schedules.remove(id);
    }

    /** The user's schedules, oldest first; settings are not among them. */
    public List<StoredSchedule> schedules() {
        return schedules.all();
    }

    /**
     * A schedule does not fire until it is resumed, and others decide when its calendars are synchronised. What it has asked
     * for already is still done; its filter, conflict policy and retries hold for runs that something else asks for.
     *
     * @param reason why, for whoever looks at it
     */
    public void pause(ScheduleId schedule, String reason) {
        schedules.pause(schedule, reason);
    }

    /**
     * Lets a paused schedule fire again, from its next time on; what it would have fired meanwhile is not made up for.
     *
     * @return as {@link #schedule} does
     * @throws dev.calsync.error.InvalidConfigurationException if it is paused because this version cannot read it
     */
    public ScheduleRegistration resume(ScheduleId schedule) {
        return schedules.resume(schedule);
    }

    /**
     * The next fire times of a schedule, earliest first; none if it is paused.
     *
     * @param n 1 to 1000
     */
    public List<Instant> preview(ScheduleId schedule, int n) {
        return schedules.preview(schedule, n);
    }

    /** What the user chose for all calendars. */
    public SyncSettings settings() {
        return settings.ofUser();
    }

    /**
     * Keeps what the user chose for all calendars, in place of what was chosen before. What is left open is the engine's
     * business.
     *
     * @throws dev.calsync.error.InvalidConfigurationException if the settings have faults, naming all of them; the old
     *     ones stay
     */
    public void settings(SyncSettings chosen) {
        settings.set(chosen);
    }

    /** What the user chose for one calendar. */
    public SyncSettings settings(CalendarRef calendar) {
        return settings.of(calendar);
    }

    /**
     * Keeps what the user chose for one calendar, in place of what was chosen before. What is left open is as for all
     * calendars.
     *
     * @throws dev.calsync.error.InvalidConfigurationException as {@link #settings(SyncSettings)} does
     */
    public void settings(CalendarRef calendar, SyncSettings chosen) {
        settings.set(calendar, chosen);
    }

    /**
     * The user is around: what is synchronised with the frequency {@code auto} is so more often. Cheap to call often; it is
     * noted to the minute. Connecting an account counts as well.
     */
    public void touch() {
        settings.touch();
    }

    /**
     * Says where the user's work may run, see {@code CalendarSyncBuilder.regions}.
     *
     * @throws IllegalArgumentException if the user has an account or a schedule and the region is another one
     */
    public void region(Region region) {
        settings.region(region);
    }

    /** Why a calendar is synchronised when it is, and what stands in the way of a run now. */
    public CalendarExplanation explain(CalendarRef calendar) {
        return new UserExplanations(engine, user, builtInReplica).of(accounts.require(calendar));
    }

    /**
     * Something happened in the host's application: fires the user's event-driven schedules that ask for it.
     *
     * @param kind what kind of event
     * @param attributes what the schedules' conditions look at
     * @return the calendars that will be synchronised; those that are paused or do not meet a schedule's condition are
     *     left out
     */
    public List<CalendarRef> publish(EventKind kind, Map<String, String> attributes) {
        return CalendarSync.publish(engine, new HostEvent(user, kind, attributes, Optional.empty()));
    }

    /** Something happened that is about one calendar: as {@link #publish(EventKind, Map)}, and for this calendar alone. */
    public List<CalendarRef> publish(EventKind kind, Map<String, String> attributes, CalendarRef calendar) {
        return CalendarSync.publish(engine, new HostEvent(user, kind, attributes, Optional.of(calendar)));
    }

    /**
     * Asks for calendars to be synchronised now, incrementally, ahead of periodic work. Bounded as {@link #syncNow(List,
     * SyncType, Priority)} is.
     */
    public SyncJob syncNow(CalendarRef... calendars) {
        return jobs.request(List.of(calendars), SyncType.INCREMENTAL, Priority.HIGH);
    }

    /**
     * Asks for calendars to be synchronised now: so many times a minute for each calendar as {@code
     * CalendarSyncBuilder.syncNowLimit} allows. Whoever asks more often gets the job that waits for these calendars
     * already, and may have been asked for by somebody else; if none does, a job whose {@code scheduledAt} is when it is
     * allowed again.
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
     * How far the runs for a job are: for each of its calendars that is being worked on in this process, the phase, how
     * much of it is done, and how much there is when that is known. Empty while it waits, and once it is over. Runs of
     * other engines on the same store are not seen.
     */
    public Map<CalendarRef, Progress> progress(JobId job) {
        return jobs.progress(job);
    }

    /**
     * Calls a job off. It is {@code CANCELLED} on return, whatever its runs do: what only it asked for is taken back, and
     * a run that serves it stops between two steps within a second or so, on whichever engine it is, or is interrupted
     * some seconds later. What that run did so far stays. Edits, schedules and other jobs lose nothing: what they are owed
     * is owed on. A job that is over stays as it ended.
     *
     * @return the job as it is now
     */
    public SyncJob cancel(JobId job) {
        return jobs.cancel(job);
    }

    /**
     * Gives a job another priority while it is queued; one that has begun or is over stays as it is. Work that others wait
     * for as well never becomes less urgent than they asked for. Returns the job as it is now.
     */
    public SyncJob prioritize(JobId job, Priority priority) {
        return jobs.prioritize(job, priority);
    }

    /**
     * The events of a calendar.
     *
     * @throws IllegalStateException if the host keeps the events in tables of its own
     */
    public CalendarEvents events(CalendarRef calendar) {
        accounts.require(calendar);
        return CalendarEvents.of(engine, user, calendar, builtInReplica);
    }

    /** Begins a mirror: {@code alice.mirror(work).to(family)} keeps the second calendar equal to the first. */
    public MirrorRequest mirror(CalendarRef source) {
        return new MirrorRequest(mirrors(), source);
    }

    /** The user's mirrors. */
    public UserMirrors mirrors() {
        return new UserMirrors(engine, user, builtInReplica);
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

    /** Looks whether all that is kept for a calendar is as it was written, as {@link CalendarSync#verify} does. */
    public StateCheck verify(CalendarRef calendar) {
        return status.verify(accounts.require(calendar), builtInReplica);
    }

    /** Lets a paused calendar go on, with one run if something was asked for meanwhile. */
    public void resume(CalendarRef calendar) {
        status.resume(accounts.require(calendar));
    }
}
