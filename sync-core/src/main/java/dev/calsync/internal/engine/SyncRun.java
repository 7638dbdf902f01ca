package dev.calsync.internal.engine;

import dev.calsync.error.UnrecoverableException;
import dev.calsync.internal.grants.AccountGrant;
import dev.calsync.internal.grants.Refresh;
import dev.calsync.internal.pacing.Permission;
import dev.calsync.internal.pacing.RunPacing;
import dev.calsync.job.OnFailure;
import dev.calsync.job.Priority;
import dev.calsync.job.Progress;
import dev.calsync.job.SyncReport;
import dev.calsync.job.SyncType;
import dev.calsync.job.WorkContext;
import dev.calsync.job.WorkOutcome;
import dev.calsync.job.WorkStep;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.RunId;
import dev.calsync.model.SeriesId;
import dev.calsync.provider.CalendarProvider;
import dev.calsync.provider.CalendarSession;
import dev.calsync.store.FeedRound;
import dev.calsync.store.Intent;
import dev.calsync.store.Link;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredAccount;
import dev.calsync.store.StoredCalendar;
import dev.calsync.store.StoredFeed;
import dev.calsync.store.WorkCause;
import dev.calsync.system.Environment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One run of a calendar, as a chain of steps: each is one provider call or one store transaction.
 *
 * <ol>
 *   <li>read what is known about the calendar; settle writes whose answers an earlier run lost
 *   <li>pull: for each partition of the change feed, page after page; each page is applied together with its resume point
 *       in one transaction, and the deletions of a round take effect in its last one, together with the checkpoint
 *   <li>push: what is pending, in batches: an intent is made durable, the writes are sent, the answers are noted
 *   <li>if somebody else had changed what was to be written, pull and push once more, a few times at most
 * </ol>
 *
 * A crash between any two steps loses nothing: a page that was fetched and not applied is fetched again, one that was
 * applied is not, and a write that may have been sent is looked up before anything is sent again.
 */
final class SyncRun {
    private static final int CONFLICT_ROUNDS_MAX = 3;
    private static final int INTENTS_MAX = 500;
    private static final int LINKS_AT_ONCE = 500;
    private static final Set<WorkCause> ROUTINE = Set.of(WorkCause.SCHEDULE, WorkCause.EDIT);
    private static final Duration TOKEN_PAUSE = Duration.ofSeconds(1);

    private final ActiveRun run;
    private final WorkContext context;
    private final Providers providers;
    private final Replicas replicas;

    private @Nullable CalendarSession session;
    private @Nullable RunPacing pacing;
    private @Nullable Listing listing;
    private final Guardian guardian;
    private boolean writable;
    private boolean firstSync;
    /** The failed run that is to be undone first: what becomes of its last writes is noted as its own. */
    private @Nullable RunId rollsBack;

    private final Map<String, FeedRound> rounds = new HashMap<>();
    private final KeptFirst kept = new KeptFirst();
    private final RunCommits commits;
    private SyncReport report = SyncReport.NONE;
    private int conflictRounds;

    SyncRun(ActiveRun run, WorkContext context, Providers providers, Replicas replicas) {
        this.run = run;
        this.context = context;
        this.providers = providers;
        this.replicas = replicas;
        this.guardian = new Guardian(this);
        this.commits = new RunCommits(run, kept);
    }

    private record Known(
            @Nullable StoredAccount account,
            @Nullable StoredCalendar calendar,
            List<StoredFeed> feeds,
            List<Intent> intents) {}

    WorkOutcome begin() throws InterruptedException {
        Known known = run.fenced(tx -> {
            KnownUsers.Facts facts = run.services().known().of(tx, run.lease());
            return new Known(
                    facts.account(),
                    facts.calendar(),
                    tx.checkpoints().feeds(calendar()),
                    tx.intents().open(calendar(), INTENTS_MAX));
        });
        if (known.account() == null || known.calendar() == null) {
            throw new UnrecoverableException(
                    "calendar " + calendar() + " is not known any more; its account was disconnected");
        }
        StoredAccount account = known.account();
        if (account.needsAttention() != null) {
            return context.deferUntil(environment().time().now(), account.needsAttention());
        }
        writable = known.calendar().calendar().writable();
        firstSync = known.feeds().stream().allMatch(feed -> feed.checkpoint() == null);
        known.feeds().forEach(feed -> atRound(new FeedRound(feed.partition(), feed.round())));
        rollsBack = known.feeds().stream()
                .flatMap(feed -> Stream.ofNullable(feed.rollBack()))
                .findFirst()
                .orElse(null);
        run.aftermath().begunAt(known.feeds());
        AccountGrant grant = run.services().grants().of(account);
        run.uses(grant);
        CalendarProvider provider = providers.require(account.account().provider());
        RunPacing allowed = run.services().pacing().of(provider, account.account());
        pacing = allowed;
        run.paced(allowed);
        if (allowed.begin() instanceof Permission.Refused refused) {
            return putOff(refused);
        }
        ProviderCalls calls = ProviderCalls.within(run, environment(), grant, allowed);
        WorkStep work = () -> {
            CalendarSession opened = run.session().open(provider, account.account(), grant.likeness(), calls);
            session = new MeteredSession(opened, run.meter());
            return new PushSteps(this).settleLeftovers(known.intents(), first(known));
        };
        Refresh refresh = grant.firstRefresh().orElse(null);
        return refresh == null ? work.run() : more(() -> refreshed(refresh, calls, work));
    }

    /** What comes first once it is known what became of earlier writes. */
    private WorkStep first(Known known) {
        WorkStep pull = () -> pull(known.feeds(), run.lease().type());
        RunId undone = rollsBack;
        if (undone != null) {
            return new RollBack(this, undone, Aftermath.onlyUndoes(run.lease()) ? this::finish : pull)::begin;
        }
        boolean couldNotSend = known.intents().stream().anyMatch(intent -> intent.state() == Intent.State.PLANNED);
        return couldNotSend ? this::pushFirst : pull;
    }

    /** What a failed run had written is undone; from here on this run notes what it does itself. */
    void rolledBack() {
        rollsBack = null;
    }

    /** The account's access token is too old for the work, or soon will be: a new one comes first. */
    private WorkOutcome refreshed(Refresh refresh, ProviderCalls calls, WorkStep work) throws InterruptedException {
        return switch (refresh.begin()) {
            case BEGUN ->
                more(() -> {
                    refresh.fetchAndKeep(calls.tokenCalls());
                    return more(work);
                });
            case DONE_BY_OTHERS -> work.run();
            case UNDER_WAY ->
                refresh.early()
                        ? work.run()
                        : context.deferUntil(
                                environment().time().now().plus(TOKEN_PAUSE),
                                "another run is fetching an access token for the account");
        };
    }

    /**
     * An earlier run planned writes and had to stop before it sent them. If this one read first, it might use up on the
     * reading what it is allowed, and stop at the same place for ever.
     */
    private WorkOutcome pushFirst() {
        return new PushSteps(this).push(changedByOthers -> pullAgain(run.lease().type()));
    }

    private WorkOutcome pullAgain(SyncType type) {
        return WorkOutcome.more(() -> pull(run.fenced(tx -> tx.checkpoints().feeds(calendar())), type));
    }

    private WorkOutcome pull(List<StoredFeed> feeds, SyncType type) throws InterruptedException {
        Deque<String> partitions = new ArrayDeque<>(
                session().partitions(calendar().calendarId(), settings().window()));
        listing = new Listing(calendar(), partitions.size(), replicas.builtIn());
        return nextPartition(partitions, feeds, type);
    }

    private WorkOutcome nextPartition(Deque<String> partitions, List<StoredFeed> feeds, SyncType type) {
        String partition = partitions.poll();
        if (partition == null) {
            return mirrors().bring(() -> new PushSteps(this).push(this::afterPush));
        }
        StoredFeed feed = feeds.stream()
                .filter(known -> known.partition().equals(partition))
                .findFirst()
                .orElseGet(() -> new StoredFeed(partition, null, latestRound(partition), null));
        return new PullSteps(this, feed, type, () -> nextPartition(partitions, feeds, type)).begin();
    }

    /**
     * A feed without a row is new, and no link knows a round of it. If some do, the row was lost: rounds that began at 1 would
     * take what they do not mention for mentioned in a later one.
     */
    private long latestRound(String partition) {
        FeedRound never = new FeedRound(partition, Long.MAX_VALUE);
        long latest = 0;
        SeriesId after = null;
        List<Link> page;
        do {
            SeriesId from = after;
            page = run.fenced(tx -> tx.links().gone(calendar(), never, true, from, LINKS_AT_ONCE));
            for (Link link : page) {
                latest = Math.max(latest, link.seen().number());
                after = link.local();
            }
        } while (page.size() == LINKS_AT_ONCE);
        return latest;
    }

    /** What was to be written had been changed by somebody else: read it, merge, and write again. */
    private WorkOutcome afterPush(boolean changedByOthers) {
        if (!changedByOthers) {
            return finish();
        }
        conflictRounds++;
        return pullAgain(SyncType.INCREMENTAL);
    }

    /** What pushing brought here is brought to where it is mirrored as well. */
    private WorkOutcome finish() {
        return mirrors().bringLast(this::end);
    }

    private WorkOutcome end() {
        return report.quarantined() > 0 ? new WorkOutcome.Partial(report) : new WorkOutcome.Completed(report);
    }

    private MirrorSteps mirrors() {
        return new MirrorSteps(this, providers);
    }

    /** A transaction that counts only under the lease; what it counted is added up once it is committed. */
    void commit(BiConsumer<StoreTransaction, Tally> work) {
        report = report.plus(commits.commit(work).report());
    }

    Guardian guardian() {
        return guardian;
    }

    /** Whether a call that reads may be made now. */
    Permission mayRead() {
        return pacing().call(null, 1);
    }

    /** The same for a call that lists anew what was known before: it may use a share of what there is, and no more. */
    Permission mayReadAnew() {
        return pacing().resync(1);
    }

    /** Whether listing everything anew comes after all other work: nobody waits for it. */
    boolean givesWay() {
        Set<WorkCause> causes = run.lease().demand().causes();
        return run.lease().priority() != Priority.LOW
                && !causes.contains(WorkCause.REQUEST)
                && !causes.contains(WorkCause.EDIT);
    }

    WorkOutcome giveWay() {
        run.aftermath().giveWay();
        return context.deferUntil(
                environment().time().now(), "everything has to be compared anew, which is done at low priority");
    }

    /** Whether so many writes may be sent now. */
    Permission mayWrite(int writes) {
        return pacing().call(calendar().calendarId(), writes);
    }

    /** The service answered as it should. */
    void answered() {
        pacing().succeeded();
    }

    WorkOutcome putOff(Permission.Refused refused) {
        run.services().turns().leaveAlone(calendar().account(), refused.until());
        return context.deferUntil(refused.until(), refused.reason());
    }

    private RunPacing pacing() {
        return Objects.requireNonNull(pacing, "the first step asks whether the run may begin");
    }

    void progress(String phase, long done) {
        context.progress(Progress.of(phase, done));
    }

    PageApplier applier() {
        return new PageApplier(replicas, environment().ids(), calendar(), run.options(), this::journal, guardian, kept);
    }

    /** What this run does, for one transaction. */
    RunJournal journal(StoreTransaction tx) {
        RunId undoing = rollsBack;
        boolean ties = undoing != null || run.options().onFailure() == OnFailure.ROLL_BACK;
        return new RunJournal(tx, calendar(), undoing == null ? run.id() : undoing, firstSync, ties);
    }

    KeptFirst kept() {
        return kept;
    }

    WorkOutcome more(WorkStep step) {
        return WorkOutcome.more(step);
    }

    /** As {@link #more}, for a step that keeps what the provider was asked for: nobody's turn comes before it. */
    WorkOutcome atOnce(WorkStep step) {
        run.mayYield(false);
        return more(() -> {
            run.mayYield(true);
            return step.run();
        });
    }

    CalendarRef calendar() {
        return run.calendar();
    }

    CalendarSession session() {
        return Objects.requireNonNull(session, "the session is opened by the first step");
    }

    ActiveRun run() {
        return run;
    }

    Replicas replicas() {
        return replicas;
    }

    /** Whether what cannot be written now, because somebody else changed it, goes into quarantine. */
    boolean lastConflictRound() {
        return conflictRounds + 1 >= CONFLICT_ROUNDS_MAX;
    }

    /** A round of the feed is written down. One that found nothing is not, and the next one has its number. */
    void atRound(FeedRound latest) {
        rounds.put(latest.partition(), latest);
    }

    /**
     * What is written now counts as mentioned in the latest round, because that round's listing may be older. Where the
     * feed has several partitions nobody knows yet which of them will mention it.
     */
    FeedRound round() {
        return rounds.size() == 1 ? rounds.values().iterator().next() : FeedRound.NONE;
    }

    /** What the pull under way has listed. */
    Listing listing() {
        return Objects.requireNonNull(listing, "a pull begins with its partitions");
    }

    /** Whether nobody waits for what is new: a schedule came round, or an edit is to be sent that nothing stands against. */
    boolean routine() {
        return conflictRounds == 0 && ROUTINE.containsAll(run.lease().demand().causes());
    }

    boolean writable() {
        return writable;
    }

    SyncReport report() {
        return report;
    }

    EngineSettings settings() {
        return run.services().settings();
    }

    private Environment environment() {
        return run.services().environment();
    }
}
