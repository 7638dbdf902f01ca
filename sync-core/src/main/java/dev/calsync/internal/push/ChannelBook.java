package dev.calsync.internal.push;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.calsync.auth.Secret;
import dev.calsync.internal.grants.SecretBox;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ProviderId;
import dev.calsync.model.UserId;
import dev.calsync.provider.Channel;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredAccount;
import dev.calsync.store.StoredChannel;
import dev.calsync.system.RandomSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The channels that calls come for, remembered so that a call that is known costs no question to the store. What is
 * remembered is looked up again after {@link #FRESH}, so a channel that ends on another node is accepted for no longer
 * than that. Channels that do not exist are never remembered: somebody may make up any number of them.
 *
 * <p>A path ends with a mark that only holders of the host's key can make. So a call for a path that this node has not
 * seen yet, after a start or because another node has just made it, is told from a guess without a question to the store.
 * Thread-safe.
 */
final class ChannelBook {
    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final Duration REMEMBERED = Duration.ofHours(2);
    private static final int REMEMBERED_MAX = 100_000;
    private static final int RANDOM_LONGS = 3;
    private static final int RANDOM_CHARS = 32;
    private static final int MARKED_CHARS = 43;
    private static final int KEYS_MAX = 8;
    private static final int GONE_MAX = 10_000;

    private final PushServices services;
    private final Cache<String, Known> known;
    /** Marked paths whose channels are over. */
    private final Cache<String, Boolean> gone;
    /** The keys that channels were seen sealed with: their paths are marked with these. */
    private final Set<String> keyIds = ConcurrentHashMap.newKeySet();

    ChannelBook(PushServices services) {
        this.services = services;
        this.known = Caffeine.newBuilder()
                .maximumSize(REMEMBERED_MAX)
                .expireAfterAccess(REMEMBERED)
                .ticker(services.environment().time()::nanoTime)
                .executor(Runnable::run)
                .build();
        this.gone = Caffeine.newBuilder()
                .maximumSize(GONE_MAX)
                .expireAfterWrite(FRESH)
                .ticker(services.environment().time()::nanoTime)
                .executor(Runnable::run)
                .build();
    }

    /**
     * A channel as it was last read.
     *
     * @param number the highest message number that became durable; lower ones tell nothing new
     */
    record Known(
            Channel channel, UserId user, ProviderId provider, ChannelState state, AtomicLong number, long readNanos) {}

    /**
     * The channel of this path.
     *
     * @param mayLook whether the store may be asked about a path that nobody here has seen
     */
    Optional<Known> find(String path, boolean mayLook) {
        Known seen = known.getIfPresent(path);
        long now = services.environment().time().nanoTime();
        if (seen != null && now - seen.readNanos() < FRESH.toNanos()) {
            return Optional.of(seen);
        }
        if (seen == null && !mayLook) {
            return Optional.empty();
        }
        if (gone.getIfPresent(path) != null) {
            return Optional.empty();
        }
        Optional<Known> read = services.store().inTransaction(tx -> read(tx, path, seen, now));
        read.ifPresentOrElse(fresh -> known.put(path, fresh), () -> {
            known.invalidate(path);
            if (isMarked(path)) {
                gone.put(path, true);
            }
        });
        return read;
    }

    private Optional<Known> read(StoreTransaction tx, String path, @Nullable Known before, long now) {
        StoredChannel stored = tx.channels().byPath(path).orElse(null);
        StoredAccount account =
                stored == null ? null : tx.accounts().find(stored.account()).orElse(null);
        if (stored == null || account == null) {
            return Optional.empty();
        }
        if (keyIds.size() < KEYS_MAX) {
            keyIds.add(stored.secret().keyId());
        }
        return Optional.of(new Known(
                open(services.box(), stored),
                account.account().user(),
                account.account().provider(),
                ChannelState.read(stored.state()),
                before == null ? new AtomicLong() : before.number(),
                now));
    }

    boolean isKnown(String path) {
        return known.getIfPresent(path) != null;
    }

    /** Whether the fleet has made this path, for a channel that may be over. A path from before there were marks is not. */
    boolean isMarked(String path) {
        if (path.length() != MARKED_CHARS) {
            return false;
        }
        String random = path.substring(0, RANDOM_CHARS);
        String mark = path.substring(RANDOM_CHARS);
        SecretBox box = services.box();
        return box.isMark(box.currentKeyId(), SecretBox.Purpose.CHANNEL, random, mark)
                || keyIds.stream().anyMatch(key -> box.isMark(key, SecretBox.Purpose.CHANNEL, random, mark));
    }

    /** What is remembered of a channel is old. */
    void forget(String path) {
        Known seen = known.getIfPresent(path);
        if (seen != null) {
            known.put(
                    path,
                    new Known(
                            seen.channel(),
                            seen.user(),
                            seen.provider(),
                            seen.state(),
                            seen.number(),
                            seen.readNanos() - FRESH.toNanos()));
        }
    }

    static Channel open(SecretBox box, StoredChannel stored) {
        byte[] secret = box.open(SecretBox.Purpose.CHANNEL, stored.id(), stored.secret());
        return new Channel(
                stored.id(),
                stored.path(),
                Secret.of(new String(secret, StandardCharsets.US_ASCII)),
                stored.account(),
                stored.calendar(),
                stored.remoteId(),
                stored.expiresAt());
    }

    /** A channel that is yet to be asked for, with a path and a secret of 192 random bits each. */
    static StoredChannel planned(
            PushServices services, AccountId account, CalendarRef calendar, Instant now, ChannelState state) {
        RandomSource random = services.environment().random();
        String id = services.environment().ids().next();
        byte[] secret = unguessable(random).getBytes(StandardCharsets.US_ASCII);
        String path = unguessable(random);
        return new StoredChannel(
                id,
                account,
                calendar,
                path + services.box().mark(SecretBox.Purpose.CHANNEL, path),
                services.box().seal(SecretBox.Purpose.CHANNEL, id, secret),
                null,
                null,
                now,
                state.text());
    }

    private static String unguessable(RandomSource random) {
        ByteBuffer bytes = ByteBuffer.allocate(RANDOM_LONGS * Long.BYTES);
        for (int i = 0; i < RANDOM_LONGS; i++) {
            bytes.putLong(random.nextLong());
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }
}
