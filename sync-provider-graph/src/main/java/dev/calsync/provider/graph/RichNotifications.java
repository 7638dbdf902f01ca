package dev.calsync.provider.graph;

import dev.calsync.auth.Secret;
import dev.calsync.error.Faults;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What notifications with resource data take: a certificate that Graph encrypts for, its key, and what the tokens that come
 * along have to say (Graph, "Set up change notifications that include resource data").
 */
final class RichNotifications {
    private static final String RSA = "RSA/ECB/OAEPWithSHA1AndMGF1Padding";
    private static final String AES = "AES/CBC/PKCS5Padding";
    private static final String HMAC = "HmacSHA256";
    private static final int IV_BYTES = 16;

    private final X509Certificate certificate;
    private final PrivateKey key;
    private final String clientId;
    private final URI authority;

    private RichNotifications(X509Certificate certificate, PrivateKey key, String clientId, URI authority) {
        this.certificate = certificate;
        this.key = key;
        this.clientId = clientId;
        this.authority = authority;
    }

    /** Reads certificate and key; notes what is wrong with them. */
    static Optional<RichNotifications> of(
            String certificatePem, Secret privateKeyPem, String clientId, URI authority, Faults faults) {
        X509Certificate certificate = null;
        PrivateKey key = null;
        try {
            certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(certificatePem.getBytes(StandardCharsets.US_ASCII)));
        } catch (CertificateException e) {
            faults.add("the certificate for notifications is no X.509 certificate in PEM");
        }
        try {
            key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pem(privateKeyPem.reveal())));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            faults.add("the private key for notifications is no RSA key in PEM (PKCS#8, without a password)");
        }
        return certificate == null || key == null
                ? Optional.empty()
                : Optional.of(new RichNotifications(certificate, key, clientId, authority));
    }

    private static byte[] pem(String text) {
        String body = text.replaceAll("-----(BEGIN|END) [A-Z ]+-----", "").replaceAll("\\s", "");
        return Base64.getDecoder().decode(body);
    }

    String clientId() {
        return clientId;
    }

    URI authority() {
        return authority;
    }

    /** The certificate as a subscription names it. */
    String certificateBase64() throws CertificateException {
        return Base64.getEncoder().encodeToString(certificate.getEncoded());
    }

    /** A name for the certificate that follows from it. */
    String certificateId() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was read can be written", e);
        }
    }

    /** Whether content was encrypted for us and is whole. */
    boolean opens(EncryptedContent content) {
        return open(content) != null;
    }

    /** The resource that was encrypted, as JSON; null if it was not encrypted for us, or was changed on its way. */
    byte @Nullable [] open(EncryptedContent content) {
        try {
            Base64.Decoder base64 = Base64.getDecoder();
            Cipher rsa = Cipher.getInstance(RSA);
            rsa.init(Cipher.DECRYPT_MODE, key);
            byte[] dataKey = rsa.doFinal(base64.decode(content.dataKey()));
            byte[] data = base64.decode(content.data());
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(dataKey, HMAC));
            if (!MessageDigest.isEqual(mac.doFinal(data), base64.decode(content.dataSignature()))) {
                return null;
            }
            Cipher aes = Cipher.getInstance(AES);
            IvParameterSpec iv = new IvParameterSpec(Arrays.copyOf(dataKey, IV_BYTES));
            aes.init(Cipher.DECRYPT_MODE, new SecretKeySpec(dataKey, "AES"), iv);
            return aes.doFinal(data);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return null;
        }
    }
}
