package dev.calsync.provider.graph;

import com.fasterxml.jackson.core.JsonParser;
import dev.calsync.error.UnrecoverableException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The calendars of a mailbox: its own and those that others share with it, in all of its groups. Their ids never change, in
 * whatever form ids are asked for, and differ by case.
 */
final class CalendarList {
    static final String SELECT = "id,name,canEdit,isDefaultCalendar,owner";

    private static final int MOST_PAGES = 100;

    private final GraphClient client;
    private final GraphPaths paths;
    private @Nullable Map<String, Entry> known;

    CalendarList(GraphClient client, GraphPaths paths) {
        this.client = client;
        this.paths = paths;
    }

    /**
     * A calendar.
     *
     * @param owner the address of whoever owns it; empty if that is not said
     */
    record Entry(String id, String name, boolean writable, String owner) {}

    private record Page(List<Entry> entries, @Nullable String next) {}

    /** All of them, the default one first as Graph lists them. Asks Graph each time. */
    List<Entry> list() throws InterruptedException {
        Map<String, Entry> all = new LinkedHashMap<>();
        add(paths.calendars(), all);
        // The list holds those of every group; what a group holds beyond that is not to be missed.
        for (Entry group : entries(paths.groups())) {
            add(paths.calendarsOf(group.id()), all);
        }
        known = all;
        return List.copyOf(all.values());
    }

    /** Whether events of a calendar can be written; asks Graph once. */
    boolean writable(String calendarId) throws InterruptedException {
        Map<String, Entry> all = known;
        Entry listed = all == null ? null : all.get(calendarId);
        if (listed == null) {
            listed = client.read(ApiCall.get(paths.calendar(calendarId) + "?$select=" + SELECT), in -> {
                in.nextToken();
                return entry(in);
            });
            Map<String, Entry> next = all == null ? new LinkedHashMap<>() : new LinkedHashMap<>(all);
            next.put(calendarId, listed);
            known = next;
        }
        return listed.writable();
    }

    /** The mailbox's own default calendar. */
    Entry primary() throws InterruptedException {
        return client.read(ApiCall.get(paths.primary()), in -> {
            in.nextToken();
            return entry(in);
        });
    }

    private void add(String target, Map<String, Entry> all) throws InterruptedException {
        for (Entry entry : entries(target)) {
            all.putIfAbsent(entry.id(), entry);
        }
    }

    private List<Entry> entries(String target) throws InterruptedException {
        List<Entry> found = new ArrayList<>();
        Page page = client.read(ApiCall.get(target), CalendarList::page);
        found.addAll(page.entries());
        for (int pages = 1; page.next() != null; pages++) {
            if (pages == MOST_PAGES) {
                throw new UnrecoverableException("the mailbox lists more calendars than can be");
            }
            URI next = client.pinned(page.next());
            page = client.readLink(next, CalendarList::page);
            found.addAll(page.entries());
        }
        return found;
    }

    private static Page page(JsonParser in) throws IOException {
        List<Entry> entries = new ArrayList<>();
        @Nullable String[] next = {null};
        in.nextToken();
        Json.object(in, name -> {
            if (name.equals("value")) {
                Json.objects(in, () -> entries.add(entry(in)));
            } else if (name.equals("@odata.nextLink")) {
                next[0] = Json.text(in);
            } else {
                in.skipChildren();
            }
        });
        return new Page(entries, next[0]);
    }

    private static Entry entry(JsonParser in) throws IOException {
        String[] texts = {"", "", ""};
        // Groups have no such word, and it does not matter there.
        boolean[] writable = {true};
        Json.object(in, name -> {
            switch (name) {
                case "id" -> texts[0] = Json.text(in, "");
                case "name" -> texts[1] = Json.text(in, "");
                case "canEdit" -> writable[0] = Json.isTrue(in);
                case "owner" ->
                    Json.object(in, part -> {
                        if (part.equals("address")) {
                            texts[2] = Json.text(in, "");
                        } else {
                            in.skipChildren();
                        }
                    });
                default -> in.skipChildren();
            }
        });
        return new Entry(texts[0], texts[1], writable[0], texts[2]);
    }
}
