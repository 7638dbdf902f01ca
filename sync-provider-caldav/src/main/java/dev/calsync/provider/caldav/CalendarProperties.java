package dev.calsync.provider.caldav;

import dev.calsync.provider.Capability;
import dev.calsync.provider.caldav.Manners.EntityTags;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server says about one calendar.
 *
 * @param id its href as the server wrote it
 * @param displayName what its owner calls it
 * @param holdsEvents whether it is a calendar that takes events, not one of tasks alone
 * @param writable whether the account may change events in it; assumed where the server does not say
 * @param syncCollection whether it tells what changed since a token (RFC 6578)
 * @param changeTag whether it has a tag that changes with it, for servers without that
 * @param maxResourceBytes how long a resource may be (RFC 4791 section 5.2.5)
 */
record CalendarProperties(
        String id,
        String displayName,
        boolean holdsEvents,
        boolean writable,
        boolean syncCollection,
        boolean changeTag,
        OptionalLong maxResourceBytes) {
    private static final Pattern TEXT = Pattern.compile("([+-])([+-])([+-])([0-9]{1,18})");
    private static final Set<String> WRITING = Set.of("all", "write", "write-content", "bind");

    static CalendarProperties of(String id, String fallbackName, DavResponse response) {
        boolean calendar = response.property(DavNames.RESOURCE_TYPE)
                .map(type -> type.has(DavNames.CALENDAR))
                .orElse(false);
        boolean events = response.property(DavNames.COMPONENTS)
                .map(set -> set.children().isEmpty()
                        || set.all(DavNames.COMPONENT)
                                .anyMatch(each -> "VEVENT"
                                        .equalsIgnoreCase(each.attributes().get("name"))))
                .orElse(true);
        boolean writable = response.property(DavNames.PRIVILEGES)
                .map(set -> set.descendants().stream()
                        .anyMatch(each -> WRITING.contains(each.name().getLocalPart())))
                .orElse(true);
        boolean sync = response.property(DavNames.REPORTS)
                .map(set ->
                        set.descendants().stream().anyMatch(each -> each.name().equals(DavNames.SYNC_COLLECTION)))
                .orElseGet(() -> response.text(DavNames.SYNC_TOKEN).isPresent());
        return new CalendarProperties(
                id,
                response.text(DavNames.DISPLAY_NAME).orElse(fallbackName),
                calendar && events,
                writable,
                sync,
                response.text(DavNames.CTAG).isPresent(),
                response.text(DavNames.MAX_RESOURCE_SIZE)
                        .filter(text -> text.matches("[1-9][0-9]{0,17}"))
                        .map(text -> OptionalLong.of(Long.parseLong(text)))
                        .orElse(OptionalLong.empty()));
    }

    CalendarProperties withoutSyncCollection() {
        return new CalendarProperties(id, displayName, holdsEvents, writable, false, changeTag, maxResourceBytes);
    }

    Set<Capability> capabilities(Manners manners) {
        Set<Capability> capabilities = EnumSet.of(Capability.RECURRENCE);
        if (manners.preconditions() != Manners.Preconditions.IGNORED
                && (manners.entityTags() == EntityTags.UNKNOWN || manners.entityTags() == EntityTags.STRONG)) {
            capabilities.add(Capability.CONDITIONAL_WRITES);
        }
        if (writable) {
            capabilities.add(Capability.WRITE);
        }
        if (syncCollection || changeTag) {
            capabilities.add(Capability.INCREMENTAL_CHANGES);
        }
        return capabilities;
    }

    /** What of it is worth keeping, without spaces. */
    String text() {
        return sign(writable) + sign(syncCollection) + sign(changeTag) + maxResourceBytes.orElse(0);
    }

    /** Empty if the text was not made by {@link #text()}. The calendar has no name then. */
    static Optional<CalendarProperties> parse(String id, String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        long bytes = Long.parseLong(parts.group(4));
        return Optional.of(new CalendarProperties(
                id,
                "",
                true,
                parts.group(1).equals("+"),
                parts.group(2).equals("+"),
                parts.group(3).equals("+"),
                bytes == 0 ? OptionalLong.empty() : OptionalLong.of(bytes)));
    }

    private static String sign(boolean truth) {
        return truth ? "+" : "-";
    }
}
