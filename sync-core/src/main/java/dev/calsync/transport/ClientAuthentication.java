package dev.calsync.transport;

import dev.calsync.auth.Secret;
import dev.calsync.error.Faults;
import dev.calsync.provider.ProviderContext;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How an application proves to an authorization server that it is itself. Immutable and thread-safe; {@code toString} shows
 * the application's id only.
 */
public abstract class ClientAuthentication {
    private final String clientId;

    private ClientAuthentication(String clientId) {
        this.clientId = clientId;
    }

    /** The application's id. */
    public final String clientId() {
        return clientId;
    }

    /** What is added to a request's form. */
    abstract Map<String, String> parameters(URI tokenEndpoint, ProviderContext context);

    /**
     * With a secret that is sent in the form (RFC 6749 section 2.3.1).
     *
     * @throws dev.calsync.error.InvalidConfigurationException if the id or the secret is empty
     */
    public static ClientAuthentication secret(String clientId, Secret secret) {
        new Faults("OAuth client")
                .require(!clientId.isBlank(), "the client id is empty")
                .require(!secret.reveal().isBlank(), "the client secret is empty")
                .throwIfAny();
        return new ClientAuthentication(clientId) {
            @Override
            Map<String, String> parameters(URI tokenEndpoint, ProviderContext context) {
                return Map.of("client_id", clientId, "client_secret", secret.reveal());
            }
        };
    }

    /**
     * With nothing but its id: for applications that cannot keep a secret. They prove themselves by PKCE (RFC 7636).
     *
     * @throws dev.calsync.error.InvalidConfigurationException if the id is empty
     */
    public static ClientAuthentication none(String clientId) {
        new Faults("OAuth client")
                .require(!clientId.isBlank(), "the client id is empty")
                .throwIfAny();
        return new ClientAuthentication(clientId) {
            @Override
            Map<String, String> parameters(URI tokenEndpoint, ProviderContext context) {
                return Map.of("client_id", clientId);
            }
        };
    }

    /**
     * With an assertion that is signed with the key of a certificate (RFC 7523 section 2.2, {@code private_key_jwt}), as
     * Microsoft Entra asks for it: PS256, and the certificate's SHA-256 thumbprint in {@code x5t#S256}.
     *
     * @param certificatePem an X.509 certificate, PEM
     * @param privateKeyPem its RSA key, PKCS#8 PEM without a password
     * @throws dev.calsync.error.InvalidConfigurationException if one of them cannot be read or they do not belong together;
     *     the message says how to convert a key
     */
    public static ClientAuthentication certificate(String clientId, String certificatePem, Secret privateKeyPem) {
        Faults faults = new Faults("OAuth client");
        faults.require(!clientId.isBlank(), "the client id is empty");
        X509Certificate certificate = Pem.certificate(certificatePem, faults).orElse(null);
        RsaSigner signer = Pem.rsaKey(privateKeyPem, faults).map(RsaSigner::new).orElse(null);
        if (certificate != null && signer != null) {
            faults.require(
                    certificate.getPublicKey() instanceof RSAPublicKey key
                            && key.getModulus().equals(signer.modulus()),
                    "the private key is not the certificate's");
        }
        faults.throwIfAny();
        if (certificate == null || signer == null) {
            throw new IllegalStateException("what cannot be read is a fault");
        }
        String thumbprint = thumbprint(certificate);
        return new ClientAuthentication(clientId) {
            @Override
            Map<String, String> parameters(URI tokenEndpoint, ProviderContext context) {
                Map<String, Object> claims = new LinkedHashMap<>();
                claims.put("iss", clientId);
                claims.put("sub", clientId);
                claims.put("aud", tokenEndpoint.toString());
                claims.put("jti", context.ids().next());
                String assertion = signer.token(
                        RsaSigner.PS256, Map.of("x5t#S256", thumbprint), claims, context.time(), Duration.ofMinutes(5));
                return Map.of(
                        "client_id",
                        clientId,
                        "client_assertion_type",
                        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                        "client_assertion",
                        assertion);
            }
        };
    }

    private static String thumbprint(X509Certificate certificate) {
        try {
            return RsaSigner.base64Url(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was read can be written", e);
        }
    }

    @Override
    public final String toString() {
        return "ClientAuthentication[" + clientId + "]";
    }
}
