package dev.calsync.provider.caldav.testing;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** An answer as a value: handlers make it, the server sends, cuts or drops it. */
record DavReply(int status, Map<String, String> headers, byte[] body) {

    static DavReply status(int status) {
        return new DavReply(status, new LinkedHashMap<>(), new byte[0]);
    }

    static DavReply xml(int status, String xml) {
        return new DavReply(status, new LinkedHashMap<>(), xml.getBytes(StandardCharsets.UTF_8))
                .with("Content-Type", "application/xml; charset=utf-8");
    }

    DavReply with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new DavReply(status, more, body);
    }
}
