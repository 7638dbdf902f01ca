package dev.calsync.provider.graph.judge;

import com.microsoft.graph.core.requests.GraphClientFactory;
import com.microsoft.graph.serviceclient.GraphServiceClient;
import com.microsoft.kiota.authentication.AccessTokenProvider;
import com.microsoft.kiota.authentication.AllowedHostsValidator;
import com.microsoft.kiota.authentication.BaseBearerTokenAuthenticationProvider;
import java.net.URI;
import java.util.Map;

/** The SDK's client, as its pages say to make one, pointed at another Graph. */
final class OfficialClient {

    private OfficialClient() {}

    /**
     * A client.
     *
     * @param graph where Graph is, with its version
     * @param token the access token that all requests carry
     */
    static GraphServiceClient of(URI graph, String token) {
        AccessTokenProvider tokens = new AccessTokenProvider() {
            private final AllowedHostsValidator anywhere = new AllowedHostsValidator();

            @Override
            public String getAuthorizationToken(URI uri, Map<String, Object> context) {
                return token;
            }

            @Override
            public AllowedHostsValidator getAllowedHostsValidator() {
                return anywhere;
            }
        };
        GraphServiceClient client = new GraphServiceClient(
                new BaseBearerTokenAuthenticationProvider(tokens),
                GraphClientFactory.create().build());
        client.getRequestAdapter().setBaseUrl(graph.toString());
        return client;
    }
}
