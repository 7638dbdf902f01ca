package dev.calsync.provider.caldav.testing;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.namespace.QName;

/** Writes one XML document. The four known namespaces are declared at its root, any other where it is used. */
final class XmlText {

    private static final Map<String, String> PREFIXES =
            Map.of(DavNames.DAV, "d", DavNames.CALDAV, "cal", DavNames.CALENDAR_SERVER, "cs", DavNames.APPLE, "ical");

    private static final String ROOT_DECLARATIONS = Stream.of(
                    DavNames.DAV, DavNames.CALDAV, DavNames.CALENDAR_SERVER, DavNames.APPLE)
            .map(uri -> declaration(PREFIXES.getOrDefault(uri, "x"), uri))
            .collect(Collectors.joining());

    private final StringBuilder out = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    private boolean rooted;

    XmlText open(QName name) {
        out.append('<').append(tag(name)).append(declarations(name)).append('>');
        return this;
    }

    XmlText close(QName name) {
        out.append("</").append(tag(name)).append('>');
        return this;
    }

    XmlText empty(QName name) {
        out.append('<').append(tag(name)).append(declarations(name)).append("/>");
        return this;
    }

    /** An empty element with one attribute, such as {@code <comp name="VEVENT"/>}. */
    XmlText empty(QName name, String attribute, String value) {
        out.append('<').append(tag(name)).append(declarations(name));
        out.append(' ').append(attribute).append("=\"");
        text(value);
        out.append("\"/>");
        return this;
    }

    XmlText element(QName name, String text) {
        return open(name).text(text).close(name);
    }

    XmlText text(String text) {
        text.codePoints().forEach(this::escaped);
        return this;
    }

    /** Text whose line ends an XML reader will normalise, as with servers that do not escape them. */
    XmlText cdata(String text) {
        out.append("<![CDATA[");
        String.join("]]]]><![CDATA[>", text.split("]]>", -1))
                .codePoints()
                .forEach(c -> out.appendCodePoint(allowed(c) ? c : 0xFFFD));
        out.append("]]>");
        return this;
    }

    /** Text that is escaped, but may hold characters that make the document ill-formed. */
    XmlText anyText(String text) {
        out.append(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
        return this;
    }

    String document() {
        return out.toString();
    }

    private void escaped(int c) {
        switch (c) {
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '&' -> out.append("&amp;");
            case '"' -> out.append("&quot;");
            // A raw carriage return would be lost on reading.
            case '\r' -> out.append("&#13;");
            default -> out.appendCodePoint(allowed(c) ? c : 0xFFFD);
        }
    }

    private static boolean allowed(int c) {
        boolean control = c < 0x20 && c != '\t' && c != '\n' && c != '\r';
        boolean surrogate = c >= 0xD800 && c <= 0xDFFF;
        return !control && !surrogate && c != 0xFFFE && c != 0xFFFF;
    }

    private static String tag(QName name) {
        return name.getNamespaceURI().isEmpty()
                ? name.getLocalPart()
                : PREFIXES.getOrDefault(name.getNamespaceURI(), "x") + ":" + name.getLocalPart();
    }

    private String declarations(QName name) {
        StringBuilder declared = new StringBuilder();
        if (!rooted) {
            rooted = true;
            declared.append(ROOT_DECLARATIONS);
        }
        if (!name.getNamespaceURI().isEmpty() && !PREFIXES.containsKey(name.getNamespaceURI())) {
            declared.append(declaration("x", name.getNamespaceURI()));
        }
        return declared.toString();
    }

    private static String declaration(String prefix, String uri) {
        String value = uri.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
        return " xmlns:" + prefix + "=\"" + value + "\"";
    }
}
