package dev.calsync.provider.caldav.testing;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** An application server of Web Push: seals messages (RFC 8291) and signs for them (RFC 8292). Thread-safe. */
public final class WebPushSender {
    private final KeyPair vapid = pair();

    /** The public key that it signs with, base64url. */
    public String vapidKey() {
        return base64(point((ECPublicKey) vapid.getPublic()));
    }

    /** The {@code Authorization} of a message to this origin. */
    public String authorization(String origin, Instant expires) throws GeneralSecurityException {
        String head = base64("{\"typ\":\"JWT\",\"alg\":\"ES256\"}".getBytes(StandardCharsets.UTF_8));
        String claims = "{\"aud\":\"" + origin + "\",\"exp\":" + expires.getEpochSecond()
                + ",\"sub\":\"mailto:admin@example.com\"}";
        String signed = head + "." + base64(claims.getBytes(StandardCharsets.UTF_8));
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(vapid.getPrivate());
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        return "vapid t=" + signed + "." + base64(signature.sign()) + ", k=" + vapidKey();
    }

    /** Seals a message for whoever has these keys. */
    public static byte[] sealed(byte[] publicKey, byte[] auth, byte[] message) throws GeneralSecurityException {
        KeyPair own = pair();
        byte[] sender = point((ECPublicKey) own.getPublic());
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(own.getPrivate());
        ECPoint theirs = new ECPoint(
                new BigInteger(1, Arrays.copyOfRange(publicKey, 1, 33)),
                new BigInteger(1, Arrays.copyOfRange(publicKey, 33, 65)));
        agreement.doPhase(
                KeyFactory.getInstance("EC")
                        .generatePublic(new ECPublicKeySpec(theirs, ((ECPublicKey) own.getPublic()).getParams())),
                true);
        byte[] material = mac(
                mac(auth, agreement.generateSecret()),
                join("WebPush: info\0".getBytes(StandardCharsets.US_ASCII), publicKey, sender, new byte[] {1}));
        byte[] salt = new byte[16];
        new SecureRandom().nextBytes(salt);
        byte[] base = mac(salt, material);
        byte[] key =
                Arrays.copyOf(mac(base, "Content-Encoding: aes128gcm\0\1".getBytes(StandardCharsets.US_ASCII)), 16);
        byte[] nonce = Arrays.copyOf(mac(base, "Content-Encoding: nonce\0\1".getBytes(StandardCharsets.US_ASCII)), 12);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
        byte[] record = cipher.doFinal(join(message, new byte[] {2, 0, 0, 0}));
        return join(salt, ByteBuffer.allocate(4).putInt(4_096).array(), new byte[] {65}, sender, record);
    }

    private static byte[] mac(byte[] key, byte[] text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text);
    }

    private static byte[] join(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }

    private static byte[] point(ECPublicKey key) {
        byte[] bytes = new byte[65];
        bytes[0] = 4;
        byte[] x = key.getW().getAffineX().toByteArray();
        byte[] y = key.getW().getAffineY().toByteArray();
        int xs = Math.min(32, x.length);
        int ys = Math.min(32, y.length);
        System.arraycopy(x, x.length - xs, bytes, 33 - xs, xs);
        System.arraycopy(y, y.length - ys, bytes, 65 - ys, ys);
        return bytes;
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has P-256", e);
        }
    }
}
