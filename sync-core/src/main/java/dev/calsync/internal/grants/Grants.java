package dev.calsync.internal.grants;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import dev.calsync.auth.Credentials;
import dev.calsync.auth.OAuthTokens;
import dev.calsync.auth.Sealed;
import dev.calsync.auth.Secret;
import dev.calsync.auth.TokenProvider;
import dev.calsync.error.AuthorizationRevokedException;
import dev.calsync.error.CorruptStateException;
import dev.calsync.error.StoreUnavailableException;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.listener.CacheFigures;
import dev.calsync.model.AccountId;
import dev.calsync.model.ProviderId;
import dev.calsync.provider.AccountRequest;
import dev.calsync.provider.ProviderContext;
import dev.calsync.provider.TokenRefresh;
import dev.calsync.store.AccountChange;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredAccount;
import dev.calsync.store.SyncStore;
import dev.calsync.system.Environment;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the accounts of one engine prove themselves with. Thread-safe. */
public final class Grants {
    static final Logger log = LoggerFactory.getLogger(Grants.class);

    private static final int REMEMBERED_MAX = 10_000;
    private static final Duration REMEMBERED_FOR = Duration.ofHours(1);

    private final SyncStore store;
    private final Environment environment;
    private final SecretBox box;
    private final Function<ProviderId, Optional<TokenRefresh>> refreshers;
    private final @Nullable TokenProvider vault;
    private final Cache<String, OAuthTokens> vaulted;
    private final Cache<AccountId, Opened> opened;
    private final Cache<AccountId, Unsaved> unsaved;

    /**
     * Wires it up.
     *
     * @param environment its time is the store's, so that nodes agree when a token is old
     * @param refreshers how a provider's tokens are fetched
     * @param vault the host's own; null if it has none
     */
    public Grants(
            SyncStore store,
            Environment environment,
            SecretBox box,
            Function<ProviderId, Optional<TokenRefresh>> refreshers,
            @Nullable TokenProvider vault) {
        this.store = store;
        this.environment = environment;
        this.box = box;
        this.refreshers = refreshers;
        this.vault = vault;
        this.vaulted = remembering(environment);
        this.opened = remembering(environment);
        this.unsaved = remembering(environment);
    }

    /**
     * The grant of an account that is kept.
     *
     * @throws AuthorizationRevokedException if what is kept cannot be opened: the account has to be connected again
     * @throws UnrecoverableException if its key is missing
     */
    public AccountGrant of(StoredAccount stored) {
        Opened known = opened(stored);
        AccountGrant grant = new AccountGrant(this, stored.account(), known);
        if (known.version() == stored.version() && box.outdated(known.keyId())) {
            resealInPassing(stored, known);
        }
        return grant;
    }

    /**
     * Credentials that were opened.
     *
     * @param version which version of the account's
     * @param held the credentials
     * @param keyId what they are sealed with where they are kept; empty if they hold no secret
     */
    record Opened(long version, CredentialsForm.Held held, String keyId) {}

    /** What is remembered may be newer than what the caller has read, and is not used if it is older. */
    Opened opened(StoredAccount stored) {
        AccountId id = stored.account().id();
        Opened known = opened.getIfPresent(id);
        if (known != null && known.version() >= stored.version()) {
            return known;
        }
        Opened fresh =
                new Opened(stored.version(), open(stored), stored.credentials().keyId());
        opened.put(id, fresh);
        return fresh;
    }

    /**
     * Credentials that were fetched and could not be kept, because the store was away.
     *
     * @param version the account's version that they were fetched for
     * @param held the credentials
     */
    record Unsaved(long version, CredentialsForm.Held held) {}

    @Nullable
    Unsaved unsaved(AccountId id) {
        return unsaved.getIfPresent(id);
    }

    void notSaved(AccountId id, Unsaved credentials) {
        unsaved.put(id, credentials);
    }

    /** They are kept by now, or others are. */
    void settled(AccountId id, Unsaved credentials) {
        unsaved.asMap().remove(id, credentials);
    }

    /** Whether they could be kept; not if others were kept meanwhile. */
    boolean save(StoreTransaction tx, AccountId id, Unsaved credentials) {
        return tx.accounts().change(id, credentials.version(), new AccountChange.Renewed(seal(id, credentials.held())));
    }

    /** These are kept by now. */
    Opened renewed(AccountId id, long version, CredentialsForm.Held held) {
        Opened fresh = new Opened(version, held, box.currentKeyId());
        opened.put(id, fresh);
        return fresh;
    }

    private static <K, V> Cache<K, V> remembering(Environment environment) {
        return Caffeine.newBuilder()
                .maximumSize(REMEMBERED_MAX)
                .expireAfterWrite(REMEMBERED_FOR)
                .ticker(environment.time()::nanoTime)
                .executor(Runnable::run)
                .recordStats()
                .build();
    }

    /** How often remembered credentials helped. */
    public CacheFigures figures() {
        CacheStats stats = opened.stats();
        return new CacheFigures(
                "grants", opened.estimatedSize(), stats.hitCount(), stats.missCount(), stats.evictionCount());
    }

    /** Whoever uses credentials that an older key sealed seals them anew. If that fails, the next one does. */
    private void resealInPassing(StoredAccount stored, Opened known) {
        try {
            AccountId id = stored.account().id();
            Sealed again = seal(id, known.held());
            store.inTransaction(tx -> tx.accounts().change(id, known.version(), new AccountChange.Resealed(again)));
            renewed(id, known.version(), known.held());
        } catch (StoreUnavailableException away) {
            log.debug("credentials stay sealed with an older key for now: {}", away.getMessage());
        }
    }

    /** The grant of an account that is being connected. */
    public TrialGrant trial(AccountRequest request) {
        return new TrialGrant(this, request);
    }

    /** Credentials as they are kept for an account; nothing if they hold no secret at all. */
    public Sealed seal(AccountId account, Credentials credentials) {
        return seal(account, new CredentialsForm.Held(credentials, null));
    }

    /** What was proven in a trial, as it is kept for an account. */
    public Sealed seal(AccountId account, TrialGrant proven) {
        return seal(account, proven.held());
    }

    Sealed seal(AccountId account, CredentialsForm.Held held) {
        return held.credentials() instanceof Credentials.None
                ? Sealed.NOTHING
                : box.seal(SecretBox.Purpose.CREDENTIALS, account.value(), CredentialsForm.write(held));
    }

    CredentialsForm.Held open(StoredAccount stored) {
        if (stored.credentials().equals(Sealed.NOTHING)) {
            return new CredentialsForm.Held(new Credentials.None(), null);
        }
        String owner = stored.account().id().value();
        try {
            byte[] bytes = box.open(SecretBox.Purpose.CREDENTIALS, owner, stored.credentials());
            return CredentialsForm.read(bytes, owner);
        } catch (CorruptStateException unreadable) {
            throw new AuthorizationRevokedException(
                    unreadable.getMessage() + ". Nothing was deleted; connect the account again", unreadable);
        }
    }

    /** Seals with the current key what older ones sealed. */
    public Resealer resealer() {
        return new Resealer(store, box);
    }

    boolean refreshes(ProviderId provider) {
        return refreshers.apply(provider).isPresent();
    }

    /** Asks the authorization server. */
    CredentialsForm.Held fetch(
            ProviderId provider, OAuthTokens current, Map<String, String> settings, ProviderContext calls)
            throws InterruptedException {
        TokenRefresh refresh = refreshers
                .apply(provider)
                .orElseThrow(() -> new AuthorizationRevokedException("the access token has expired, and provider '"
                        + provider + "' has no way to fetch another; connect the account again"));
        OAuthTokens next = refresh.refresh(current, settings, new TokenCalls(calls, environment.time()))
                .after(current);
        if (next.accessToken() == null) {
            throw new UnrecoverableException("provider '" + provider + "' answered a refresh without an access token");
        }
        return new CredentialsForm.Held(new Credentials.OAuth(next), now());
    }

    /**
     * An access token of the host's vault, which is asked once until it is about to end.
     *
     * @param refused what must not be given again; null if nothing
     */
    OAuthTokens vaulted(Credentials.Vault known, @Nullable Secret refused) throws InterruptedException {
        OAuthTokens remembered = vaulted.getIfPresent(known.grant());
        if (remembered != null
                && now().isBefore(RefreshTime.of(known.grant(), remembered, null))
                && !Objects.equals(remembered.accessToken(), refused)) {
            return remembered;
        }
        if (vault == null) {
            throw new UnrecoverableException(
                    "the account's tokens are in a vault of the host's, and none was handed in with .tokens(…)");
        }
        OAuthTokens fresh = vault.tokens(known.grant(), refused);
        vaulted.put(known.grant(), fresh);
        return fresh;
    }

    StoredAccount require(StoreTransaction tx, AccountId account) {
        return tx.accounts()
                .find(account)
                .orElseThrow(() -> new UnrecoverableException(
                        "account " + account + " is not known any more; it was disconnected"));
    }

    SyncStore store() {
        return store;
    }

    Instant now() {
        return environment.time().now();
    }

    void pause(Duration span) throws InterruptedException {
        environment.tasks().await(() -> false, span);
    }
}
