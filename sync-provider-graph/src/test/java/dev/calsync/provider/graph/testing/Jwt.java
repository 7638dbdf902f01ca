package dev.calsync.provider.graph.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Base64;

/** Signed JSON web tokens, RS256 and PS256. */
final class Jwt {

    private Jwt() {}

    static String sign(ObjectNode header, ObjectNode claims, PrivateKey key) {
        String signed = encode(Json.bytes(header)) + '.' + encode(Json.bytes(claims));
        try {
            Signature signature = algorithm(Json.text(header, "alg"));
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + '.' + encode(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The header, the claims or what is in that place, unchecked. */
    static JsonNode part(String token, int index) {
        String[] parts = token.split("\\.", -1);
        try {
            return parts.length == 3 ? Json.read(Base64.getUrlDecoder().decode(parts[index])) : Json.object();
        } catch (IOException | IllegalArgumentException e) {
            return Json.object();
        }
    }

    static boolean verifies(String token, PublicKey key) {
        int dot = token.lastIndexOf('.');
        try {
            Signature signature = algorithm(Json.text(part(token, 0), "alg"));
            signature.initVerify(key);
            signature.update(token.substring(0, dot).getBytes(StandardCharsets.US_ASCII));
            return signature.verify(Base64.getUrlDecoder().decode(token.substring(dot + 1)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    private static Signature algorithm(String name) throws GeneralSecurityException {
        switch (name) {
            case "RS256" -> {
                return Signature.getInstance("SHA256withRSA");
            }
            case "PS256" -> {
                Signature signature = Signature.getInstance("RSASSA-PSS");
                signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
                return signature;
            }
            default -> throw new GeneralSecurityException("algorithm " + name);
        }
    }

    static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
