package dev.calsync.transport;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Base64;

/** A certificate that signs itself, written out by hand (RFC 5280 section 4.1), because the JDK only reads them. */
final class TestCertificate {
    private final KeyPair pair;
    private final byte[] der;

    private TestCertificate(KeyPair pair, byte[] der) {
        this.pair = pair;
        this.der = der;
    }

    KeyPair pair() {
        return pair;
    }

    byte[] der() {
        return der;
    }

    private static final byte[] SHA256_WITH_RSA = sequence(
            new byte[] {6, 9, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D, 1, 1, 11}, new byte[] {5, 0});

    static TestCertificate create() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        byte[] commonName = {6, 3, 0x55, 4, 3};
        byte[] name = sequence(tagged(0x31, sequence(commonName, tagged(0x0C, ascii("test")))));
        byte[] validity = sequence(tagged(0x17, ascii("260101000000Z")), tagged(0x17, ascii("360101000000Z")));
        byte[] content = sequence(
                tagged(0xA0, new byte[] {2, 1, 2}),
                new byte[] {2, 1, 1},
                SHA256_WITH_RSA,
                name,
                validity,
                name,
                pair.getPublic().getEncoded());
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(pair.getPrivate());
        signature.update(content);
        byte[] bits = signature.sign();
        byte[] padded = new byte[bits.length + 1];
        System.arraycopy(bits, 0, padded, 1, bits.length);
        return new TestCertificate(pair, sequence(content, SHA256_WITH_RSA, tagged(3, padded)));
    }

    String pem() {
        return "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(der)
                + "\n-----END CERTIFICATE-----\n";
    }

    String thumbprint() throws GeneralSecurityException {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(der);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] sequence(byte[]... parts) {
        return tagged(0x30, parts);
    }

    private static byte[] tagged(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        int length = content.size();
        if (length < 0x80) {
            out.write(length);
        } else {
            out.write(0x82);
            out.write(length >> 8);
            out.write(length);
        }
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }
}
