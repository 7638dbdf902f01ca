package dev.calsync.testing;

import dev.calsync.auth.Credentials;
import dev.calsync.error.AuthorizationRevokedException;
import dev.calsync.model.Account;
import dev.calsync.model.ProviderId;
import dev.calsync.pacing.ProviderLimits;
import dev.calsync.provider.AccountRequest;
import dev.calsync.provider.CalendarProvider;
import dev.calsync.provider.CalendarSession;
import dev.calsync.provider.ConnectedAccount;
import dev.calsync.provider.ProviderContext;
import dev.calsync.provider.TokenRefresh;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A provider in memory whose truth a test can see and change, and whose failures a test can script. Thread-safe.
 *
 * <p>It keeps to the provider contract: cursors, pages that can be resumed, entity tags, idempotency keys that
 * {@code resolve} looks up. What it does wrong, it does because it was told to.
 */
public final class ScriptedProvider implements CalendarProvider {

    /** What a session asks of the provider; named so that a script can tell them apart. */
    public enum Call {
        /** Listing the calendars. */
        CALENDARS,
        /** A page of changes. */
        CHANGES,
        /** A batch of writes. */
        WRITE,
        /** Looking up what became of a write. */
        RESOLVE
    }

    private final ProviderId id;
    private final Map<String, ScriptedCalendar> calendars = new LinkedHashMap<>();
    private final Deque<RuntimeException> failures = new ArrayDeque<>();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong sessions = new AtomicLong();
    private Consumer<Call> beforeCall = call -> {};
    private ProviderLimits limits = ProviderLimits.NONE;
    private Function<Account, String> services = account -> id().value();
    private @Nullable ScriptedTokens tokens;
    private int pageSize = 100;
    private int answersToLose;

    /** A provider of this name without calendars. */
    public ScriptedProvider(ProviderId id) {
        this.id = id;
    }

    /** A provider named {@code scripted}. */
    public ScriptedProvider() {
        this(ProviderId.of("scripted"));
    }

    @Override
    public ProviderId id() {
        return id;
    }

    /** A request to connect somebody here; every identity is let in. */
    public AccountRequest account(String identity) {
        return account(identity, new Credentials.None());
    }

    /** The same, with credentials. */
    public AccountRequest account(String identity, Credentials credentials) {
        return new Request(id, identity, credentials);
    }

    /** The calendar of this id, made if it is not there. */
    public synchronized ScriptedCalendar calendar(String calendarId) {
        return calendars.computeIfAbsent(calendarId, ScriptedCalendar::new);
    }

    /** How many changes a page holds at most; 100 unless told. */
    public synchronized ScriptedProvider pageSize(int changes) {
        pageSize = changes;
        return this;
    }

    /** The next calls fail like this, one each. */
    public synchronized ScriptedProvider failNext(RuntimeException... next) {
        failures.addAll(List.of(next));
        return this;
    }

    /** The answers of the next writes are lost after they took effect. */
    public synchronized ScriptedProvider loseNextAnswers(int writes) {
        answersToLose += writes;
        return this;
    }

    /** What it says that it takes; nothing is limited unless told. Read when an engine is built. */
    public synchronized ScriptedProvider limits(ProviderLimits taken) {
        limits = taken;
        return this;
    }

    /** Which service answers for an account; one for all unless told. */
    public synchronized ScriptedProvider services(Function<Account, String> serviceOf) {
        services = serviceOf;
        return this;
    }

    /** Lets in who carries an access token of this server; anybody unless told. Read when an engine is built. */
    public synchronized ScriptedProvider tokens(ScriptedTokens server) {
        tokens = server;
        return this;
    }

    /** Called before every request, for instance to let something happen meanwhile. */
    public synchronized ScriptedProvider beforeCall(Consumer<Call> hook) {
        beforeCall = hook;
        return this;
    }

    /** How many requests were made so far. */
    public long requests() {
        return requests.get();
    }

    /** How many sessions were opened so far. */
    public long sessions() {
        return sessions.get();
    }

    @Override
    public synchronized ProviderLimits limits() {
        return limits;
    }

    @Override
    public synchronized Optional<TokenRefresh> tokenRefresh() {
        return Optional.ofNullable(tokens);
    }

    @Override
    public synchronized String service(Account account) {
        return services.apply(account);
    }

    @Override
    public ConnectedAccount connect(AccountRequest request, ProviderContext context) throws InterruptedException {
        enter(Call.CALENDARS, context);
        return new ConnectedAccount(request.settings().getOrDefault("identity", "somebody"), request.settings());
    }

    @Override
    public CalendarSession open(Account account, ProviderContext context) {
        sessions.incrementAndGet();
        return new ScriptedSession(this, account, context);
    }

    @Override
    public void close() {}

    /** Frames a request: the hook, the gate, the scripted failure. */
    void enter(Call call, ProviderContext context) throws InterruptedException {
        Consumer<Call> hook;
        synchronized (this) {
            hook = beforeCall;
        }
        hook.accept(call);
        context.beforeRequest();
        requests.incrementAndGet();
        RuntimeException failure;
        synchronized (this) {
            failure = failures.poll();
        }
        if (failure != null) {
            throw failure;
        }
        letIn(context);
        context.afterResponse(0);
    }

    /** As a provider does it: who is refused tries once more with another token. */
    private void letIn(ProviderContext context) throws InterruptedException {
        ScriptedTokens server;
        synchronized (this) {
            server = tokens;
        }
        if (server == null) {
            return;
        }
        Credentials first = context.credentials();
        if (!server.accepts(first) && !(context.refused(first) && server.accepts(context.credentials()))) {
            throw new AuthorizationRevokedException("the access token was refused, and so was a fresh one");
        }
    }

    synchronized List<ScriptedCalendar> all() {
        return List.copyOf(calendars.values());
    }

    synchronized int pageSize() {
        return pageSize;
    }

    synchronized boolean loseAnswer() {
        if (answersToLose == 0) {
            return false;
        }
        answersToLose--;
        return true;
    }

    private record Request(ProviderId provider, String identity, Credentials credentials) implements AccountRequest {

        @Override
        public Map<String, String> settings() {
            return Map.of("identity", identity);
        }
    }
}
