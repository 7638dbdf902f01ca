package dev.calsync.provider.graph;

import dev.calsync.model.Attendee;
import dev.calsync.model.Person;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An event resource as it was read, before it means anything. Filled by {@link ItemReader} and then left alone. */
final class EventItem {

    /** A {@code dateTimeTimeZone}. */
    record Stated(LocalDateTime local, String zone) {}

    enum Type {
        SINGLE,
        OCCURRENCE,
        EXCEPTION,
        MASTER
    }

    String id = "";
    /** Quoted, without the mark of weakness: Graph writes it and means a strong one. */
    @Nullable
    String etag;

    Type type = Type.SINGLE;

    @Nullable
    String masterId;

    boolean removed;
    /** What makes no sense about it; null if all does. */
    @Nullable
    String fault;

    @Nullable
    Stated start;

    @Nullable
    Stated end;

    @Nullable
    String startZone;

    @Nullable
    String endZone;

    @Nullable
    Instant originalStart;

    boolean allDay;

    @Nullable
    RecurrencePattern recurrence;

    List<String> cancelled = List.of();
    List<EventItem> exceptions = List.of();
    /** Where the rest of the exceptions is, when there are many. */
    @Nullable
    String moreExceptions;

    String subject = "";
    String body = "";
    boolean htmlBody;
    String location = "";
    String showAs = "busy";
    String sensitivity = "normal";
    boolean cancelledByOrganizer;
    boolean organizedHere = true;

    @Nullable
    Person organizer;

    List<Attendee> attendees = List.of();
    boolean responseRequested = true;
    boolean reminderOn;
    int reminderMinutes;
    List<String> categories = List.of();

    @Nullable
    String joinUrl;

    @Nullable
    Instant created;

    @Nullable
    Instant updated;

    @Nullable
    String iCalUid;

    @Nullable
    String transactionId;

    private @Nullable Map<String, List<String>> extras;

    /** The series it belongs to, or its own id. */
    String seriesId() {
        String master = masterId;
        return master == null ? id : master;
    }

    boolean ofSeries() {
        return type != Type.SINGLE;
    }

    void extra(String name, String raw) {
        Map<String, List<String>> kept = extras == null ? new TreeMap<>() : extras;
        kept.computeIfAbsent(name, key -> new ArrayList<>(1)).add(raw);
        extras = kept;
    }

    Map<String, List<String>> extras() {
        return extras == null ? Map.of() : extras;
    }
}
