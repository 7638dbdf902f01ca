package dev.calsync.provider.graph;

import dev.calsync.provider.EventWrite;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How an event that this side made is known again. Graph gives each event a UID of its own, so ours is kept beside it: in
 * the {@code transactionId}, which also keeps a create that is sent twice from making two events and which a delta shows,
 * and in extended properties, which can be searched for.
 */
final class Stamps {
    private static final String PREFIX = "calsync~";

    /** What Graph takes here nobody says; this much is known to pass. */
    private static final int MAX_UID_CHARS = 180;

    /** The property set of Calsync, made up once. */
    private static final String SET = "{9d3c6d1e-5b5f-4a1e-9c53-6f1c2b7a0e41}";

    /** The extended property that holds the UID. */
    static final String UID = "String " + SET + " Name calsync-uid";

    /** The extended property that holds the idempotency key of the write that made the event. */
    static final String KEY = "String " + SET + " Name calsync-key";

    private Stamps() {}

    /** The {@code transactionId} of a create. */
    static String transactionId(EventWrite.Create create) {
        String uid = create.series().uid();
        boolean fits = uid.length() <= MAX_UID_CHARS && uid.chars().allMatch(c -> c > ' ' && c < 0x7F);
        return PREFIX + create.idempotencyKey() + "~" + (fits ? uid : "");
    }

    /** The UID in a {@code transactionId} of ours; empty in anybody else's. */
    static Optional<String> uid(@Nullable String transactionId) {
        return part(transactionId, 2).filter(uid -> !uid.isEmpty());
    }

    /** The idempotency key in a {@code transactionId} of ours; empty in anybody else's. */
    static Optional<String> key(@Nullable String transactionId) {
        return part(transactionId, 1);
    }

    private static Optional<String> part(@Nullable String transactionId, int part) {
        if (transactionId == null || !transactionId.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String[] parts = transactionId.split("~", 3);
        return parts.length == 3 ? Optional.of(parts[part]) : Optional.empty();
    }
}
