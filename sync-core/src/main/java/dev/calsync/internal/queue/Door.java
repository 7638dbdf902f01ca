package dev.calsync.internal.queue;

import java.util.ArrayList;
import java.util.List;

/** What a gate closes; while it is closed it lies in the heap of gates, keyed by when it opens. */
final class Door extends Keyed {
    final QueueGate gate;
    /** Those with work here that it holds back; a provider's door holds back its pool instead. */
    private final List<QueuedAccount> accounts = new ArrayList<>(1);

    Door(QueueGate gate) {
        this.gate = gate;
    }

    boolean closed() {
        return inHeap();
    }

    /** Whether anybody's work would have to look it up. */
    boolean inUse() {
        return closed() || !accounts.isEmpty();
    }

    /** It was closed or opened. */
    void turned() {
        accounts.forEach(QueuedAccount::turned);
    }

    /** The one account that this gate is for. */
    void addAlone(QueuedAccount account) {
        accounts.add(account);
    }

    /** One of many; it remembers its place. */
    void addAtPlace(QueuedAccount account) {
        account.place = accounts.size();
        accounts.add(account);
    }

    /** The last one takes the place of the one that goes, so that a crowded host costs no search. */
    void remove(QueuedAccount account) {
        QueuedAccount last = accounts.remove(accounts.size() - 1);
        if (last != account) {
            accounts.set(account.place, last);
            last.place = account.place;
        }
    }
}
