package dev.calsync.provider.graph.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Writes events as Graph does, in the view that was asked for. */
final class EventJson {

    private static final DateTimeFormatter INSTANT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSS'Z'").withZone(ZoneOffset.UTC);

    /** In the order in which Graph shows them, those first that an event has anyway. */
    private static final List<String> SHOWN = List.of(
            "createdDateTime",
            "lastModifiedDateTime",
            "changeKey",
            "categories",
            "transactionId",
            "originalStartTimeZone",
            "originalEndTimeZone",
            "iCalUId",
            "reminderMinutesBeforeStart",
            "isReminderOn",
            "hasAttachments",
            "subject",
            "bodyPreview",
            "importance",
            "sensitivity",
            "originalStart",
            "isAllDay",
            "isCancelled",
            "isOrganizer",
            "responseRequested",
            "seriesMasterId",
            "showAs",
            "type",
            "webLink",
            "onlineMeetingUrl",
            "isOnlineMeeting",
            "onlineMeetingProvider",
            "allowNewTimeProposals",
            "isDraft",
            "hideAttendees",
            "responseStatus",
            "body",
            "start",
            "end",
            "location",
            "locations",
            "recurrence",
            "attendees",
            "organizer",
            "onlineMeeting");

    /** What can be selected. */
    static final Set<String> KNOWN = known();

    private final World world;
    private final View view;

    EventJson(World world, View view) {
        this.world = world;
        this.view = view;
    }

    private static Set<String> known() {
        Set<String> names = new HashSet<>(SHOWN);
        names.addAll(List.of("id", "cancelledOccurrences", "exceptionOccurrences", "singleValueExtendedProperties"));
        return Set.copyOf(names);
    }

    /** As calendars list it and a GET by id shows it. */
    ObjectNode full(Item item) {
        ObjectNode shown = head(item);
        ObjectNode all = everything(item);
        Set<String> selected = view.selected();
        for (String name : SHOWN) {
            JsonNode value = all.get(name);
            if (value != null && (selected == null || selected.contains(name))) {
                shown.set(name, value);
            }
        }
        if (selected != null && selected.contains("cancelledOccurrences")) {
            ArrayNode cancelled = shown.putArray("cancelledOccurrences");
            if (item.date() == null) {
                item.event().cancelled.forEach(date -> cancelled.add("OID." + id(Item.of(item.event())) + "." + date));
            }
        }
        expand(shown, item);
        return shown;
    }

    private void expand(ObjectNode shown, Item item) {
        StoredEvent event = item.event();
        Set<String> extended = view.extended();
        if (extended != null) {
            StoredEvent.Deviation exception = item.exception();
            var values = exception != null ? exception.extended : event.extended;
            if (extended.stream().anyMatch(values::containsKey)) {
                ArrayNode properties = shown.putArray("singleValueExtendedProperties");
                extended.stream()
                        .filter(values::containsKey)
                        .forEach(id -> properties.addObject().put("id", id).put("value", values.get(id)));
            }
        }
        View exceptions = view.exceptions();
        if (exceptions != null && item.date() == null && event.isSeries()) {
            ArrayNode all = shown.putArray("exceptionOccurrences");
            EventJson inner = new EventJson(world, exceptions);
            event.exceptions.keySet().forEach(date -> all.add(inner.full(new Item(event, date))));
        }
    }

    /** As a delta shows an unchanged occurrence: hardly anything. */
    ObjectNode bare(Item item) {
        ObjectNode shown = head(item);
        shown.put("type", item.type()).put("seriesMasterId", id(Item.of(item.event())));
        shown.set("start", item.span().startJson(view.zone(), view.zoneName()));
        shown.set("end", item.span().endJson(view.zone(), view.zoneName()));
        return shown;
    }

    /** As a reader saw it who came before its last change. */
    ObjectNode before(Item item) {
        ObjectNode shown = full(item);
        Stamp stamp = item.stamp();
        if (stamp.hasBefore()) {
            shown.put("@odata.etag", Ids.etag(stamp.before())).put("changeKey", Ids.changeKey(stamp.before()));
            shown.put("subject", stamp.subjectBefore());
        }
        return shown;
    }

    private ObjectNode head(Item item) {
        return Json.object()
                .put("@odata.type", "#microsoft.graph.event")
                .put("@odata.etag", Ids.etag(item.stamp().version()))
                .put("id", id(item));
    }

    private String id(Item item) {
        world.register(item);
        return item.id(view.immutableIds());
    }

    private ObjectNode everything(Item item) {
        StoredEvent event = item.event();
        StoredEvent.Deviation exception = item.exception();
        Span span = item.span();
        ObjectNode all = event.properties.deepCopy();
        if (exception != null) {
            all.setAll(exception.overrides.deepCopy());
        }
        Stamp stamp = item.stamp();
        all.put("createdDateTime", INSTANT.format(event.created));
        all.put("lastModifiedDateTime", INSTANT.format(stamp.modified()));
        all.put("changeKey", Ids.changeKey(stamp.version()));
        all.put("iCalUId", icalUid(item));
        all.put("type", item.type());
        all.put(
                "webLink",
                "https://outlook.office365.com/owa/?itemid=" + item.id(false).replace("=", "%3D")
                        + "&exvsurl=1&path=/calendar/item");
        zones(all, span);
        all.put("isAllDay", span.allDay());
        all.set("start", span.startJson(view.zone(), view.zoneName()));
        all.set("end", span.endJson(view.zone(), view.zoneName()));
        body(all);
        Recurrence rule = event.recurrence;
        LocalDate date = item.date();
        if (date == null) {
            all.putNull("seriesMasterId");
            all.set("recurrence", rule == null ? all.nullNode() : rule.json());
            if (rule != null && event.properties.has("originalStartTimeZone")) {
                ((ObjectNode) all.path("recurrence").path("range"))
                        .set("recurrenceTimeZone", event.properties.get("originalStartTimeZone"));
            }
        } else {
            all.put("seriesMasterId", id(Item.of(event))).putNull("recurrence").putNull("transactionId");
            all.put("originalStart", INSTANT.format(originalStart(event, date)).replace(".0000000", ""));
        }
        return all;
    }

    private static void zones(ObjectNode all, Span span) {
        if (!all.has("originalStartTimeZone")) {
            all.put("originalStartTimeZone", span.startName());
        }
        if (!all.has("originalEndTimeZone")) {
            all.put("originalEndTimeZone", span.endName());
        }
    }

    private void body(ObjectNode all) {
        String html = Json.text(all.path("body"), "content");
        all.put("bodyPreview", Html.preview(html));
        if (view.textBody()) {
            all.putObject("body").put("contentType", "text").put("content", Html.text(html));
        }
    }

    /** The day's midnight of an all-day event is the mailbox's, which is rarely one in UTC. */
    private static Instant originalStart(StoredEvent event, LocalDate date) {
        ZoneId zone = event.span.allDay() ? event.calendar.owner().zone() : event.span.startZone();
        LocalTime at = event.span.start().toLocalTime();
        return date.atTime(at).atZone(zone).toInstant();
    }

    private static String icalUid(Item item) {
        String of = item.date() == null ? "" : item.date().toString();
        return "040000008200E00074C5B7101A82E008"
                + Ids.guid("uid " + item.event().number + of).replace("-", "").toUpperCase(Locale.ROOT);
    }
}
