package dev.calsync.internal.grants;

import dev.calsync.auth.Credentials;
import dev.calsync.provider.AccountRequest;
import dev.calsync.provider.ProviderContext;

/** The credentials of an account that is being connected: nobody else knows them yet. */
public final class TrialGrant extends OpenGrant {
    private final AccountRequest request;

    TrialGrant(Grants grants, AccountRequest request) {
        super(grants, "the account that is being connected", new CredentialsForm.Held(request.credentials(), null));
        this.request = request;
    }

    @Override
    void renew(ProviderContext calls, boolean mayWait) throws InterruptedException {
        if (held().credentials() instanceof Credentials.OAuth oauth) {
            hold(grants.fetch(request.provider(), oauth.tokens(), request.settings(), calls));
        }
    }
}
