package dev.calsync.provider.caldav;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.xml.namespace.QName;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads WebDAV answers as they arrive: a listing of 50,000 resources is never in memory as a whole, one
 * {@code response} at a time is. What a server sends is not trusted: no document types, no entities besides XML's own
 * five, and bounds on depth, on the elements of one response, on their number, and on the text of one element.
 * Thread-safe.
 */
final class MultistatusReader {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_RESPONSES = 500_000;
    private static final int MAX_ELEMENTS_PER_RESPONSE = 5_000;

    private final XMLInputFactory factory;
    private final int maxTextChars;

    /** @param maxTextChars how much text of one element is kept; what is longer is marked as cut */
    MultistatusReader(int maxTextChars) {
        this.maxTextChars = maxTextChars;
        // Not newFactory(): that would take whatever parser the host has on its classpath, with other defaults.
        this.factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
    }

    /**
     * Reads a multistatus and hands over each response.
     *
     * @return the {@code sync-token} at its end, if there is one (RFC 6578 section 6.4)
     */
    Optional<String> read(InputStream in, Consumer<DavResponse> responses) throws MalformedAnswerException {
        return parse(in, xml -> {
            if (!xml.getName().equals(DavNames.MULTISTATUS)) {
                throw new MalformedAnswerException("the answer is no multistatus");
            }
            String token = "";
            int count = 0;
            while (nextChild(xml)) {
                DavElement child = new Tree().read(xml, 1);
                if (child.name().equals(DavNames.RESPONSE)) {
                    count++;
                    if (count > MAX_RESPONSES) {
                        throw new MalformedAnswerException(
                                "the answer lists more than " + MAX_RESPONSES + " resources");
                    }
                    responses.accept(DavResponse.of(child));
                } else if (child.name().equals(DavNames.SYNC_TOKEN)) {
                    token = child.trimmed();
                }
            }
            return token.isEmpty() ? Optional.empty() : Optional.of(token);
        });
    }

    /** Reads the {@code error} of a refusal (RFC 4918 section 14.5): the conditions that were not met, by name. */
    Map<QName, DavElement> readError(InputStream in) throws MalformedAnswerException {
        return parse(in, xml -> {
            Map<QName, DavElement> conditions = new HashMap<>();
            if (xml.getName().equals(DavNames.ERROR)) {
                new Tree().read(xml, 1).children().forEach(child -> conditions.putIfAbsent(child.name(), child));
            }
            return conditions;
        });
    }

    /** Reads a document as a whole; of one that is bounded. */
    DavElement readElement(InputStream in) throws MalformedAnswerException {
        return parse(in, xml -> new Tree().read(xml, 1));
    }

    @FunctionalInterface
    private interface Parse<T> {
        T from(XMLStreamReader xml) throws XMLStreamException, MalformedAnswerException;
    }

    private <T> T parse(InputStream in, Parse<T> parse) throws MalformedAnswerException {
        try {
            XMLStreamReader xml = stream(XmlCharacters.of(in));
            try {
                while (xml.next() != XMLStreamConstants.START_ELEMENT) {
                    requireHarmless(xml);
                }
                return parse.from(xml);
            } finally {
                xml.close();
            }
        } catch (XMLStreamException e) {
            // Its message quotes the document; the place is enough to find it again.
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNumber();
            throw new MalformedAnswerException("the answer is no well-formed XML (line " + line + ")", e);
        } catch (MalformedAnswerException e) {
            throw e;
        } catch (IOException e) {
            throw new MalformedAnswerException("the answer is no text", e);
        }
    }

    /** A factory is not said to be thread-safe once it is configured, only its readers are independent. */
    private XMLStreamReader stream(Reader characters) throws XMLStreamException {
        synchronized (factory) {
            return factory.createXMLStreamReader(characters);
        }
    }

    /** Moves to the next child of the element that is open; false at that element's end. */
    private static boolean nextChild(XMLStreamReader xml) throws XMLStreamException, MalformedAnswerException {
        while (true) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                return true;
            }
            if (event == XMLStreamConstants.END_ELEMENT) {
                return false;
            }
            requireHarmless(xml);
        }
    }

    /** With document types switched off, the parser still reports one instead of refusing it. */
    private static void requireHarmless(XMLStreamReader xml) throws MalformedAnswerException {
        switch (xml.getEventType()) {
            case XMLStreamConstants.DTD,
                    XMLStreamConstants.ENTITY_REFERENCE,
                    XMLStreamConstants.ENTITY_DECLARATION,
                    XMLStreamConstants.NOTATION_DECLARATION ->
                throw new MalformedAnswerException("the answer has a document type or entities, which are not read");
            default -> {}
        }
    }

    /** One response's elements, counted. */
    private final class Tree {
        private int elements;

        DavElement read(XMLStreamReader xml, int depth) throws XMLStreamException, MalformedAnswerException {
            elements++;
            if (depth > MAX_DEPTH || elements > MAX_ELEMENTS_PER_RESPONSE) {
                throw new MalformedAnswerException("the answer is nested too deep or holds too many elements");
            }
            QName name = xml.getName();
            Map<String, String> attributes = attributes(xml);
            List<DavElement> children = new ArrayList<>(2);
            StringBuilder text = new StringBuilder();
            boolean cut = false;
            while (true) {
                int event = xml.next();
                if (event == XMLStreamConstants.END_ELEMENT) {
                    return new DavElement(name, attributes, text.toString(), cut, children);
                }
                if (event == XMLStreamConstants.START_ELEMENT) {
                    children.add(read(xml, depth + 1));
                } else if (xml.hasText() && event != XMLStreamConstants.COMMENT && !isMarkup(event)) {
                    int room = Math.min(maxTextChars - text.length(), xml.getTextLength());
                    text.append(xml.getTextCharacters(), xml.getTextStart(), room);
                    cut |= room < xml.getTextLength();
                } else {
                    requireHarmless(xml);
                }
            }
        }

        private boolean isMarkup(int event) {
            return event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE;
        }

        private Map<String, String> attributes(XMLStreamReader xml) {
            if (xml.getAttributeCount() == 0) {
                return Map.of();
            }
            Map<String, String> attributes = new HashMap<>();
            for (int i = 0; i < xml.getAttributeCount(); i++) {
                attributes.put(xml.getAttributeLocalName(i), xml.getAttributeValue(i));
            }
            return attributes;
        }
    }
}
