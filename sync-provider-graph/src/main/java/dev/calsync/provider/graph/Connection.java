package dev.calsync.provider.graph;

import com.fasterxml.jackson.core.JsonParser;
import dev.calsync.auth.Credentials;
import dev.calsync.auth.OAuthTokens;
import dev.calsync.auth.Secret;
import dev.calsync.error.AuthorizationRevokedException;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.provider.AccountRequest;
import dev.calsync.provider.ConnectedAccount;
import dev.calsync.provider.ProviderContext;
import dev.calsync.transport.HttpScope;
import dev.calsync.transport.HttpTransport;
import dev.calsync.transport.RequestAuthenticator;
import dev.calsync.transport.RequestGate;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Connects an account: exchanges what the user's browser came back with, finds out whose mailbox it is, and whether the
 * permissions are there that later sessions need. What is missing is said now, not at the first sync.
 */
final class Connection {
    private static final Set<String> READS =
            Set.of("calendars.read", "calendars.readwrite", "calendars.read.shared", "calendars.readwrite.shared");
    private static final Set<String> WRITES = Set.of("calendars.readwrite", "calendars.readwrite.shared");

    private final HttpTransport transport;
    private final GraphOptions options;
    private final Optional<EntraApplication> application;
    private final ProviderContext context;

    Connection(
            HttpTransport transport,
            GraphOptions options,
            Optional<EntraApplication> application,
            ProviderContext context) {
        this.transport = transport;
        this.options = options;
        this.application = application;
        this.context = context;
    }

    /** Whose mailbox it is. */
    private record User(String id, String address) {}

    ConnectedAccount connect(AccountRequest request) throws InterruptedException {
        GraphSettings settings = GraphSettings.of(request.settings());
        if (request.credentials() instanceof Credentials.Basic || request.credentials() instanceof Credentials.None) {
            throw new UnrecoverableException("Microsoft Graph takes access tokens only; connect with a GraphAccount");
        }
        @Nullable OAuthTokens tokens = exchanged(request, settings);
        if (tokens != null) {
            checkScopes(tokens);
        }
        GraphClient client = new GraphClient(transport, scope(tokens), options.base(), context);
        ApiAnswer probe = client.send(ApiCall.get(settings.paths().primary()));
        if (!probe.isSuccess()) {
            throw probe.status() == 403 ? lacksPermission(probe, settings) : probe.failure();
        }
        User user = user(client, settings);
        boolean writes = tokens == null || tokens.scopes().isEmpty() || has(tokens, WRITES);
        return new ConnectedAccount(
                user.address(),
                settings.ofUser(Optional.of(user.id()).filter(id -> !id.isEmpty()))
                        .writing(writes)
                        .map(),
                tokens == null ? null : new Credentials.OAuth(tokens));
    }

    private @Nullable OAuthTokens exchanged(AccountRequest request, GraphSettings settings)
            throws InterruptedException {
        Optional<GraphAccount.Code> code = request instanceof GraphAccount account ? account.code() : Optional.empty();
        if (code.isEmpty()) {
            return null;
        }
        EntraApplication app = application.orElseThrow(() -> new UnrecoverableException(
                "a code can only be exchanged by the application it was given to; build the provider with it"));
        return app.exchange(transport, code.get(), settings, context);
    }

    private static void checkScopes(OAuthTokens tokens) {
        if (!tokens.scopes().isEmpty() && !has(tokens, READS)) {
            throw new AuthorizationRevokedException("the user has not agreed that calendars may be read"
                    + " (Calendars.ReadWrite or Calendars.Read); connect the account again, asking for it");
        }
        if (tokens.refreshToken() == null) {
            throw new AuthorizationRevokedException("there is no refresh token, so the account would end within the"
                    + " hour; connect it again, asking for offline_access");
        }
    }

    private static boolean has(OAuthTokens tokens, Set<String> oneOf) {
        return EntraApplication.plain(tokens.scopes()).stream().anyMatch(oneOf::contains);
    }

    private HttpScope scope(@Nullable OAuthTokens tokens) {
        Secret access = tokens == null ? null : tokens.accessToken();
        return access == null
                ? GraphCalendarProvider.scope(options.base(), context)
                : HttpScope.of(options.base(), RequestAuthenticator.bearer(access))
                        .through(RequestGate.of(context));
    }

    /** 403 while connecting is about permissions: of the user's consent, or of the application's grant. */
    private static AuthorizationRevokedException lacksPermission(ApiAnswer answer, GraphSettings settings) {
        String message = answer.failure().getMessage() + "; ";
        return new AuthorizationRevokedException(
                settings.own()
                        ? message
                                + "ask for Calendars.ReadWrite (or Calendars.Read), have an administrator agree if the"
                                + " organisation wants that, and connect the account again"
                        : message + "to open a mailbox the application needs the application permission"
                                + " Calendars.ReadWrite with an administrator's consent, and no access policy of the"
                                + " organisation may exclude the mailbox");
    }

    /** User.Read tells who it is; without it the owner of the default calendar does. */
    private static User user(GraphClient client, GraphSettings settings) throws InterruptedException {
        User user;
        try {
            user = client.read(ApiCall.get(settings.paths().user()), Connection::user);
        } catch (UnrecoverableException e) {
            user = new User("", "");
        }
        if (!user.address().isEmpty()) {
            return user;
        }
        String owner = new CalendarList(client, settings.paths()).primary().owner();
        String last = user.id().isEmpty() ? settings.mailbox() : user.id();
        return new User(user.id(), owner.isEmpty() ? last : owner);
    }

    private static User user(JsonParser in) throws IOException {
        String[] texts = {"", "", ""};
        in.nextToken();
        Json.object(in, name -> {
            switch (name) {
                case "id" -> texts[0] = Json.text(in, "");
                case "mail" -> texts[1] = Json.text(in, "");
                case "userPrincipalName" -> texts[2] = Json.text(in, "");
                default -> in.skipChildren();
            }
        });
        return new User(texts[0], texts[1].isEmpty() ? texts[2] : texts[1]);
    }
}
