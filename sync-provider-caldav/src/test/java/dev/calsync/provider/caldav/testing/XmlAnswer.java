package dev.calsync.provider.caldav.testing;

import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** An answer read by the JDK's own parser. */
record XmlAnswer(Document document, String raw) {

    static XmlAnswer of(HttpResponse<String> reply) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
        return new XmlAnswer(factory.newDocumentBuilder().parse(new ByteArrayInputStream(bytes)), reply.body());
    }

    List<Element> all(String namespace, String local) {
        return list(document.getElementsByTagNameNS(namespace, local));
    }

    int count(String namespace, String local) {
        return all(namespace, local).size();
    }

    List<String> texts(String namespace, String local) {
        return all(namespace, local).stream().map(Element::getTextContent).toList();
    }

    String text(String namespace, String local) {
        return texts(namespace, local).get(0);
    }

    List<String> attributes(String namespace, String local, String attribute) {
        return all(namespace, local).stream()
                .map(element -> element.getAttribute(attribute))
                .toList();
    }

    String hrefIn(String namespace, String local) {
        return list(all(namespace, local).get(0).getElementsByTagNameNS(DavNames.DAV, "href"))
                .get(0)
                .getTextContent();
    }

    String token() {
        return text(DavNames.DAV, "sync-token");
    }

    Map<String, String> statusByHref() {
        Map<String, String> found = new LinkedHashMap<>();
        for (Element response : all(DavNames.DAV, "response")) {
            String href = list(response.getElementsByTagNameNS(DavNames.DAV, "href"))
                    .get(0)
                    .getTextContent();
            found.put(
                    href,
                    list(response.getElementsByTagNameNS(DavNames.DAV, "status"))
                            .get(0)
                            .getTextContent());
        }
        return found;
    }

    List<String> names() {
        return statusByHref().keySet().stream()
                .map(href -> href.substring(href.lastIndexOf('/') + 1))
                .toList();
    }

    private static List<Element> list(NodeList nodes) {
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }
}
