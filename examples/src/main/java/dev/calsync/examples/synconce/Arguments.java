package dev.calsync.examples.synconce;

import dev.calsync.model.EventSeries;
import dev.calsync.provider.caldav.CalDavAccount;
import dev.calsync.reconcile.ConflictPolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What was asked for on the command line.
 *
 * @param account whom to connect
 * @param server the server's address, for messages
 * @param calendar which calendar, by display name or last path segment; empty for all
 * @param conflicts what decides when both sides changed an event
 * @param puts series to make or replace, each UID once
 * @param deletes UIDs to delete, none of them among the puts
 * @param rounds how often to sync, at least 1
 * @param list whether to print the events
 * @param export where to write the events
 * @param store where the state is kept between calls; empty to keep it in memory
 * @param key the file with the key that secrets in the store are encrypted with
 */
record Arguments(
        CalDavAccount account,
        String server,
        Optional<String> calendar,
        ConflictPolicy conflicts,
        List<EventSeries> puts,
        List<String> deletes,
        int rounds,
        boolean list,
        Optional<Path> export,
        Optional<StateAddress> store,
        Path key) {

    /** Whether the replica is edited before the sync. */
    boolean edits() {
        return !puts.isEmpty() || !deletes.isEmpty();
    }
}
