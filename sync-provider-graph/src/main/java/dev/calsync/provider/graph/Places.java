package dev.calsync.provider.graph;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Set;

/** Places that say more than a name, which the model has no field for. */
final class Places {
    private static final String LOCATIONS = "locations";

    /** What a place holds that is only a name, or says where the name came from. */
    private static final Set<String> BARE = Set.of("displayName", "locationType", "uniqueId", "uniqueIdType");

    private Places() {}

    /** Keeps the event's places if there are several, or if one of them is more than a name. */
    static void read(JsonParser in, EventItem item) throws IOException {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            in.skipChildren();
            return;
        }
        String all = Json.raw(in);
        int[] count = {0};
        boolean[] rich = {false};
        try (JsonParser again = Json.FACTORY.createParser(all)) {
            again.nextToken();
            Json.objects(again, () -> {
                count[0]++;
                rich[0] |= isRich(again);
            });
        }
        if (count[0] > 1 || rich[0]) {
            item.extra(LOCATIONS, all);
        }
    }

    private static boolean isRich(JsonParser in) throws IOException {
        boolean[] rich = {false};
        Json.object(in, part -> {
            boolean value = in.currentToken().isStructStart()
                    ? hasValue(in)
                    : !Json.text(in, "").isEmpty();
            rich[0] |= value && !BARE.contains(part);
        });
        return rich[0];
    }

    /** Whether an object holds anything but empty texts. */
    private static boolean hasValue(JsonParser in) throws IOException {
        int depth = 1;
        boolean found = false;
        while (depth > 0) {
            JsonToken token = in.nextToken();
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            found |= token.isScalarValue()
                    && token != JsonToken.VALUE_NULL
                    && !(token == JsonToken.VALUE_STRING && in.getText().isEmpty());
        }
        return found;
    }
}
