package dev.calsync.provider.caldav.testing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.xml.namespace.QName;
import org.jspecify.annotations.Nullable;

/** Builds a 207 (RFC 4918 section 13): each property has the status of its own propstat. */
final class Multistatus {

    /**
     * What a client wants to know of each resource.
     *
     * @param names the properties asked for; empty for all that are not CalDAV's
     * @param data whether {@code calendar-data} counts as a property here
     * @param minimal whether properties that do not exist are left out (RFC 8144)
     */
    record Wanted(List<QName> names, boolean data, boolean minimal) {}

    private final DavTree tree;
    private final DavProperties properties;
    private final String user;
    private final XmlText xml = new XmlText();
    private boolean minimal;

    Multistatus(DavTree tree, String user) {
        this.tree = tree;
        this.properties = new DavProperties(tree);
        this.user = user;
        xml.open(DavNames.MULTISTATUS);
    }

    void properties(DavNode node, Wanted wanted) {
        minimal = wanted.minimal();
        Map<QName, Consumer<XmlText>> known = properties.of(node, user);
        if (wanted.data() && node instanceof DavNode.Item item) {
            known.put(DavNames.CALENDAR_DATA, data(item.resource().text()));
        }
        Map<QName, Consumer<XmlText>> found = new LinkedHashMap<>();
        Map<QName, Consumer<XmlText>> missing = new LinkedHashMap<>();
        if (wanted.names().isEmpty()) {
            known.forEach((name, value) -> {
                if (name.getNamespaceURI().equals(DavNames.DAV)) {
                    found.put(name, value);
                }
            });
        }
        for (QName name : wanted.names()) {
            Consumer<XmlText> value = known.get(name);
            if (value != null) {
                found.put(name, value);
            }
            if (value == null || tree.has(Quirk.FOUND_PROPERTIES_AGAIN_AS_404)) {
                missing.put(name, out -> {});
            }
        }
        xml.open(DavNames.RESPONSE).element(DavNames.HREF, tree.href(node));
        boolean tellsMissing = !missing.isEmpty() && !wanted.minimal();
        if (!found.isEmpty() || !tellsMissing) {
            propstat(found, "HTTP/1.1 200 OK");
        }
        if (tellsMissing) {
            propstat(missing, "HTTP/1.1 404 Not Found");
        }
        xml.close(DavNames.RESPONSE);
    }

    /** The outcome of a PROPPATCH. */
    void patched(DavNode node, List<QName> names, String statusLine) {
        Map<QName, Consumer<XmlText>> empty = new LinkedHashMap<>();
        names.forEach(name -> empty.put(name, out -> {}));
        xml.open(DavNames.RESPONSE).element(DavNames.HREF, tree.href(node));
        propstat(empty, statusLine);
        xml.close(DavNames.RESPONSE);
    }

    /** A resource with a status and no properties. */
    void status(String href, String statusLine, @Nullable QName error) {
        xml.open(DavNames.RESPONSE).element(DavNames.HREF, href).element(DavNames.STATUS, statusLine);
        if (error != null) {
            xml.open(DavNames.ERROR).empty(error).close(DavNames.ERROR);
        }
        xml.close(DavNames.RESPONSE);
    }

    void missing(String href) {
        status(href, "HTTP/1.1 404 Not Found", null);
    }

    void token(String token) {
        xml.element(DavNames.SYNC_TOKEN, token);
    }

    DavReply reply() {
        DavReply reply = DavReply.xml(207, xml.close(DavNames.MULTISTATUS).document());
        return minimal ? reply.with("Preference-Applied", "return=minimal") : reply;
    }

    private void propstat(Map<QName, Consumer<XmlText>> entries, String statusLine) {
        xml.open(DavNames.PROPSTAT).open(DavNames.PROP);
        entries.forEach((name, value) -> {
            xml.open(name);
            value.accept(xml);
            xml.close(name);
        });
        xml.close(DavNames.PROP).element(DavNames.STATUS, statusLine).close(DavNames.PROPSTAT);
    }

    private Consumer<XmlText> data(String text) {
        if (tree.has(Quirk.ILLEGAL_CHARACTERS_IN_XML)) {
            return out -> out.anyText(text);
        }
        return tree.has(Quirk.CALENDAR_DATA_AS_CDATA) ? out -> out.cdata(text) : out -> out.text(text);
    }
}
