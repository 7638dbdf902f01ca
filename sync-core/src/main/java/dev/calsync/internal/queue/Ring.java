package dev.calsync.internal.queue;

import org.jspecify.annotations.Nullable;

/** The lanes of one provider, level and priority in the order of their turns. */
final class Ring {
    final int level;
    private @Nullable Lane first;
    private @Nullable Lane last;

    Ring(int level) {
        this.level = level;
    }

    @Nullable
    Lane first() {
        return first;
    }

    void append(Lane lane, long ticket) {
        Lane before = last;
        lane.ring = this;
        lane.ticket = ticket;
        lane.previous = before;
        lane.next = null;
        if (before == null) {
            first = lane;
        } else {
            before.next = lane;
        }
        last = lane;
    }

    void remove(Lane lane) {
        Lane before = lane.previous;
        Lane after = lane.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        lane.ring = null;
        lane.previous = null;
        lane.next = null;
    }
}
