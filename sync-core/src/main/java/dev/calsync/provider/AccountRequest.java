package dev.calsync.provider;

import dev.calsync.auth.Credentials;
import dev.calsync.model.ProviderId;
import java.util.Map;

/** What a user gives to connect an account. Each provider offers its own, with the settings it needs. Immutable. */
public interface AccountRequest {

    /** Which provider is to connect. */
    ProviderId provider();

    /** What the account proves itself with. */
    Credentials credentials();

    /** The provider's own settings, such as a server's address. Holds no secret. */
    Map<String, String> settings();
}
