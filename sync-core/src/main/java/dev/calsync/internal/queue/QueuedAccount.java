package dev.calsync.internal.queue;

import dev.calsync.model.AccountId;
import dev.calsync.model.ProviderId;
import org.jspecify.annotations.Nullable;

/** An account that has work here, waiting or running. */
final class QueuedAccount {
    final AccountId id;
    final ProviderId provider;
    final QueuedUser user;
    final ProviderPool pool;
    /** One for each priority, made when it is first needed. */
    final @Nullable Line[] lines = new Line[Turns.LEVELS];

    final int limit;
    private final Turns turns;
    /** The gate of its own, once it was closed. */
    @Nullable
    Door own;

    @Nullable
    String hostName;

    @Nullable
    Door host;
    /** Where its host's door holds it. */
    int place;
    /** Calendars that wait or run. */
    int calendars;

    int running;
    /** Whether its work takes part: not while it is at its limit or closed. */
    private boolean ready = true;

    QueuedAccount(AccountId id, ProviderId provider, QueuedUser user, ProviderPool pool, int limit, Turns turns) {
        this.id = id;
        this.provider = provider;
        this.user = user;
        this.pool = pool;
        this.limit = limit;
        this.turns = turns;
    }

    Line line(int priority) {
        Line line = lines[priority];
        if (line == null) {
            line = new Line(turns, user.lane(pool, priority, turns), ready);
            lines[priority] = line;
        }
        return line;
    }

    void started() {
        running++;
        turned();
    }

    void ended() {
        running--;
        turned();
    }

    /** Its limit or one of its doors may have changed. */
    void turned() {
        boolean nowReady = running < limit && !closed(own) && !closed(host);
        if (nowReady == ready) {
            return;
        }
        ready = nowReady;
        for (Line line : lines) {
            if (line != null) {
                line.takePart(ready);
            }
        }
    }

    static boolean closed(@Nullable Door door) {
        return door != null && door.closed();
    }
}
