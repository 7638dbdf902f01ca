package dev.calsync;

import dev.calsync.http.ApiRoute;
import dev.calsync.http.HttpAccess;
import dev.calsync.http.HttpRoute;
import dev.calsync.http.SyncHttp;
import dev.calsync.http.WebhookRoute;
import dev.calsync.internal.engine.Engine;
import dev.calsync.internal.grants.Resealer;
import dev.calsync.internal.push.Push;
import dev.calsync.listener.CacheFigures;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ProviderId;
import dev.calsync.model.Region;
import dev.calsync.model.UserId;
import dev.calsync.provider.EventFeature;
import dev.calsync.provider.Loss;
import dev.calsync.store.StoredCalendar;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps calendars in sync: the one object a host builds and keeps. Thread-safe. Several may live side by side in one
 * process; those that share a store share the work.
 *
 * <p>{@link #builder()} checks everything and starts nothing; {@link #start()} begins to work; {@link #close()} ends it.
 * Requests may be made before the start: they are kept in the store and served afterwards, by any engine on that store.
 */
public final class CalendarSync implements AutoCloseable {
    private final EnginePlan plan;
    private final Engine engine;
    private final boolean builtInReplica;
    private final SyncHttp http;

    CalendarSync(EnginePlan plan) {
        this.plan = plan;
        this.engine = plan.engine();
        this.builtInReplica = plan.replica() == null;
        this.http = http(HttpAccess.NONE);
    }

    /** Starts a description of what is wanted. */
    public static CalendarSyncBuilder builder() {
        return new CalendarSyncBuilder();
    }

    /**
     * Opens the store, joins the other engines on it, and begins to work on threads of its own. Blocks on the store only.
     *
     * @throws dev.calsync.error.StoreUnavailableException if the store cannot be reached
     * @throws IllegalStateException if this was started or closed before
     */
    public void start() {
        engine.start();
    }

    /**
     * Does what is due, for as long as the budget lasts, instead of {@link #start()}: for hosts that are called by their
     * platform's clock and must not keep threads. Joins the other engines on the store for a while, fires schedules, runs
     * what is due, hands back what does not fit and leaves. Blocks; may be called again and again, also side by side, and
     * also while this or other engines run: then they share the work.
     *
     * <p>A fifth of the budget is kept for handing back. If an engine died before without leaving, its users' work waits
     * until its lease has expired, as always.
     *
     * @param budget how long, at least a second
     * @return what was done
     * @throws IllegalArgumentException if the budget is shorter
     * @throws dev.calsync.error.StoreUnavailableException if the store cannot be reached
     * @throws InterruptedException if the thread is interrupted; what was begun is handed back
     */
    public DueReport runDue(Duration budget) throws InterruptedException {
        if (budget.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("the budget must be at least a second, was " + budget);
        }
        return new DueRuns(plan).run(budget);
    }

    /**
     * Everything one user may see and do; confined to that user. Cheap; does not block.
     *
     * @param user the host's name for the user
     * @throws IllegalArgumentException if the name is empty, longer than 255 characters or holds control characters
     */
    public UserSync forUser(String user) {
        return forUser(UserId.of(user));
    }

    /** Everything one user may see and do; confined to that user. Cheap; does not block. */
    public UserSync forUser(UserId user) {
        return new UserSync(engine, user, builtInReplica);
    }

    /**
     * The door for HTTP: hand it every request below the path that {@code CalendarSyncBuilder.webhooks} names. Without that
     * call nobody answers there. What it takes is kept in the store, also by an engine that was not started: hosts that
     * use {@link #runDue} need no more.
     */
    public SyncHttp http() {
        return http;
    }

    /**
     * The same with more behind it: the JSON API for those whom the host lets in, and {@code POST /tick} for a platform's
     * clock. {@code GET /api/openapi.json} describes the API.
     */
    public SyncHttp http(HttpAccess access) {
        Map<String, HttpRoute> routes = new HashMap<>();
        routes.put(
                WebhookRoute.SEGMENT,
                new WebhookRoute(engine.push().map(Push::desk).orElse(null)));
        access.authorizer()
                .map(authorizer -> new ApiRoute(
                        authorizer,
                        new UserApi(this::forUser, new ProgressStream(engine)).operations(),
                        plan.environment().time()))
                .ifPresent(api -> routes.put(ApiRoute.SEGMENT, api));
        access.tickSecret()
                .map(secret -> new TickRoute(this, secret, access.tickBudget()))
                .ifPresent(tick -> routes.put(TickRoute.SEGMENT, tick));
        return new SyncHttp(routes);
    }

    /**
     * How many engines on the store are needed so that work waits no longer than this for its turn: from what waits here,
     * as this engine's share of the whole, from how long runs took lately, and from the most workers an engine may have.
     * For hosts whose platform scales by a number. Does not block; at least 1.
     *
     * @param targetWait more than zero
     * @throws IllegalArgumentException if it is not
     */
    public int desiredNodes(Duration targetWait) {
        return engine.desiredNodes(targetWait);
    }

    /**
     * How much this engine's caches help, for the host's metrics: one entry for each, the same names in the same order each
     * time. Does not block.
     */
    public List<CacheFigures> caches() {
        return engine.caches();
    }

    /**
     * Regions with work that is due and that no engine on the store serves, in the order of their names. Blocks on the
     * store.
     *
     * @throws dev.calsync.error.StoreUnavailableException if the store cannot be reached
     */
    public List<Region> unservedRegions() {
        return engine.unservedRegions();
    }

    /**
     * Seals with the builder's current key what older keys sealed, while everything goes on: after a key was replaced, call
     * this until it is complete, then take the old key away. Secrets are also sealed anew whenever they are used. Blocks on
     * the store, in transactions of 200 secrets.
     *
     * @param limit look at no more secrets than this; at least 1
     * @throws IllegalArgumentException if it is less
     * @throws dev.calsync.error.StoreUnavailableException if the store cannot be reached; what was sealed anew stays so
     */
    public ResealReport reseal(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1, was " + limit);
        }
        Resealer resealer = engine.grants().resealer();
        boolean complete = resealer.run(limit);
        return new ResealReport(resealer.resealed(), resealer.unreadable(), resealer.faults(), complete);
    }

    /**
     * What is lost on the way when events of one provider are mirrored to another. What is not named arrives as it is, apart
     * from what the mirror's transform leaves out: never does anything become something else. Does not block.
     *
     * @throws IllegalArgumentException if the builder was not given one of the providers
     */
    public Map<EventFeature, Loss> losses(ProviderId from, ProviderId to) {
        return plan.providers().losses(from).to(plan.providers().losses(to));
    }

    /**
     * Looks whether all that is kept for a calendar is as it was written, and whether rows are missing. What is damaged is
     * put aside and told as {@link dev.calsync.listener.SyncEvent.StateDamaged}; a full sync is asked for, which compares
     * both sides and rebuilds what was lost: it deletes nothing and doubles nothing, and edits that wait stay. Damage is
     * also noticed when a run comes upon it; this is for who wants to know before. Blocks on the store, in transactions of
     * 500 rows: a second or so for 10,000 events.
     *
     * @throws IllegalArgumentException if the calendar is not known
     * @throws dev.calsync.error.StoreUnavailableException if the store cannot be reached
     */
    public StateCheck verify(CalendarRef calendar) {
        StoredCalendar stored = engine.store()
                .inTransaction(tx -> tx.calendars().find(calendar))
                .orElseThrow(() -> new IllegalArgumentException("calendar " + calendar + " is not known"));
        return forUser(stored.user()).verify(calendar);
    }

    /**
     * Something happened in the host's application, or a provider told it so: fires the event-driven schedules of the
     * event's user that ask for it. A hint, never data: many of them about one calendar become few runs. Blocks on the
     * store only.
     *
     * @return the calendars that will be synchronised; those that are paused or do not meet a schedule's condition are
     *     left out
     * @throws IllegalArgumentException if the event's calendar is not its user's
     * @throws dev.calsync.error.StoreUnavailableException if the store cannot be reached
     */
    public List<CalendarRef> publish(HostEvent event) {
        return publish(engine, event);
    }

    static List<CalendarRef> publish(Engine engine, HostEvent event) {
        List<CalendarRef> asked = engine.firer()
                .publish(
                        event.user(),
                        event.kind(),
                        event.attributes(),
                        event.calendar().orElse(null));
        engine.wake();
        return asked;
    }

    /**
     * Claims nothing more, lets the steps that run end, hands back what is left, and leaves. Blocks up to twice the
     * builder's drain time. The store is not closed: whoever made it closes it. Calling this again changes nothing.
     */
    @Override
    public void close() {
        engine.close();
    }
}
