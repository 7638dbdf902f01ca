package dev.calsync.provider.caldav.testing;

import java.util.LinkedHashMap;
import java.util.Map;

/** An answer as a value: handlers make it, the server sends, cuts or drops it. */
record DavReply(int status, Map<String, String> headers, String body) {

    static DavReply status(int status) {
        return new DavReply(status, Map.of(), "");
    }

    static DavReply xml(int status, String xml) {
        return new DavReply(status, Map.of("Content-Type", "application/xml; charset=utf-8"), xml);
    }

    static DavReply calendar(String text) {
        return new DavReply(200, Map.of("Content-Type", "text/calendar; charset=utf-8"), text);
    }

    DavReply with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new DavReply(status, more, body);
    }
}
