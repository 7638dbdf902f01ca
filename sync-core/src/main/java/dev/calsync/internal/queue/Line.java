package dev.calsync.internal.queue;

import org.jspecify.annotations.Nullable;

/** The waiting work of one account and priority, by due time. Keyed like its first, among the lines of its lane. */
final class Line extends Keyed {
    final Lane lane;
    private final Turns turns;
    private final Entries entries;
    private final Oldest oldest = new Oldest(this);
    private boolean takesPart;
    /** The key of that element, here because it is asked for at every turn; the largest while it is in no heap. */
    private long oldestKey = Long.MAX_VALUE;

    /** Its element in the heap by which the oldest work is found; keyed at most like its first. */
    static final class Oldest extends Keyed {
        final Line line;

        Oldest(Line line) {
            this.line = line;
        }

        void dueAt(long micros) {
            key(micros, 0);
            line.oldestKey = micros;
        }

        void out() {
            line.oldestKey = Long.MAX_VALUE;
        }
    }

    Line(Turns turns, Lane lane, boolean takesPart) {
        this.turns = turns;
        this.lane = lane;
        this.takesPart = takesPart;
        this.entries = new Entries(turns.comparisons());
    }

    @Nullable
    Entry first() {
        return entries.first();
    }

    void add(Entry entry) {
        entries.add(entry);
        firstChanged();
    }

    void remove(Entry entry) {
        entries.remove(entry);
        firstChanged();
    }

    /** To another due time. */
    void move(Entry entry, long dueMicros) {
        entries.remove(entry);
        entry.key(dueMicros, entry.order());
        entries.add(entry);
        firstChanged();
    }

    /** Its account has become ready, or is so no longer. */
    void takePart(boolean ready) {
        takesPart = ready;
        firstChanged();
    }

    private void firstChanged() {
        Entry first = entries.first();
        if (first != null) {
            if (first.key() < oldestKey) {
                turns.age(oldest, first.key());
            }
        }
        boolean changed;
        if (first == null || !takesPart) {
            changed = inHeap();
            if (changed) {
                lane.remove(this);
            }
        } else if (!inHeap()) {
            key(first.key(), first.order());
            lane.add(this);
            changed = true;
        } else {
            changed = key() != first.key() || order() != first.order();
            if (changed) {
                key(first.key(), first.order());
                lane.moved(this);
            }
        }
        if (changed) {
            turns.settle(lane);
        }
    }

    /** Nothing of its account waits or runs any more. */
    void forget() {
        turns.forget(oldest);
    }
}
