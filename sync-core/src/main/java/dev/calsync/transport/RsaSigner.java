package dev.calsync.transport;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.calsync.system.TimeSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes signed tokens (RFC 7515, RFC 7519) with an RSA key. Thread-safe. */
final class RsaSigner {
    static final String RS256 = "RS256";
    static final String PS256 = "PS256";

    private static final JsonFactory JSON = new JsonFactory();
    /** The server's clock may be behind ours. */
    private static final Duration SKEW = Duration.ofSeconds(30);

    private final RSAPrivateKey key;

    RsaSigner(RSAPrivateKey key) {
        this.key = key;
    }

    BigInteger modulus() {
        return key.getModulus();
    }

    /** A token with these claims, good from now on for so long. */
    String token(
            String algorithm,
            Map<String, String> header,
            Map<String, Object> claims,
            TimeSource time,
            Duration lifetime) {
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("alg", algorithm);
        head.put("typ", "JWT");
        head.putAll(header);
        Instant now = time.now();
        Map<String, Object> body = new LinkedHashMap<>(claims);
        body.put("iat", now.minus(SKEW).getEpochSecond());
        body.put("exp", now.plus(lifetime).minus(SKEW).getEpochSecond());
        String signed = base64Url(json(head)) + "." + base64Url(json(body));
        return signed + "." + base64Url(sign(algorithm, signed.getBytes(StandardCharsets.US_ASCII)));
    }

    private byte[] sign(String algorithm, byte[] bytes) {
        try {
            Signature signature;
            if (algorithm.equals(PS256)) {
                signature = Signature.getInstance("RSASSA-PSS");
                signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
            } else {
                signature = Signature.getInstance("SHA256withRSA");
            }
            signature.initSign(key);
            signature.update(bytes);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a token could not be signed; is the RSA key shorter than 1024 bits?", e);
        }
    }

    private static byte[] json(Map<String, Object> members) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            for (Map.Entry<String, Object> member : members.entrySet()) {
                if (member.getValue() instanceof Long number) {
                    json.writeNumberField(member.getKey(), number);
                } else {
                    json.writeStringField(member.getKey(), member.getValue().toString());
                }
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory does not fail", e);
        }
        return out.toByteArray();
    }

    static String base64Url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
