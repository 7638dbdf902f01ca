package dev.calsync.provider.caldav.testing;

import dev.calsync.testing.wire.EntryLog;

/** What was asked of the server. Thread-safe. */
public final class RequestLog extends EntryLog<LoggedRequest> {

    RequestLog() {}

    void add(LoggedRequest entry) {
        write(entry);
    }
}
