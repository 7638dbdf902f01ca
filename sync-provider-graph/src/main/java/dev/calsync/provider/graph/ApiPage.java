package dev.calsync.provider.graph;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer about events: one event, a page of them, or an error.
 *
 * @param item the one event; without an id if the body is none
 * @param items the events of a page, in order
 * @param nextLink where the next page is
 * @param deltaLink where the next round of a change feed begins
 */
record ApiPage(
        EventItem item,
        List<EventItem> items,
        @Nullable String nextLink,
        @Nullable String deltaLink,
        ApiError error) {
    static final ApiPage EMPTY = new ApiPage(new EventItem(), List.of(), null, null, ApiError.NONE);

    /** The parser stands before the body, and afterwards at its end. */
    static ApiPage read(JsonParser in) throws IOException {
        in.nextToken();
        return current(in);
    }

    /** The parser stands at the body's start, and afterwards at its end. What is no object is as good as nothing. */
    static ApiPage current(JsonParser in) throws IOException {
        Reading reading = new Reading();
        Json.object(in, name -> reading.member(in, name));
        reading.item.fault = ItemReader.faultOf(reading.item);
        return new ApiPage(reading.item, reading.items, reading.next, reading.delta, reading.error);
    }

    private static final class Reading {
        private final ItemReader reader = new ItemReader();
        private final EventItem item = new EventItem();
        private List<EventItem> items = List.of();
        private @Nullable String next;
        private @Nullable String delta;
        private ApiError error = ApiError.NONE;

        void member(JsonParser in, String name) throws IOException {
            switch (name) {
                case "value" -> items(in);
                case "@odata.nextLink" -> next = Json.text(in);
                case "@odata.deltaLink" -> delta = Json.text(in);
                case "error" -> error = ApiError.read(in);
                default -> reader.member(in, name, item);
            }
        }

        private void items(JsonParser in) throws IOException {
            List<EventItem> found = new ArrayList<>();
            Json.objects(in, () -> found.add(reader.read(in)));
            items = found;
        }
    }
}
