package dev.calsync.provider.google;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists events, a page at a time. */
final class EventPages {
    static final String WHAT = "listing the events";
    static final String LIST_FIELDS = "accessRole,nextPageToken,nextSyncToken,items(" + ItemReader.FIELDS + ")";

    private final GoogleClient client;
    private final ItemReader items = new ItemReader();
    private final int pageSize;

    EventPages(GoogleClient client, int pageSize) {
        this.client = client;
        this.pageSize = pageSize;
    }

    /**
     * A page of a list.
     *
     * @param items in the order they came; those without an id are left out, because nothing can be said of them
     * @param nextPage where the list goes on; null at its end
     * @param nextSync from where changes can be asked for; null but at the end of a list
     * @param role what the user may do with the calendar; empty if that was not said
     */
    record Page(
            List<EventItem> items,
            @Nullable String nextPage,
            @Nullable String nextSync,
            String role) {}

    /** Asks for everything that ends after a time. */
    ApiCall everything(String calendarId, Instant endsAfter) {
        return list(calendarId).with("timeMin", endsAfter.toString());
    }

    /** Asks for what changed. */
    ApiCall since(String calendarId, String syncToken) {
        return list(calendarId).with("syncToken", syncToken);
    }

    /** Asks for all that has this UID: a series with its exceptions, also those that call their instance off. */
    static ApiCall ofUid(String calendarId, String iCalUid) {
        return ApiCall.get(ApiCall.events(calendarId))
                .with("iCalUID", iCalUid)
                .with("maxResults", "250")
                .with("fields", LIST_FIELDS);
    }

    private ApiCall list(String calendarId) {
        return ApiCall.get(ApiCall.events(calendarId))
                .with("maxResults", String.valueOf(pageSize))
                .with("fields", LIST_FIELDS);
    }

    /** One page, read as it arrives. */
    Page read(ApiCall call) throws GoogleClient.RefusedException, InterruptedException {
        Reading page = new Reading();
        client.read(WHAT, call, page::member);
        return page.page();
    }

    /** One page that has arrived already. */
    Page parse(Content body) throws IOException {
        Reading page = new Reading();
        try (JsonParser in = body.parser()) {
            GoogleClient.members(in, page::member);
        }
        return page.page();
    }

    /** One event that has arrived already. */
    EventItem parseItem(Content body) throws IOException {
        try (JsonParser in = body.parser()) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("an event was expected");
            }
            return items.read(in);
        }
    }

    private final class Reading {
        private final List<EventItem> found = new ArrayList<>();
        private @Nullable String nextPage;
        private @Nullable String nextSync;
        private String role = "";

        void member(String name, JsonParser in) throws IOException {
            switch (name) {
                case "nextPageToken" -> nextPage = Json.text(in);
                case "nextSyncToken" -> nextSync = Json.text(in);
                case "accessRole" -> role = Json.text(in, "");
                case "items" -> {
                    while (in.nextToken() == JsonToken.START_OBJECT) {
                        EventItem item = items.read(in);
                        if (!item.id.isEmpty()) {
                            found.add(item);
                        }
                    }
                }
                default -> in.skipChildren();
            }
        }

        Page page() {
            return new Page(found, nextPage, nextSync, role);
        }
    }
}
