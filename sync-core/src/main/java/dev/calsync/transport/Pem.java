package dev.calsync.transport;

import dev.calsync.auth.Secret;
import dev.calsync.error.Faults;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;

/** Reads keys and certificates in their textual form (RFC 7468). No message shows what was read. */
final class Pem {
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    private Pem() {}

    /** Empty, with the fault noted, if this is no RSA key in PKCS#8. */
    static Optional<RSAPrivateKey> rsaKey(Secret pem, Faults faults) {
        String text = pem.reveal();
        int from = text.indexOf(BEGIN);
        int to = text.indexOf(END);
        if (from < 0 || to < from) {
            faults.add("the private key is not PKCS#8 PEM, which begins with " + BEGIN
                    + "; convert one with: openssl pkcs8 -topk8 -nocrypt -in old.pem -out new.pem");
            return Optional.empty();
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(text.substring(from + BEGIN.length(), to));
            if (KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der))
                    instanceof RSAPrivateKey key) {
                return Optional.of(key);
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // Told below, without what the parser says: it may quote the key.
        }
        faults.add("the private key cannot be read: it must be an RSA key");
        return Optional.empty();
    }

    /** Empty, with the fault noted, if this is no certificate. */
    static Optional<X509Certificate> certificate(String pem, Faults faults) {
        int from = pem.indexOf("-----BEGIN CERTIFICATE-----");
        try {
            byte[] bytes = pem.substring(Math.max(0, from)).getBytes(StandardCharsets.US_ASCII);
            if (from >= 0
                    && CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(bytes))
                            instanceof X509Certificate certificate) {
                return Optional.of(certificate);
            }
        } catch (GeneralSecurityException e) {
            // Told below.
        }
        faults.add(
                "the certificate cannot be read: it must be X.509 PEM, which begins with -----BEGIN CERTIFICATE-----");
        return Optional.empty();
    }
}
