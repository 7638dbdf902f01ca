package dev.calsync.provider.graph.testing;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;

/** How certificates are told apart. */
final class Thumbprints {

    private Thumbprints() {}

    /** As {@code x5t#S256} has it. */
    static String sha256(X509Certificate certificate) {
        return Jwt.encode(of(certificate, "SHA-256"));
    }

    /** As {@code x5t} has it. */
    static String sha1(X509Certificate certificate) {
        return Jwt.encode(of(certificate, "SHA-1"));
    }

    /** As notifications have it. */
    static String hex(X509Certificate certificate) {
        return HexFormat.of().formatHex(of(certificate, "SHA-1")).toUpperCase(Locale.ROOT);
    }

    private static byte[] of(X509Certificate certificate, String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm).digest(certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
