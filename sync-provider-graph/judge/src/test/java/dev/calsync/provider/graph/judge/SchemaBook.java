package dev.calsync.provider.graph.judge;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The types as Graph's published schema (CSDL) has them, as far as the file goes. */
final class SchemaBook implements TypeBook {

    private static final Map<String, String> PLAIN = Map.of(
            "Edm.String", "string",
            "Edm.Boolean", "boolean",
            "Edm.Int32", "int",
            "Edm.Int64", "long",
            "Edm.Double", "double",
            "Edm.DateTimeOffset", "instant",
            "Edm.Date", "date",
            "Edm.Guid", "guid");

    private final Map<String, Element> types = new HashMap<>();
    private final Map<String, Set<String>> enumerations = new HashMap<>();

    SchemaBook(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            Document document = factory.newDocumentBuilder().parse(in);
            for (String tag : List.of("EntityType", "ComplexType")) {
                elements(document.getDocumentElement(), tag)
                        .forEach(element -> types.put(element.getAttribute("Name"), element));
            }
            for (Element element : elements(document.getDocumentElement(), "EnumType")) {
                Set<String> words = new HashSet<>();
                elements(element, "Member").forEach(member -> words.add(member.getAttribute("Name")));
                enumerations.put(element.getAttribute("Name"), words);
            }
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException("no schema: " + file, e);
        }
    }

    @Override
    public String name() {
        return "the schema";
    }

    @Override
    public @Nullable Map<String, Kind> properties(String typeName) {
        Element type = types.get(typeName);
        if (type == null) {
            return null;
        }
        Map<String, Kind> properties = new LinkedHashMap<>();
        String base = local(type.getAttribute("BaseType"));
        Map<String, Kind> inherited = base.isEmpty() ? null : properties(base);
        if (inherited != null) {
            properties.putAll(inherited);
        }
        for (String tag : List.of("Property", "NavigationProperty")) {
            for (Element property : elements(type, tag)) {
                properties.put(property.getAttribute("Name"), kind(property.getAttribute("Type")));
            }
        }
        return properties;
    }

    private Kind kind(String declared) {
        boolean list = declared.startsWith("Collection(");
        String item = list ? declared.substring("Collection(".length(), declared.length() - 1) : declared;
        String plain = PLAIN.get(item);
        if (plain != null) {
            return Kind.plain(plain, list);
        }
        Set<String> words = enumerations.get(local(item));
        if (words != null) {
            return Kind.words(words, list);
        }
        return types.containsKey(local(item)) ? Kind.object(local(item), list) : Kind.plain("any", list);
    }

    private static String local(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static List<Element> elements(Element parent, String tag) {
        NodeList nodes = parent.getElementsByTagName(tag);
        List<Element> found = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            found.add((Element) nodes.item(i));
        }
        return found;
    }
}
