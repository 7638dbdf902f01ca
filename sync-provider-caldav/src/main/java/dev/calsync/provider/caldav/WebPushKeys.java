package dev.calsync.provider.caldav;

import dev.calsync.auth.Secret;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of one Web Push subscription, and what opens its messages (RFC 8291, RFC 8188). Immutable and thread-safe.
 *
 * <p><b>Where they come from.</b> A channel has one secret of 192 random bits. The private key and the authentication
 * secret are derived from it, so nothing more has to be kept, and whoever has the channel can open its messages. The
 * public key is the private one times the curve's base point. The JDK has no call for that, but agreeing on a secret with
 * the base point gives the product's x. Either of the two points with that x does: the secret that two sides agree on is an
 * x as well, and does not depend on the sign; ours is the one whose y is even.
 */
final class WebPushKeys {
    private static final int FIELD_BYTES = 32;
    private static final int POINT_BYTES = 65;
    private static final int SALT_BYTES = 16;
    private static final int HEAD_BYTES = SALT_BYTES + 4 + 1 + POINT_BYTES;
    private static final int TAG_BITS = 128;
    private static final ECParameterSpec P256 = p256();

    private final BigInteger scalar;
    private final byte[] point;
    private final byte[] auth;

    private WebPushKeys(BigInteger scalar, byte[] point, byte[] auth) {
        this.scalar = scalar;
        this.point = point;
        this.auth = auth;
    }

    /** The keys of the channel with this secret. */
    static WebPushKeys of(Secret secret) {
        try {
            byte[] seed = secret.reveal().getBytes(StandardCharsets.UTF_8);
            byte[] wide = ByteBuffer.allocate(2 * FIELD_BYTES)
                    .put(mac(seed, ascii("calsync web push key 1")))
                    .put(mac(seed, ascii("calsync web push key 2")))
                    .array();
            // 512 bits, so that no scalar is likelier than another by more than 2^-256.
            BigInteger scalar = new BigInteger(1, wide)
                    .mod(P256.getOrder().subtract(BigInteger.ONE))
                    .add(BigInteger.ONE);
            byte[] auth = Arrays.copyOf(mac(seed, ascii("calsync web push auth")), SALT_BYTES);
            return new WebPushKeys(scalar, encoded(product(scalar)), auth);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has P-256 and HMAC-SHA-256", e);
        }
    }

    /** Keys that come from elsewhere. */
    static WebPushKeys of(byte[] scalar, byte[] point, byte[] auth) {
        return new WebPushKeys(new BigInteger(1, scalar), point.clone(), auth.clone());
    }

    /** The public key, an uncompressed point. */
    byte[] publicKey() {
        return point.clone();
    }

    /** The authentication secret. */
    byte[] auth() {
        return auth.clone();
    }

    /**
     * Opens a message: one record of the content encoding {@code aes128gcm}.
     *
     * @throws GeneralSecurityException if it was not sealed for these keys, or was changed
     */
    byte[] open(byte[] message) throws GeneralSecurityException {
        if (message.length < HEAD_BYTES + TAG_BITS / 8 + 1 || message[SALT_BYTES + 4] != POINT_BYTES) {
            throw new AEADBadTagException("this is no message of Web Push");
        }
        byte[] salt = Arrays.copyOf(message, SALT_BYTES);
        long recordBytes = Integer.toUnsignedLong(ByteBuffer.wrap(message).getInt(SALT_BYTES));
        if (message.length - HEAD_BYTES > recordBytes) {
            throw new AEADBadTagException("a message of Web Push is one record");
        }
        byte[] sender = Arrays.copyOfRange(message, SALT_BYTES + 5, HEAD_BYTES);
        byte[] agreed = agree(scalar, decoded(sender));
        byte[] context = ByteBuffer.allocate(14 + 2 * POINT_BYTES)
                .put(ascii("WebPush: info\0"))
                .put(point)
                .put(sender)
                .array();
        byte[] base = mac(salt, expand(mac(auth, agreed), context));
        byte[] key = Arrays.copyOf(expand(base, ascii("Content-Encoding: aes128gcm\0")), 16);
        byte[] nonce = Arrays.copyOf(expand(base, ascii("Content-Encoding: nonce\0")), 12);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        byte[] padded = cipher.doFinal(message, HEAD_BYTES, message.length - HEAD_BYTES);
        int end = padded.length - 1;
        while (end >= 0 && padded[end] == 0) {
            end--;
        }
        // 2 ends the last record, which the only one is.
        if (end < 0 || padded[end] != 2) {
            throw new AEADBadTagException("a message of Web Push ends with its only record");
        }
        return Arrays.copyOf(padded, end);
    }

    /** A public key from an uncompressed point. */
    static ECPublicKey decoded(byte[] uncompressed) throws GeneralSecurityException {
        if (uncompressed.length != POINT_BYTES || uncompressed[0] != 4) {
            throw new GeneralSecurityException("this is no uncompressed point of P-256");
        }
        BigInteger x = new BigInteger(1, Arrays.copyOfRange(uncompressed, 1, 1 + FIELD_BYTES));
        BigInteger y = new BigInteger(1, Arrays.copyOfRange(uncompressed, 1 + FIELD_BYTES, POINT_BYTES));
        BigInteger prime = prime();
        boolean onCurve = x.compareTo(prime) < 0
                && y.compareTo(prime) < 0
                && y.multiply(y).mod(prime).equals(square(x));
        if (!onCurve) {
            throw new GeneralSecurityException("this point is not on P-256");
        }
        return (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(new ECPoint(x, y), P256));
    }

    private static ECPoint product(BigInteger scalar) throws GeneralSecurityException {
        ECPublicKey base = (ECPublicKey)
                KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(P256.getGenerator(), P256));
        BigInteger x = new BigInteger(1, agree(scalar, base));
        // The prime is 3 modulo 4, where this power is a root.
        BigInteger y = square(x).modPow(prime().add(BigInteger.ONE).shiftRight(2), prime());
        return new ECPoint(x, y.testBit(0) ? prime().subtract(y) : y);
    }

    private static byte[] agree(BigInteger scalar, ECPublicKey other) throws GeneralSecurityException {
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(KeyFactory.getInstance("EC").generatePrivate(new ECPrivateKeySpec(scalar, P256)));
        agreement.doPhase(other, true);
        return agreement.generateSecret();
    }

    private static BigInteger prime() {
        return ((ECFieldFp) P256.getCurve().getField()).getP();
    }

    /** What the y of a point with this x is the root of. */
    private static BigInteger square(BigInteger x) {
        return x.pow(3)
                .add(P256.getCurve().getA().multiply(x))
                .add(P256.getCurve().getB())
                .mod(prime());
    }

    private static byte[] encoded(ECPoint point) {
        byte[] bytes = new byte[POINT_BYTES];
        bytes[0] = 4;
        copy(point.getAffineX(), bytes, 1);
        copy(point.getAffineY(), bytes, 1 + FIELD_BYTES);
        return bytes;
    }

    private static void copy(BigInteger number, byte[] to, int from) {
        byte[] bytes = number.toByteArray();
        int length = Math.min(bytes.length, FIELD_BYTES);
        System.arraycopy(bytes, bytes.length - length, to, from + FIELD_BYTES - length, length);
    }

    /** The first block of HKDF's expansion (RFC 5869 section 2.3). */
    private static byte[] expand(byte[] key, byte[] context) throws GeneralSecurityException {
        byte[] block = Arrays.copyOf(context, context.length + 1);
        block[context.length] = 1;
        return mac(key, block);
    }

    private static byte[] mac(byte[] key, byte[] text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static ECParameterSpec p256() {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp256r1"));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has P-256", e);
        }
    }
}
