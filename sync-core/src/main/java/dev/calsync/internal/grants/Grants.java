package dev.calsync.internal.grants;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.calsync.auth.Credentials;
import dev.calsync.auth.OAuthTokens;
import dev.calsync.auth.Sealed;
import dev.calsync.auth.Secret;
import dev.calsync.auth.TokenProvider;
import dev.calsync.error.AuthorizationRevokedException;
import dev.calsync.error.CorruptStateException;
import dev.calsync.error.StoreUnavailableException;
import dev.calsync.error.UnrecoverableException;
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

    private static final int VAULTED_MAX = 10_000;
    private static final Duration VAULTED_FOR = Duration.ofHours(1);

    private final SyncStore store;
    private final Environment environment;
    private final SecretBox box;
    private final Function<ProviderId, Optional<TokenRefresh>> refreshers;
    private final @Nullable TokenProvider vault;
    private final Cache<String, OAuthTokens> vaulted;

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
        this.vaulted = Caffeine.newBuilder()
                .maximumSize(VAULTED_MAX)
                .expireAfterWrite(VAULTED_FOR)
                .ticker(environment.time()::nanoTime)
                .executor(Runnable::run)
                .build();
    }

    /**
     * The grant of an account that is kept.
     *
     * @throws AuthorizationRevokedException if what is kept cannot be opened: the account has to be connected again
     * @throws UnrecoverableException if its key is missing
     */
    public AccountGrant of(StoredAccount stored) {
        AccountGrant grant = new AccountGrant(this, stored);
        if (box.outdated(stored.credentials())) {
            resealInPassing(stored, grant);
        }
        return grant;
    }

    /** Whoever uses credentials that an older key sealed seals them anew. If that fails, the next one does. */
    private void resealInPassing(StoredAccount stored, AccountGrant grant) {
        try {
            AccountId id = stored.account().id();
            Sealed again = seal(id, grant.held());
            store.inTransaction(tx -> tx.accounts().change(id, stored.version(), new AccountChange.Resealed(again)));
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
