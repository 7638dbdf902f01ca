package dev.calsync.provider.graph.testing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A key pair with a certificate for it, valid from 2020 to 2049. The JDK makes none without its command line tool.
 *
 * @param key the private key
 * @param certificate what Graph and the sign-in service are given
 */
public record SelfSigned(PrivateKey key, X509Certificate certificate) {

    private static final byte[] SHA256_WITH_RSA = HexFormat.of().parseHex("300d06092a864886f70d01010b0500");
    private static final byte[] COMMON_NAME = HexFormat.of().parseHex("0603550403");
    private static final DateTimeFormatter UTC_TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    /** Finding the primes of a key takes a good part of a second, so each name has one for as long as the JVM runs. */
    private static final Map<String, SelfSigned> MADE = new ConcurrentHashMap<>();

    /** The one of this name, with an RSA key of 2048 bits. */
    public static SelfSigned named(String commonName) {
        return MADE.computeIfAbsent(commonName, SelfSigned::made);
    }

    private static SelfSigned made(String commonName) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            KeyPair pair = generator.generateKeyPair();
            byte[] name = der(
                    0x30, der(0x31, der(0x30, COMMON_NAME, der(0x0c, commonName.getBytes(StandardCharsets.UTF_8)))));
            byte[] validity = der(0x30, time("2020-01-01T00:00:00Z"), time("2049-12-31T00:00:00Z"));
            byte[] serial =
                    der(0x02, BigInteger.valueOf(commonName.hashCode()).abs().toByteArray());
            byte[] content = der(
                    0x30,
                    serial,
                    SHA256_WITH_RSA,
                    name,
                    validity,
                    name,
                    pair.getPublic().getEncoded());
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(pair.getPrivate());
            signature.update(content);
            byte[] encoded = der(0x30, content, SHA256_WITH_RSA, der(0x03, new byte[1], signature.sign()));
            X509Certificate certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
            return new SelfSigned(pair.getPrivate(), certificate);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The certificate in base 64, as subscriptions take it. */
    public String base64() {
        try {
            return Base64.getEncoder().encodeToString(certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] time(String instant) {
        return der(0x17, UTC_TIME.format(Instant.parse(instant)).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(tag);
        int length = content.size();
        if (length < 128) {
            whole.write(length);
        } else {
            byte[] bytes = BigInteger.valueOf(length).toByteArray();
            int skip = bytes[0] == 0 ? 1 : 0;
            whole.write(0x80 | bytes.length - skip);
            whole.write(bytes, skip, bytes.length - skip);
        }
        whole.writeBytes(content.toByteArray());
        return whole.toByteArray();
    }
}
