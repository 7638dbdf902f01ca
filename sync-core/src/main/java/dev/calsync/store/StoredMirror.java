package dev.calsync.store;

import dev.calsync.mirror.Mirror;
import dev.calsync.mirror.MirrorEnd;
import dev.calsync.model.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A mirror as it is kept.
 *
 * @param user whose it is
 * @param mirror the mirror
 * @param source how far the source was looked through
 * @param target how far the target was looked through
 */
public record StoredMirror(UserId user, Mirror mirror, Look source, Look target) {

    /** A mirror of which nothing was looked at yet. */
    public StoredMirror(UserId user, Mirror mirror) {
        this(user, mirror, Look.NEVER, Look.NEVER);
    }

    /**
     * How far a calendar was looked through as a whole.
     *
     * @param completeAt when that was last complete; null if it never was
     * @param place where it goes on, a text of the engine's; null if none is under way
     */
    public record Look(
            @Nullable Instant completeAt, @Nullable String place) {
        /** Nothing was looked at yet. */
        public static final Look NEVER = new Look(null, null);
    }

    /** How far an end was looked through. */
    public Look look(MirrorEnd end) {
        return end == MirrorEnd.SOURCE ? source : target;
    }

    /** The same, with an end looked through that far. */
    public StoredMirror look(MirrorEnd end, Look value) {
        return end == MirrorEnd.SOURCE
                ? new StoredMirror(user, mirror, value, target)
                : new StoredMirror(user, mirror, source, value);
    }
}
