package dev.calsync.transport;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.calsync.auth.Secret;
import dev.calsync.error.Faults;
import dev.calsync.provider.ProviderContext;
import java.io.IOException;
import java.net.URI;
import java.security.interfaces.RSAPrivateKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The key of a Google service account, as the console gives it. With domain-wide delegation it acts for the users of a
 * Workspace domain. Immutable and thread-safe; {@code toString} shows the account's name only.
 */
public final class ServiceAccountKey {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int MAX_CHARS = 65_536;

    private final String email;
    private final Optional<String> keyId;
    private final URI tokenEndpoint;
    private final RsaSigner signer;

    private ServiceAccountKey(String email, Optional<String> keyId, URI tokenEndpoint, RsaSigner signer) {
        this.email = email;
        this.keyId = keyId;
        this.tokenEndpoint = tokenEndpoint;
        this.signer = signer;
    }

    /**
     * Reads a key file.
     *
     * @param json the file's text
     * @throws dev.calsync.error.InvalidConfigurationException if it is not such a file, naming every member that is wrong
     */
    public static ServiceAccountKey parse(Secret json) {
        Faults faults = new Faults("service account key");
        Map<String, String> members = members(json.reveal(), faults);
        faults.throwIfAny();
        faults.require(
                "service_account".equals(members.get("type")),
                "type is not service_account: this is another kind of key; create a key of the service account, as JSON");
        String email = members.getOrDefault("client_email", "");
        faults.require(!email.isBlank(), "client_email is missing");
        String endpoint = members.getOrDefault("token_uri", "https://oauth2.googleapis.com/token");
        URI uri = null;
        try {
            uri = URI.create(endpoint);
        } catch (IllegalArgumentException e) {
            faults.add("token_uri is no address");
        }
        RSAPrivateKey key = Pem.rsaKey(Secret.of(members.getOrDefault("private_key", "")), faults)
                .orElse(null);
        faults.throwIfAny();
        if (uri == null || key == null) {
            throw new IllegalStateException("what cannot be read is a fault");
        }
        return new ServiceAccountKey(
                email, Optional.ofNullable(members.get("private_key_id")), uri, new RsaSigner(key));
    }

    private static Map<String, String> members(String text, Faults faults) {
        Map<String, String> members = new HashMap<>();
        if (text.length() > MAX_CHARS) {
            faults.add("the text is longer than " + MAX_CHARS + " characters: that is no key file");
            return members;
        }
        try (JsonParser json = JSON.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                faults.add("the text is no JSON object");
                return members;
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (value == JsonToken.VALUE_STRING) {
                    members.put(name, json.getText());
                } else {
                    json.skipChildren();
                }
            }
        } catch (IOException e) {
            faults.add("the text is no JSON");
        }
        return members;
    }

    /** The service account's name. */
    public String email() {
        return email;
    }

    /** Where its assertions are exchanged. */
    public URI tokenEndpoint() {
        return tokenEndpoint;
    }

    /** An assertion (RFC 7523 section 2.1) for these scopes, good for an hour. */
    String assertion(Set<String> scopes, Optional<String> subject, ProviderContext context) {
        Map<String, String> header = new LinkedHashMap<>();
        keyId.ifPresent(id -> header.put("kid", id));
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", email);
        subject.ifPresent(user -> claims.put("sub", user));
        claims.put("scope", String.join(" ", new TreeSet<>(scopes)));
        claims.put("aud", tokenEndpoint.toString());
        return signer.token(RsaSigner.RS256, header, claims, context.time(), Duration.ofHours(1));
    }

    @Override
    public String toString() {
        return "ServiceAccountKey[" + email + "]";
    }
}
