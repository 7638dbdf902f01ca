package dev.calsync.transport;

import dev.calsync.system.IdGenerator;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * The answers to one Digest challenge (RFC 7616): MD5 or SHA-256 over user, realm, password, the server's nonce and a
 * count of its uses. Only {@code qop=auth}, or none where the server knows none (RFC 2069): a server that insists on
 * hashing bodies, or on session keys, is not answered. Thread-safe.
 */
final class DigestAnswers {
    private static final Map<String, String> ALGORITHMS = Map.of("MD5", "MD5", "SHA-256", "SHA-256");

    private final String user;
    private final String realm;
    private final String nonce;
    private final Optional<String> opaque;
    private final Optional<String> algorithmAsNamed;
    private final String algorithm;
    private final boolean qop;
    private final boolean stale;
    private final String secretHash;
    private final IdGenerator clientNonces;
    private final AtomicInteger uses = new AtomicInteger();

    private DigestAnswers(Challenge challenge, String algorithm, String user, String password, IdGenerator ids) {
        Map<String, String> parameters = challenge.parameters();
        this.user = user;
        this.realm = parameters.getOrDefault("realm", "");
        this.nonce = parameters.getOrDefault("nonce", "");
        this.opaque = Optional.ofNullable(parameters.get("opaque"));
        this.algorithmAsNamed = Optional.ofNullable(parameters.get("algorithm"));
        this.algorithm = algorithm;
        this.qop = parameters.containsKey("qop");
        this.stale = "true".equalsIgnoreCase(parameters.get("stale"));
        this.clientNonces = ids;
        this.secretHash = hash(user + ":" + realm + ":" + password);
    }

    /** Empty if the challenge is none of Digest, or of a kind that is not answered. */
    static Optional<DigestAnswers> to(Challenge challenge, String user, String password, IdGenerator clientNonces) {
        Map<String, String> parameters = challenge.parameters();
        @Nullable
        String algorithm =
                ALGORITHMS.get(parameters.getOrDefault("algorithm", "MD5").toUpperCase(Locale.ROOT));
        String qops = parameters.getOrDefault("qop", "auth");
        boolean auth = false;
        for (String each : qops.split(",", -1)) {
            auth |= each.strip().equalsIgnoreCase("auth");
        }
        boolean usable = challenge.scheme().equals("digest")
                && auth
                && !parameters.getOrDefault("nonce", "").isEmpty()
                && parameters.values().stream().allMatch(DigestAnswers::canBeSent);
        return usable && algorithm != null
                ? Optional.of(new DigestAnswers(challenge, algorithm, user, password, clientNonces))
                : Optional.empty();
    }

    private static boolean canBeSent(String value) {
        return value.chars().allMatch(c -> c >= ' ' && c < 0x7F);
    }

    /** The better of several challenges is to be answered. */
    int strength() {
        return algorithm.equals("MD5") ? 0 : 1;
    }

    /**
     * Whether a new challenge after a refusal is worth an answer: only if the nonce was at fault, because the server says
     * so, or because an old one was used again. Otherwise it is the password.
     */
    boolean mayBeReplacedBy(DigestAnswers next) {
        return !next.nonce.equals(nonce) && (next.stale || uses.get() > 1);
    }

    /** The header for the next request. */
    String answer(String method, URI target) {
        HttpUrl url = HttpUrl.parse(target.toString());
        String path = url == null
                ? target.getRawPath()
                : url.encodedPath() + (url.encodedQuery() == null ? "" : "?" + url.encodedQuery());
        String count = String.format(Locale.ROOT, "%08x", uses.incrementAndGet());
        String requestHash = hash(method + ":" + path);
        StringBuilder header = new StringBuilder("Digest ");
        if (canBeSent(user)) {
            header.append("username=").append(quoted(user));
        } else {
            header.append("username*=UTF-8''").append(percentEncoded(user));
        }
        header.append(", realm=").append(quoted(realm));
        header.append(", nonce=").append(quoted(nonce));
        header.append(", uri=").append(quoted(path));
        if (qop) {
            String clientNonce = clientNonces.next();
            String response = hash(secretHash + ":" + nonce + ":" + count + ":" + clientNonce + ":auth:" + requestHash);
            header.append(", response=").append(quoted(response));
            header.append(", qop=auth, nc=").append(count);
            header.append(", cnonce=").append(quoted(clientNonce));
        } else {
            header.append(", response=").append(quoted(hash(secretHash + ":" + nonce + ":" + requestHash)));
        }
        algorithmAsNamed.ifPresent(name -> header.append(", algorithm=").append(name));
        opaque.ifPresent(value -> header.append(", opaque=").append(quoted(value)));
        return header.toString();
    }

    private static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String percentEncoded(String text) {
        StringBuilder out = new StringBuilder();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (each & 0xFF);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (plain || "-._~".indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append('%').append(HexFormat.of().withUpperCase().toHexDigits(each));
            }
        }
        return out.toString();
    }

    private String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has MD5 and SHA-256", e);
        }
    }
}
