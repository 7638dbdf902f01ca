package dev.calsync.internal.queue;

import dev.calsync.model.UserId;
import java.util.ArrayList;
import java.util.List;

/** A user who has work here, waiting or running. */
final class QueuedUser {
    final UserId id;
    /** At most one for each provider and priority. */
    final List<Lane> lanes = new ArrayList<>(2);
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
        for (Lane lane : lanes) {
            if (lane.pool == pool && lane.priority == priority) {
                return lane;
            }
        }
        Lane lane = new Lane(this, pool, priority, turns.comparisons());
        lanes.add(lane);
        return lane;
    }

    void started(Turns turns) {
        running++;
        if (atLimit()) {
            lanes.forEach(turns::settle);
        }
    }

    void ended(Turns turns) {
        running--;
        if (running == limit - 1) {
            lanes.forEach(turns::settle);
        }
    }
}
