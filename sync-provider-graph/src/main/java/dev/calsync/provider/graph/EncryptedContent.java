package dev.calsync.provider.graph;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A {@code changeNotificationEncryptedContent}, all in base64.
 *
 * @param data the resource, encrypted
 * @param dataKey the key it is encrypted with, encrypted for us
 * @param dataSignature the HMAC of the data with that key
 * @param certificateId which of our certificates
 */
record EncryptedContent(String data, String dataKey, String dataSignature, String certificateId) {

    /** The parser stands at the value, and afterwards at its end; null if there is none. */
    static @Nullable EncryptedContent read(JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return null;
        }
        String[] texts = {"", "", "", ""};
        Json.object(in, name -> {
            switch (name) {
                case "data" -> texts[0] = Json.text(in, "");
                case "dataKey" -> texts[1] = Json.text(in, "");
                case "dataSignature" -> texts[2] = Json.text(in, "");
                case "encryptionCertificateId" -> texts[3] = Json.text(in, "");
                default -> in.skipChildren();
            }
        });
        return new EncryptedContent(texts[0], texts[1], texts[2], texts[3]);
    }

    /** Shows nothing of it. */
    @Override
    public String toString() {
        return "EncryptedContent[…]";
    }
}
