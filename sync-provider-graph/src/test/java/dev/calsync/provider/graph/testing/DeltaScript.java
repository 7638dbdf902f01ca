package dev.calsync.provider.graph.testing;

import java.net.URI;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * How deltas behave, within what Graph's pages allow. At first: pages of ten unless the client asks for others, no empty
 * pages, nothing twice, in no particular order (the same in each run). Thread-safe.
 */
public final class DeltaScript {

    static final int DEFAULT_PAGE_SIZE = 10;
    static final int MOST_PAGE_SIZE = 1_000;

    private final World world;
    private boolean emptyPages;
    private boolean duplicates;
    private boolean removedInFirstRound;
    private boolean mastersWhereTheyStart;
    private boolean exceptionsAlone;
    private long seed = 1;
    private long expiredUpTo = -1;
    private Reset expiry = Reset.SYNC_STATE_NOT_FOUND;
    private int resetPage;
    private Reset resetStyle = Reset.SYNC_STATE_NOT_FOUND;
    private @Nullable URI foreign;
    private int rounds;

    DeltaScript(World world) {
        this.world = world;
    }

    /** Whether a page without items comes before each other one. */
    public DeltaScript emptyPages(boolean on) {
        synchronized (world) {
            emptyPages = on;
            return this;
        }
    }

    /** Whether every third item comes twice in a round, first as it was before its last change. */
    public DeltaScript duplicates(boolean on) {
        synchronized (world) {
            duplicates = on;
            return this;
        }
    }

    /** Whether a first round also tells of events that were deleted or lie outside the window. */
    public DeltaScript removedInFirstRound(boolean on) {
        synchronized (world) {
            removedInFirstRound = on;
            return this;
        }
    }

    /** Whether a master comes only in the window in which its series starts, and elsewhere only its occurrences. */
    public DeltaScript mastersWhereTheyStart(boolean on) {
        synchronized (world) {
            mastersWhereTheyStart = on;
            return this;
        }
    }

    /** Whether a changed occurrence comes alone, without its master and all the other occurrences. */
    public DeltaScript exceptionsAlone(boolean on) {
        synchronized (world) {
            exceptionsAlone = on;
            return this;
        }
    }

    /** Mixes the items of each round in another way. */
    public DeltaScript shuffled(long newSeed) {
        synchronized (world) {
            seed = newSeed;
            return this;
        }
    }

    /** Makes every link given out so far worthless. */
    public void expire(Reset how) {
        synchronized (world) {
            expiredUpTo = rounds;
            expiry = how;
        }
    }

    /**
     * Lets the next round that gets so far break at this page.
     *
     * @param page 1 for the request that begins a round
     */
    public void resetAtPage(int page, Reset how) {
        synchronized (world) {
            resetPage = page;
            resetStyle = how;
        }
    }

    /** Lets links lead to another origin from now on, as an attacker would; null for one's own again. */
    public void linksTo(@Nullable URI origin) {
        synchronized (world) {
            foreign = origin;
        }
    }

    boolean hasEmptyPages() {
        return emptyPages;
    }

    boolean hasDuplicates() {
        return duplicates;
    }

    boolean tellsRemovedAtFirst() {
        return removedInFirstRound;
    }

    boolean hasMastersWhereTheyStart() {
        return mastersWhereTheyStart;
    }

    boolean hasExceptionsAlone() {
        return exceptionsAlone;
    }

    Random dice(int round) {
        return new Random(seed * 1_000_003 + round);
    }

    int nextRound() {
        return ++rounds;
    }

    String linkRoot() {
        return foreign == null ? world.root() : foreign + "/v1.0";
    }

    void checkAlive(int round, String freshUrl) throws GraphProblem {
        if (round <= expiredUpTo) {
            throw expiry.problem(freshUrl);
        }
    }

    void checkPage(int page, String freshUrl) throws GraphProblem {
        if (page == resetPage) {
            resetPage = 0;
            throw resetStyle.problem(freshUrl);
        }
    }
}
