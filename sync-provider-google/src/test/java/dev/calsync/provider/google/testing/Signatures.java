package dev.calsync.provider.google.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Signed tokens (RFC 7515, RS256): the service's own, and those of service accounts. */
final class Signatures {
    static final String KEY_ID = "fake-1";

    /** Made when first needed: it takes a moment. */
    private static final class Own {
        static final KeyPair KEYS = keys();

        private static KeyPair keys() {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(2048);
                return generator.generateKeyPair();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** A token with these claims, signed by the service. */
    String token(ObjectNode claims) {
        ObjectNode header = Json.object().put("alg", "RS256").put("kid", KEY_ID).put("typ", "JWT");
        String signed = Encodings.base64Url(header.toString()) + "." + Encodings.base64Url(claims.toString());
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(Own.KEYS.getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + Encodings.base64Url(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The service's public key as a key set (RFC 7517). */
    ObjectNode keySet() {
        RSAPublicKey key = (RSAPublicKey) Own.KEYS.getPublic();
        ObjectNode set = Json.object();
        set.putArray("keys")
                .addObject()
                .put("kty", "RSA")
                .put("alg", "RS256")
                .put("use", "sig")
                .put("kid", KEY_ID)
                .put("n", unsigned(key.getModulus()))
                .put("e", unsigned(key.getPublicExponent()));
        return set;
    }

    private static String unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return Encodings.base64Url(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }

    /** The claims of a token, unchecked; null if it is none. */
    @Nullable
    ObjectNode claims(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return null;
        }
        try {
            return Json.parsed(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
        } catch (ApiProblem | IllegalArgumentException e) {
            return null;
        }
    }

    static boolean verifies(String token, PublicKey key) {
        int dot = token.lastIndexOf('.');
        try {
            ObjectNode header = Json.parsed(new String(
                    Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.'))), StandardCharsets.UTF_8));
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(key);
            signature.update(token.substring(0, dot).getBytes(StandardCharsets.US_ASCII));
            return Json.text(header, "alg").equals("RS256")
                    && signature.verify(Base64.getUrlDecoder().decode(token.substring(dot + 1)));
        } catch (GeneralSecurityException | ApiProblem | IllegalArgumentException e) {
            return false;
        }
    }
}
