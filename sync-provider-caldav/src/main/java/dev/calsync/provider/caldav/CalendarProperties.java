package dev.calsync.provider.caldav;

import dev.calsync.provider.Capability;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a server says about one calendar.
 *
 * @param id its href as the server wrote it
 * @param displayName what its owner calls it
 * @param holdsEvents whether it is a calendar that takes events, not one of tasks alone
 * @param writable whether the account may change events in it; assumed where the server does not say
 * @param syncCollection whether it tells what changed since a token (RFC 6578)
 * @param changeTag a tag that changes with the calendar, for servers without that
 * @param maxResourceBytes how long a resource may be (RFC 4791 section 5.2.5)
 */
record CalendarProperties(
        String id,
        String displayName,
        boolean holdsEvents,
        boolean writable,
        boolean syncCollection,
        Optional<String> changeTag,
        OptionalLong maxResourceBytes) {
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
                response.text(DavNames.CTAG),
                response.text(DavNames.MAX_RESOURCE_SIZE)
                        .filter(text -> text.matches("[1-9][0-9]{0,17}"))
                        .map(text -> OptionalLong.of(Long.parseLong(text)))
                        .orElse(OptionalLong.empty()));
    }

    CalendarProperties withoutSyncCollection() {
        return new CalendarProperties(id, displayName, holdsEvents, writable, false, changeTag, maxResourceBytes);
    }

    Set<Capability> capabilities() {
        Set<Capability> capabilities = EnumSet.of(Capability.CONDITIONAL_WRITES, Capability.RECURRENCE);
        if (writable) {
            capabilities.add(Capability.WRITE);
        }
        if (syncCollection || changeTag.isPresent()) {
            capabilities.add(Capability.INCREMENTAL_CHANGES);
        }
        return capabilities;
    }
}
