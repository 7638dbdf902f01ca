package dev.calsync.provider.google;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.calsync.provider.WebhookCall;
import dev.calsync.system.TimeSource;
import dev.calsync.transport.HttpTransport;
import java.io.IOException;
import java.net.URI;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * For hosts that take Google's calls with something of their own and relay them through Cloud Pub/Sub: opens what a push
 * subscription delivers. Calendar itself calls webhooks and knows nothing of Pub/Sub.
 *
 * <p>A delivery is believed if its bearer token is signed by Google (RS256 with a key that Google publishes), was issued
 * by {@code accounts.google.com}, is meant for this audience, names this service account's verified address, and is not out
 * of date (cloud.google.com/pubsub/docs/authenticate-push-subscriptions). What it holds then goes to {@link
 * dev.calsync.provider.ChangeNotificationSource#handle} like a call that came directly, and is judged there.
 *
 * <p>The relay publishes each call as a message with the call's {@code X-Goog-…} headers as attributes of the same names,
 * and the last segment of the called path as the attribute {@code path}; it needs no data.
 *
 * <p>Needs {@code com.nimbusds:nimbus-jose-jwt} on the class path, which this module does not bring along. Thread-safe;
 * keeps Google's keys for an hour, and asks for them again once a minute at most.
 */
public final class PubSubRelay {
    static final URI CERTIFICATES = URI.create("https://www.googleapis.com/oauth2/v3/certs");
    private static final int MAX_ATTRIBUTES = 100;

    private final PushTokens tokens;

    private PubSubRelay(PushTokens tokens) {
        this.tokens = tokens;
    }

    /**
     * A relay's other end.
     *
     * @param transport what Google's keys are fetched through; stays the host's to close
     * @param audience what the push subscription's tokens are meant for, as configured there
     * @param serviceAccount the address of the service account that the subscription's tokens are made for
     */
    public static PubSubRelay of(HttpTransport transport, String audience, String serviceAccount) {
        return new PubSubRelay(new PushTokens(transport, CERTIFICATES, TimeSource.system(), audience, serviceAccount));
    }

    /** One with other keys and another time. */
    static PubSubRelay of(PushTokens tokens) {
        return new PubSubRelay(tokens);
    }

    /**
     * What a delivery holds. May block for a moment when Google's keys have to be fetched.
     *
     * @param delivery as it came in: its {@code Authorization} header and its body count
     * @return the call that was relayed; empty if the delivery is forged, out of date, or no such thing, which is to be
     *     answered with 401
     * @throws InterruptedException if the thread is interrupted
     */
    public Optional<WebhookCall> open(WebhookCall delivery) throws InterruptedException {
        String authorization = delivery.header("authorization").orElse("");
        if (!authorization.regionMatches(true, 0, "Bearer ", 0, 7)
                || !tokens.accepts(authorization.substring(7).strip())) {
            return Optional.empty();
        }
        try (JsonParser in = Json.FACTORY.createParser(delivery.body())) {
            Map<String, String> attributes = new HashMap<>();
            byte[][] data = {new byte[0]};
            GoogleClient.members(in, (name, value) -> {
                if (name.equals("message") && value.currentToken() == JsonToken.START_OBJECT) {
                    message(value, attributes, data);
                } else {
                    value.skipChildren();
                }
            });
            String path = attributes.getOrDefault("path", "");
            Map<String, List<String>> headers = new HashMap<>();
            attributes.forEach((name, value) -> headers.put(name, List.of(value)));
            return path.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new WebhookCall("POST", path, headers, Map.of(), data[0]));
        } catch (IOException | IllegalArgumentException notADelivery) {
            return Optional.empty();
        }
    }

    private static void message(JsonParser in, Map<String, String> attributes, byte[][] data) throws IOException {
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            JsonToken value = in.nextToken();
            if (name.equals("data") && value == JsonToken.VALUE_STRING) {
                data[0] = Base64.getDecoder().decode(in.getText());
            } else if (name.equals("attributes") && value == JsonToken.START_OBJECT) {
                while (in.nextToken() == JsonToken.FIELD_NAME) {
                    String attribute = in.currentName();
                    in.nextToken();
                    String text = Json.text(in, "");
                    if (attributes.size() < MAX_ATTRIBUTES) {
                        attributes.put(attribute, text);
                    }
                }
            } else {
                in.skipChildren();
            }
        }
    }
}
