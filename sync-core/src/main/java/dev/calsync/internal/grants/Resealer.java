package dev.calsync.internal.grants;

import dev.calsync.auth.Sealed;
import dev.calsync.error.CorruptStateException;
import dev.calsync.error.SyncException;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.internal.grants.SecretBox.Purpose;
import dev.calsync.store.AccountChange;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredAccount;
import dev.calsync.store.StoredChannel;
import dev.calsync.store.SyncStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Seals with the current key what older keys sealed, page by page, while everything goes on: an account whose credentials
 * are renewed meanwhile has been sealed anew by that. Used by one thread.
 */
public final class Resealer {
    private static final int PAGE = 200;
    private static final int FAULTS_TOLD = 20;

    private final SyncStore store;
    private final SecretBox box;
    private final List<String> faults = new ArrayList<>();
    private int resealed;
    private int unreadable;

    Resealer(SyncStore store, SecretBox box) {
        this.store = store;
        this.box = box;
    }

    /**
     * Goes through what is sealed with other keys than the current one. Blocks.
     *
     * @param limit at most so many secrets, those that do not open included
     * @return whether it came to the end
     */
    public boolean run(int limit) {
        return pages(limit, this::accounts) && pages(limit, this::channels);
    }

    private interface Page {
        /** Seals a page anew; returns the last id of it, or empty if there is none. */
        Optional<String> reseal(StoreTransaction tx, String after, int most, Counted counted);
    }

    /** What one transaction did; it may be run more than once, and only the last time counts. */
    private static final class Counted {
        int resealed;
        final List<String> faults = new ArrayList<>();
    }

    private boolean pages(int limit, Page page) {
        String after = "";
        while (true) {
            int most = Math.min(PAGE, limit - resealed - unreadable);
            if (most <= 0) {
                return false;
            }
            String from = after;
            Counted[] last = new Counted[1];
            Optional<String> reached = store.inTransaction(tx -> {
                last[0] = new Counted();
                return page.reseal(tx, from, most, last[0]);
            });
            resealed += last[0].resealed;
            unreadable += last[0].faults.size();
            last[0].faults.stream().limit(FAULTS_TOLD - (long) faults.size()).forEach(faults::add);
            if (reached.isEmpty()) {
                return true;
            }
            after = reached.get();
        }
    }

    private Optional<String> accounts(StoreTransaction tx, String after, int most, Counted counted) {
        List<StoredAccount> page = tx.accounts().sealedOtherwise(box.currentKeyId(), after, most);
        for (StoredAccount stored : page) {
            String id = stored.account().id().value();
            again(Purpose.CREDENTIALS, id, stored.credentials(), counted)
                    .filter(next -> tx.accounts()
                            .change(stored.account().id(), stored.version(), new AccountChange.Resealed(next)))
                    .ifPresent(next -> counted.resealed++);
        }
        return page.isEmpty()
                ? Optional.empty()
                : Optional.of(page.get(page.size() - 1).account().id().value());
    }

    private Optional<String> channels(StoreTransaction tx, String after, int most, Counted counted) {
        List<StoredChannel> page = tx.channels().sealedOtherwise(box.currentKeyId(), after, most);
        List<StoredChannel> next = new ArrayList<>();
        for (StoredChannel stored : page) {
            again(Purpose.CHANNEL, stored.id(), stored.secret(), counted)
                    .ifPresent(secret -> next.add(stored.secret(secret)));
        }
        tx.channels().put(next);
        counted.resealed += next.size();
        return page.isEmpty()
                ? Optional.empty()
                : Optional.of(page.get(page.size() - 1).id());
    }

    private Optional<Sealed> again(Purpose purpose, String owner, Sealed sealed, Counted counted) {
        try {
            return Optional.of(box.seal(purpose, owner, box.open(purpose, owner, sealed)));
        } catch (CorruptStateException | UnrecoverableException unreadable) {
            counted.faults.add(message(unreadable));
            return Optional.empty();
        }
    }

    private static String message(SyncException failure) {
        return String.valueOf(failure.getMessage());
    }

    /** How many secrets were sealed anew. */
    public int resealed() {
        return resealed;
    }

    /** How many could not be opened; they stay as they are. */
    public int unreadable() {
        return unreadable;
    }

    /** Why, the first of them. */
    public List<String> faults() {
        return List.copyOf(faults);
    }
}
