package dev.calsync.provider.graph;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Graph posts: several notifications at once, perhaps of several subscriptions. Nothing in it is believed before it was
 * proven.
 *
 * @param validationTokens tokens that Graph has signed, with resource data only
 */
record NotificationBody(List<Item> items, List<String> validationTokens) {
    private static final int MOST_ITEMS = 2_000;
    private static final int MOST_TOKENS = 100;

    /**
     * One notification.
     *
     * @param lifecycleEvent empty for a change
     * @param content null without resource data
     */
    record Item(
            String subscriptionId,
            String clientState,
            String tenantId,
            String lifecycleEvent,
            @Nullable EncryptedContent content) {

        /** Shows nothing: it holds a secret. */
        @Override
        public String toString() {
            return "Item[…]";
        }
    }

    /** @throws IOException if it is not what Graph posts */
    static NotificationBody read(byte[] body) throws IOException {
        List<Item> items = new ArrayList<>();
        List<String> tokens = new ArrayList<>();
        boolean[] collection = {false};
        try (JsonParser in = Json.FACTORY.createParser(body)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("no object");
            }
            Json.object(in, name -> {
                switch (name) {
                    case "value" -> {
                        collection[0] = in.currentToken() == JsonToken.START_ARRAY;
                        items(in, items);
                    }
                    case "validationTokens" -> tokens.addAll(Json.texts(in));
                    default -> in.skipChildren();
                }
            });
        }
        if (!collection[0] || tokens.size() > MOST_TOKENS) {
            throw new IOException("no notifications");
        }
        return new NotificationBody(items, tokens);
    }

    private static void items(JsonParser in, List<Item> items) throws IOException {
        Json.objects(in, () -> {
            if (items.size() == MOST_ITEMS) {
                throw new IOException("too many notifications");
            }
            items.add(item(in));
        });
    }

    private static Item item(JsonParser in) throws IOException {
        String[] texts = {"", "", "", ""};
        @Nullable EncryptedContent[] content = {null};
        Json.object(in, name -> {
            switch (name) {
                case "subscriptionId" -> texts[0] = Json.text(in, "");
                case "clientState" -> texts[1] = Json.text(in, "");
                case "tenantId" -> texts[2] = Json.text(in, "");
                case "lifecycleEvent" -> texts[3] = Json.text(in, "");
                case "encryptedContent" -> content[0] = EncryptedContent.read(in);
                default -> in.skipChildren();
            }
        });
        return new Item(texts[0], texts[1], texts[2], texts[3], content[0]);
    }
}
