package dev.calsync.internal.queue;

import dev.calsync.model.UserId;
import org.jspecify.annotations.Nullable;

/** A user who has work here, waiting or running. */
final class QueuedUser {
    final UserId id;
    /** At most one for each provider and priority. */
    @Nullable
    Lane lanes;
    /** Accounts with work here. */
    int accounts;

    final int limit;
    int running;

    QueuedUser(UserId id, int limit) {
        this.id = id;
        this.limit = limit;
    }

    boolean atLimit() {
        return running >= limit;
    }

    Lane lane(ProviderPool pool, int priority, Turns turns) {
        for (Lane lane = lanes; lane != null; lane = lane.sibling) {
            if (lane.pool == pool && lane.priority == priority) {
                return lane;
            }
        }
        Lane lane = new Lane(this, pool, priority, lanes, turns.comparisons());
        lanes = lane;
        return lane;
    }

    void started(Turns turns) {
        running++;
        if (atLimit()) {
            settle(turns);
        }
    }

    private void settle(Turns turns) {
        for (Lane lane = lanes; lane != null; lane = lane.sibling) {
            turns.settle(lane);
        }
    }

    void ended(Turns turns) {
        running--;
        if (running == limit - 1) {
            settle(turns);
        }
    }
}
