package dev.calsync.internal.grants;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.calsync.auth.Credentials;
import dev.calsync.auth.OAuthTokens;
import dev.calsync.auth.Secret;
import dev.calsync.error.CorruptStateException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Credentials as bytes, before they are sealed: a JSON object whose names are the form's version. */
final class CredentialsForm {
    private static final JsonFactory JSON = new JsonFactory();

    private CredentialsForm() {}

    /**
     * Credentials, and when their access token was fetched.
     *
     * @param credentials what an account proves itself with
     * @param fetchedAt null if they hold no access token, or nobody knows
     */
    record Held(Credentials credentials, @Nullable Instant fetchedAt) {}

    static byte[] write(Held held) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            write(json, held);
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory does not fail", e);
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator json, Held held) throws IOException {
        Credentials credentials = held.credentials();
        if (credentials instanceof Credentials.Basic basic) {
            json.writeStringField("kind", "basic");
            json.writeStringField("user", basic.username());
            json.writeStringField("password", basic.password().reveal());
        } else if (credentials instanceof Credentials.Bearer bearer) {
            json.writeStringField("kind", "bearer");
            json.writeStringField("token", bearer.token().reveal());
        } else if (credentials instanceof Credentials.Vault vault) {
            json.writeStringField("kind", "vault");
            json.writeStringField("grant", vault.grant());
        } else if (credentials instanceof Credentials.OAuth oauth) {
            json.writeStringField("kind", "oauth");
            write(json, oauth.tokens(), held.fetchedAt());
        }
    }

    private static void write(JsonGenerator json, OAuthTokens tokens, @Nullable Instant fetchedAt) throws IOException {
        Secret access = tokens.accessToken();
        if (access != null) {
            json.writeStringField("access", access.reveal());
            json.writeStringField("expires", tokens.expiresAt().toString());
        }
        Secret refresh = tokens.refreshToken();
        if (refresh != null) {
            json.writeStringField("refresh", refresh.reveal());
        }
        if (fetchedAt != null) {
            json.writeStringField("fetched", fetchedAt.toString());
        }
        json.writeArrayFieldStart("scopes");
        for (String scope : tokens.scopes()) {
            json.writeString(scope);
        }
        json.writeEndArray();
    }

    /** @throws CorruptStateException if this is not what {@link #write} gives */
    static Held read(byte[] bytes, String owner) {
        Map<String, String> members = new HashMap<>();
        Set<String> scopes = new LinkedHashSet<>();
        try (JsonParser json = JSON.createParser(bytes)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                if (json.nextToken() == JsonToken.START_ARRAY) {
                    while (json.nextToken() == JsonToken.VALUE_STRING) {
                        scopes.add(json.getText());
                    }
                } else {
                    members.put(name, json.getText());
                }
            }
            return held(members, scopes);
        } catch (IOException | DateTimeException | IllegalArgumentException e) {
            // No cause: a parser's message may quote what it read.
            throw new CorruptStateException("what is kept of the credentials of " + owner
                    + " cannot be understood; a newer version may have written it, or connect the account again");
        }
    }

    private static Held held(Map<String, String> members, Set<String> scopes) {
        String fetched = members.get("fetched");
        Instant fetchedAt = fetched == null ? null : Instant.parse(fetched);
        return switch (required(members, "kind")) {
            case "basic" ->
                new Held(
                        new Credentials.Basic(required(members, "user"), Secret.of(required(members, "password"))),
                        null);
            case "bearer" -> new Held(new Credentials.Bearer(Secret.of(required(members, "token"))), null);
            case "vault" -> new Held(new Credentials.Vault(required(members, "grant")), null);
            case "oauth" ->
                new Held(
                        new Credentials.OAuth(new OAuthTokens(
                                secret(members, "access"),
                                members.containsKey("access")
                                        ? Instant.parse(required(members, "expires"))
                                        : Instant.EPOCH,
                                secret(members, "refresh"),
                                scopes)),
                        fetchedAt);
            default -> throw new IllegalArgumentException("kind");
        };
    }

    private static String required(Map<String, String> members, String name) {
        String value = members.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name);
        }
        return value;
    }

    private static @Nullable Secret secret(Map<String, String> members, String name) {
        String value = members.get(name);
        return value == null ? null : Secret.of(value);
    }
}
