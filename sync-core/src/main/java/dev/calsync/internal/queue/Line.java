package dev.calsync.internal.queue;

import org.jspecify.annotations.Nullable;

/** The waiting work of one account and priority, by due time. Keyed like its first, among the lines of its lane. */
final class Line extends Keyed {
    final Lane lane;
    private final Turns turns;
    private final Heap<Entry> entries;
    private final Oldest oldest = new Oldest(this);
    private boolean takesPart;

    /** Its element in the heap by which the oldest work is found; keyed at most like its first. */
    static final class Oldest extends Keyed {
        final Line line;

        Oldest(Line line) {
            this.line = line;
        }
    }

    Line(Turns turns, Lane lane, boolean takesPart) {
        this.turns = turns;
        this.lane = lane;
        this.takesPart = takesPart;
        this.entries = new Heap<>(turns.comparisons());
    }

    @Nullable Entry first() {
        return entries.first();
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    void add(Entry entry) {
        entries.add(entry);
        firstChanged();
    }

    void remove(Entry entry) {
        entries.remove(entry);
        firstChanged();
    }

    void moved(Entry entry) {
        entries.moved(entry);
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
            turns.age(oldest, first);
        }
        boolean changed;
        if (first == null || !takesPart) {
            changed = inHeap();
            if (changed) {
                lane.lines.remove(this);
            }
        } else if (!inHeap()) {
            key(first.key(), first.order());
            lane.lines.add(this);
            changed = true;
        } else {
            changed = key() != first.key() || order() != first.order();
            if (changed) {
                key(first.key(), first.order());
                lane.lines.moved(this);
            }
        }
        if (changed) {
            turns.settle(lane);
        }
    }

    /** Nothing of its account waits or runs any more. */
    void forget() {
        turns.forget(lane.priority, oldest);
    }
}
