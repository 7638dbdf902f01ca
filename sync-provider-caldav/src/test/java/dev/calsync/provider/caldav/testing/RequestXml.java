package dev.calsync.provider.caldav.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.namespace.QName;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** An element of a request body. Document types are refused, so nothing outside the body is ever read. */
record RequestXml(Element element) {

    static RequestXml parse(byte[] body) throws DavProblem {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new DefaultHandler());
            return new RequestXml(builder.parse(new ByteArrayInputStream(body)).getDocumentElement());
        } catch (SAXException e) {
            throw DavProblem.of(400, "The body is no well-formed XML without a document type: " + e.getMessage());
        } catch (ParserConfigurationException | IOException e) {
            throw new IllegalStateException("The JDK's XML parser cannot be set up", e);
        }
    }

    QName name() {
        String uri = element.getNamespaceURI();
        return new QName(uri == null ? "" : uri, element.getLocalName());
    }

    String text() {
        return element.getTextContent().strip();
    }

    /** The attribute's value, or null when it is absent. */
    @Nullable
    String attribute(String local) {
        return element.hasAttribute(local) ? element.getAttribute(local) : null;
    }

    List<RequestXml> children() {
        List<RequestXml> found = new ArrayList<>();
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element child) {
                found.add(new RequestXml(child));
            }
        }
        return found;
    }

    List<RequestXml> children(QName name) {
        return children().stream().filter(child -> child.name().equals(name)).toList();
    }

    Optional<RequestXml> child(QName name) {
        return children(name).stream().findFirst();
    }

    RequestXml required(QName name) throws DavProblem {
        return child(name)
                .orElseThrow(() ->
                        DavProblem.of(400, "<" + element.getLocalName() + "> lacks its <" + name.getLocalPart() + ">"));
    }

    /** The names inside this element's {@code <prop>}; none when there is no such element. */
    List<QName> propertyNames() {
        return child(DavNames.PROP).map(RequestXml::children).orElse(List.of()).stream()
                .map(RequestXml::name)
                .toList();
    }
}
