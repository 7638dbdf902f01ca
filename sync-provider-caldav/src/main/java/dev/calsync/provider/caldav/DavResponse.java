package dev.calsync.provider.caldav;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.namespace.QName;

/**
 * One {@code response} of a multistatus (RFC 4918 section 14.24).
 *
 * @param hrefs what it is about, as the server wrote it
 * @param status the status of the whole, or 0 when there are properties instead
 * @param properties those that were found; each {@code propstat} has a status of its own, and a property that some
 *     other part calls missing stays found
 * @param conditions what a refusal names as its reason
 */
record DavResponse(
        List<String> hrefs, int status, Map<QName, DavElement> properties, Map<QName, DavElement> conditions) {

    static DavResponse of(DavElement response) {
        Map<QName, DavElement> found = new HashMap<>();
        response.all(DavNames.PROPSTAT)
                .filter(part -> isSuccess(statusOf(part)))
                .flatMap(part -> part.all(DavNames.PROP))
                .flatMap(prop -> prop.children().stream())
                .forEach(property -> found.putIfAbsent(property.name(), property));
        return new DavResponse(response.hrefs(), statusOf(response), found, conditionsOf(response));
    }

    static Map<QName, DavElement> conditionsOf(DavElement holder) {
        Map<QName, DavElement> conditions = new HashMap<>();
        holder.all(DavNames.ERROR)
                .flatMap(error -> error.children().stream())
                .forEach(condition -> conditions.putIfAbsent(condition.name(), condition));
        return conditions;
    }

    /** The number in {@code HTTP/1.1 404 Not Found}, or 0 when there is none. */
    private static int statusOf(DavElement holder) {
        String[] words = holder.first(DavNames.STATUS)
                .map(DavElement::trimmed)
                .orElse("")
                .split("\\s+", 3);
        return words.length >= 2 && words[1].matches("[1-5][0-9][0-9]") ? Integer.parseInt(words[1]) : 0;
    }

    static boolean isSuccess(int status) {
        return status >= 200 && status < 300;
    }

    boolean isGone() {
        return status == 404 || status == 410;
    }

    Optional<DavElement> property(QName name) {
        return Optional.ofNullable(properties.get(name));
    }

    /** A property's text, unless it is missing or empty. */
    Optional<String> text(QName name) {
        return property(name).map(DavElement::trimmed).filter(text -> !text.isEmpty());
    }
}
