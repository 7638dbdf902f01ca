package dev.calsync.provider.caldav;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.namespace.QName;

/**
 * One XML element of a bounded answer.
 *
 * @param attributes those without a namespace
 * @param text its own text, without that of its children
 * @param cut whether the text was longer than what is kept
 */
record DavElement(QName name, Map<String, String> attributes, String text, boolean cut, List<DavElement> children) {

    Stream<DavElement> all(QName child) {
        return children.stream().filter(element -> element.name.equals(child));
    }

    Optional<DavElement> first(QName child) {
        return all(child).findFirst();
    }

    boolean has(QName child) {
        return first(child).isPresent();
    }

    /** The text without surrounding space. */
    String trimmed() {
        return text.strip();
    }

    /** The hrefs directly within, in order; empty ones left out. */
    List<String> hrefs() {
        return all(DavNames.HREF)
                .map(DavElement::trimmed)
                .filter(href -> !href.isEmpty())
                .toList();
    }

    /** Every element below, at any depth. */
    List<DavElement> descendants() {
        List<DavElement> found = new ArrayList<>();
        for (DavElement child : children) {
            found.add(child);
            found.addAll(child.descendants());
        }
        return found;
    }
}
