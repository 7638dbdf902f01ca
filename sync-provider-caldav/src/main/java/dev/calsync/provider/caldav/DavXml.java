package dev.calsync.provider.caldav;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The bodies of requests. */
final class DavXml {
    static final String MEDIA_TYPE = "application/xml; charset=utf-8";

    private static final String HEAD = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
    private static final String NAMESPACES = " xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\""
            + " xmlns:CS=\"http://calendarserver.org/ns/\"";

    private DavXml() {}

    /** RFC 5397, RFC 4791 section 6.2.1. */
    static byte[] principal() {
        return propfind("<D:current-user-principal/><C:calendar-home-set/><D:resourcetype/>");
    }

    static byte[] calendars() {
        return propfind(
                "<D:resourcetype/><D:displayname/><C:supported-calendar-component-set/>"
                        + "<D:supported-report-set/><D:current-user-privilege-set/><D:sync-token/><CS:getctag/><C:max-resource-size/>");
    }

    static byte[] changeTag() {
        return propfind("<CS:getctag/>");
    }

    /** RFC 6578 section 4. */
    static byte[] syncToken() {
        return propfind("<D:sync-token/>");
    }

    /** What a server offers of WebDAV-Push for a collection (draft-bitfire-webdav-push section 2.1). */
    static byte[] pushOffer() {
        return body("<D:propfind xmlns:D=\"DAV:\" xmlns:P=\"" + DavNames.WEBDAV_PUSH
                + "\"><D:prop><P:transports/><P:topic/></D:prop></D:propfind>");
    }

    /**
     * Asks for messages about a collection's members (draft-bitfire-webdav-push sections 3 and 7).
     *
     * @param resource where they are sent to
     * @param key the public key that they are encrypted for, base64url
     * @param auth the secret that goes with it, base64url
     * @param expires the wished end, as HTTP writes dates
     */
    static byte[] pushRegister(String resource, String key, String auth, String expires) {
        return body("<push-register xmlns=\"" + DavNames.WEBDAV_PUSH + "\" xmlns:D=\"DAV:\"><subscription>"
                + "<web-push-subscription><push-resource>" + escaped(resource) + "</push-resource>"
                + "<content-encoding>aes128gcm</content-encoding>"
                + "<subscription-public-key type=\"p256dh\">" + key + "</subscription-public-key>"
                + "<auth-secret>" + auth + "</auth-secret></web-push-subscription></subscription>"
                + "<trigger><content-update><D:depth>1</D:depth></content-update></trigger>"
                + "<expires>" + expires + "</expires></push-register>");
    }

    static byte[] entityTags() {
        return propfind("<D:getetag/><D:resourcetype/>");
    }

    /**
     * RFC 6578 section 3.2.
     *
     * @param token empty for everything
     * @param maxResults how many results are wanted at most (section 3.7); 0 for as many as there are
     */
    static byte[] syncCollection(String token, int maxResults) {
        String limit = maxResults == 0 ? "" : "<D:limit><D:nresults>" + maxResults + "</D:nresults></D:limit>";
        return body("<D:sync-collection" + NAMESPACES + "><D:sync-token>" + escaped(token)
                + "</D:sync-token><D:sync-level>1</D:sync-level>" + limit
                + "<D:prop><D:getetag/></D:prop></D:sync-collection>");
    }

    /** RFC 4791 section 7.9. */
    static byte[] multiget(List<String> hrefs) {
        StringBuilder xml = new StringBuilder(
                "<C:calendar-multiget" + NAMESPACES + "><D:prop><D:getetag/><C:calendar-data/></D:prop>");
        for (String href : hrefs) {
            xml.append("<D:href>").append(escaped(href)).append("</D:href>");
        }
        return body(xml.append("</C:calendar-multiget>").toString());
    }

    /** The resources that hold an event of this UID (RFC 4791 section 7.8.6). */
    static byte[] byUid(String uid) {
        return body("<C:calendar-query" + NAMESPACES + "><D:prop><D:getetag/></D:prop><C:filter>"
                + "<C:comp-filter name=\"VCALENDAR\"><C:comp-filter name=\"VEVENT\"><C:prop-filter name=\"UID\">"
                + "<C:text-match collation=\"i;octet\">" + escaped(uid) + "</C:text-match></C:prop-filter>"
                + "</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>");
    }

    private static byte[] propfind(String properties) {
        return body("<D:propfind" + NAMESPACES + "><D:prop>" + properties + "</D:prop></D:propfind>");
    }

    private static byte[] body(String xml) {
        return (HEAD + xml).getBytes(StandardCharsets.UTF_8);
    }

    /** Characters that XML cannot hold at all are left out; whatever is asked for under such a name is not there. */
    static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\r' -> out.append("&#13;");
                default -> {
                    boolean allowed = c == '\t'
                            || c == '\n'
                            || (c >= ' ' && c <= 0xD7FF)
                            || (c >= 0xE000 && c < 0xFFFE)
                            || c > 0xFFFF;
                    if (allowed) {
                        out.appendCodePoint(c);
                    }
                }
            }
        });
        return out.toString();
    }
}
