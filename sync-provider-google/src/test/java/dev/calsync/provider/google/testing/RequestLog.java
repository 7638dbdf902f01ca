package dev.calsync.provider.google.testing;

import dev.calsync.testing.wire.EntryLog;
import java.util.Map;
import java.util.TreeMap;

/** What was asked of the server. Thread-safe. */
public final class RequestLog extends EntryLog<LoggedRequest> {

    /**
     * What requests of one kind amount to.
     *
     * @param requests how many there were
     * @param requestBytes what their bodies came to
     * @param answerBytes what the bodies of their answers came to, as they went out
     */
    public record Traffic(long requests, long requestBytes, long answerBytes) {
        private Traffic plus(LoggedRequest entry) {
            return new Traffic(requests + 1, requestBytes + entry.requestBytes(), answerBytes + entry.answerBytes());
        }
    }

    RequestLog() {}

    /** Requests and bytes by kind. */
    public Map<String, Traffic> traffic() {
        Map<String, Traffic> traffic = new TreeMap<>();
        for (LoggedRequest entry : all()) {
            traffic.put(
                    entry.kind(),
                    traffic.getOrDefault(entry.kind(), new Traffic(0, 0, 0)).plus(entry));
        }
        return traffic;
    }

    void add(LoggedRequest entry) {
        write(entry);
    }
}
