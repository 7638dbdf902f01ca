package dev.calsync.provider.caldav;

import dev.calsync.error.LeaseLostException;
import dev.calsync.error.SyncException;
import dev.calsync.model.ETag;
import dev.calsync.provider.caldav.Manners.Preconditions;
import java.net.URI;

/**
 * Finds out whether a server looks at preconditions. Some never do, say so nowhere, and answer a stale write with the
 * same success as any other: every conflict there would be a silent loss.
 *
 * <p>Right after a calendar's first write, what was just stored is sent again under conditions that cannot hold. An honest
 * server answers 412 and does nothing; the other stores what it has already. Until that is known, and for ever at a
 * server that fails it, each write is preceded by a look at the state it is meant for and followed by one at the state
 * it made. What another client writes between the look and the write is lost there; no client can prevent that.
 */
final class GuardProbe {
    /** Matches no state; the one it stands for would have to be made by somebody who knows it. */
    private static final ETag NEVER = ETag.of("\"calsync-matches-nothing\"");

    private final DavClient client;

    GuardProbe(DavClient client) {
        this.client = client;
    }

    /**
     * Learns it of a calendar in which this text was just stored, unless that is known already.
     *
     * @return whether the state may have a new entity tag now
     */
    boolean probe(KnownCalendar calendar, URI stored, String text) throws InterruptedException {
        if (calendar.manners().preconditions() != Preconditions.UNKNOWN) {
            return false;
        }
        try {
            DavAnswer match = client.update(stored, text, NEVER);
            DavAnswer noneMatch = match.status() == 412 ? client.create(stored, text) : match;
            if (noneMatch.status() < 500 && noneMatch.status() != 429 && noneMatch.status() != 401) {
                // Whatever else it says, it does not say that the condition failed.
                Preconditions found = noneMatch.status() == 412 ? Preconditions.HONOURED : Preconditions.IGNORED;
                calendar.learn(manners -> manners.with(found));
            }
            return noneMatch.status() != 412;
        } catch (LeaseLostException e) {
            throw e;
        } catch (SyncException e) {
            // The write itself was a success; this is tried again with the next one.
            return true;
        }
    }
}
