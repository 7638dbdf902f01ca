package dev.calsync.provider.graph.testing;

import dev.calsync.testing.wire.EntryLog;
import java.util.EnumMap;
import java.util.Map;

/** What was asked of the server. Thread-safe. */
public final class RequestLog extends EntryLog<LoggedRequest> {

    RequestLog() {}

    /** How many entries are of this kind. */
    public int count(RequestKind kind) {
        return count(LoggedRequest.of(kind));
    }

    /** How many bytes the bodies of the answers had on the wire, by kind. */
    public Map<RequestKind, Long> replyBytes() {
        Map<RequestKind, Long> bytes = new EnumMap<>(RequestKind.class);
        all().forEach(entry -> bytes.merge(entry.kind(), entry.replyBytes(), Long::sum));
        return bytes;
    }

    void add(LoggedRequest entry) {
        write(entry);
    }
}
