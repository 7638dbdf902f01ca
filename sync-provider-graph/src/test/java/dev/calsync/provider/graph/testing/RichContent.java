package dev.calsync.provider.graph.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** What notifications with resource data carry: the event, encrypted for the subscriber, and proof of who sent it. */
final class RichContent {

    /** The app id under which Graph publishes notifications. */
    private static final String PUBLISHER = "0bf30f3b-4a52-48df-9a82-234910c4a086";

    private final World world;
    private final FakeLogin login;

    RichContent(World world, FakeLogin login) {
        this.world = world;
        this.login = login;
    }

    ObjectNode encrypted(Subscription subscription, Item item, Forgery forgery) {
        X509Certificate certificate = subscription.certificate;
        if (certificate == null) {
            throw new IllegalStateException("a subscription with resource data has a certificate");
        }
        try {
            byte[] event = Json.bytes(new EventJson(world, view(subscription)).full(item));
            byte[] key = Ids.hash("SHA-256", "data key " + world.nextVersion());
            Cipher aes = Cipher.getInstance("AES/CBC/PKCS5Padding");
            aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(Arrays.copyOf(key, 16)));
            byte[] data = aes.doFinal(event);
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            byte[] signature = mac.doFinal(data);
            if (forgery == Forgery.WRONG_DATA_SIGNATURE) {
                signature[0] ^= 1;
            }
            Cipher rsa = Cipher.getInstance("RSA/ECB/OAEPWithSHA1AndMGF1Padding");
            rsa.init(Cipher.ENCRYPT_MODE, certificate.getPublicKey());
            Base64.Encoder base64 = Base64.getEncoder();
            return Json.object()
                    .put("data", base64.encodeToString(data))
                    .put("dataSignature", base64.encodeToString(signature))
                    .put("dataKey", base64.encodeToString(rsa.doFinal(key)))
                    .put("encryptionCertificateId", subscription.certificateId)
                    .put("encryptionCertificateThumbprint", Thumbprints.hex(certificate));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static View view(Subscription subscription) {
        try {
            View plain = View.plain();
            return new View(
                    plain.zone(),
                    plain.zoneName(),
                    subscription.immutableIds,
                    false,
                    subscription.select == null ? null : View.names(subscription.select),
                    null,
                    null);
        } catch (GraphProblem e) {
            throw new IllegalStateException(e);
        }
    }

    String validationToken(Caller caller, Forgery forgery) {
        long now = world.now().getEpochSecond();
        boolean expired = forgery == Forgery.EXPIRED_TOKEN;
        String tenant = forgery == Forgery.OTHER_ISSUER ? Ids.guid("another tenant") : caller.tenant();
        String issuer = "https://sts.windows.net/" + tenant + "/";
        ObjectNode claims = Json.object()
                .put("aud", forgery == Forgery.OTHER_AUDIENCE ? Ids.guid("another app") : caller.clientId())
                .put("iss", issuer)
                .put("iat", now - (expired ? 7_200 : 0))
                .put("nbf", now - (expired ? 7_200 : 0))
                .put("exp", now + (expired ? -3_600 : 3_600))
                .put("appid", forgery == Forgery.OTHER_PUBLISHER ? Ids.guid("another publisher") : PUBLISHER)
                .put("appidacr", "2")
                .put("idp", issuer)
                .put("tid", tenant)
                .put("uti", "fake")
                .put("ver", "1.0");
        String token = login.sign(claims);
        if (forgery != Forgery.WRONG_TOKEN_SIGNATURE) {
            return token;
        }
        char last = token.charAt(token.length() - 5);
        return token.substring(0, token.length() - 5) + (last == 'A' ? 'B' : 'A') + token.substring(token.length() - 4);
    }
}
