package dev.calsync.provider.google.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The calendar list of one user. Callers hold the state's lock. */
final class CalendarList {
    /** What a user may set about a calendar on the list. */
    static final Set<String> SETTABLE = Set.of(
            "summaryOverride",
            "colorId",
            "backgroundColor",
            "foregroundColor",
            "hidden",
            "selected",
            "defaultReminders",
            "notificationSettings");

    private final GoogleState state;
    private final String email;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private long tokenEpoch;

    static final class Entry {
        final String calendarId;
        final long order;
        final ObjectNode settings = Json.object();

        @Nullable
        FakeCalendar calendar;

        long changed;

        Entry(String calendarId, long order) {
            this.calendarId = calendarId;
            this.order = order;
        }

        boolean isHidden() {
            return settings.path("hidden").asBoolean();
        }
    }

    CalendarList(GoogleState state, String email) {
        this.state = state;
        this.email = email;
    }

    List<FakeCalendar> live() {
        List<FakeCalendar> live = new ArrayList<>();
        for (Entry entry : entries.values()) {
            if (entry.calendar != null) {
                live.add(entry.calendar);
            }
        }
        return live;
    }

    List<Entry> all() {
        return List.copyOf(entries.values());
    }

    @Nullable
    Entry find(String calendarId) {
        return entries.get(calendarId.equals("primary") ? email : calendarId);
    }

    Entry add(FakeCalendar calendar) {
        Entry entry = entries.computeIfAbsent(calendar.id(), id -> new Entry(id, state.tick()));
        entry.calendar = calendar;
        touch(entry);
        return entry;
    }

    void remove(FakeCalendar calendar) {
        Entry entry = entries.get(calendar.id());
        if (entry != null && entry.calendar != null) {
            entry.calendar = null;
            touch(entry);
        }
    }

    void touch(Entry entry) {
        entry.changed = state.tick();
        state.changed("list:" + email);
    }

    long tokenEpoch() {
        return tokenEpoch;
    }

    void expireSyncTokens() {
        tokenEpoch++;
    }

    ObjectNode shown(Entry entry) {
        ObjectNode shown = Json.object();
        shown.put("kind", "calendar#calendarListEntry").put("etag", "\"" + entry.changed + "\"");
        shown.put("id", entry.calendarId);
        if (entry.calendar == null) {
            return shown.put("deleted", true);
        }
        FakeCalendar calendar = entry.calendar;
        shown.put("summary", calendar.summary());
        shown.put("timeZone", calendar.timeZone().getId());
        shown.put("colorId", "14").put("backgroundColor", "#9fe1e7").put("foregroundColor", "#000000");
        shown.put("selected", true);
        shown.setAll(entry.settings);
        shown.put("accessRole", calendar.role(email));
        if (!shown.has("defaultReminders")) {
            shown.putArray("defaultReminders");
        }
        if (calendar.id().equals(email)) {
            shown.put("primary", true);
        } else {
            shown.put("dataOwner", calendar.ownerEmail());
        }
        shown.putObject("conferenceProperties")
                .putArray("allowedConferenceSolutionTypes")
                .add("hangoutsMeet");
        return shown;
    }
}
