package dev.calsync.provider.graph.testing;

/** Refusals of the token endpoint, by what lies behind them. */
public enum AadError {
    /** The user or an administrator has not agreed to what is asked for. */
    CONSENT_REQUIRED(
            65001,
            400,
            "invalid_grant",
            "consent_required",
            "The user or administrator has not consented to use the application. Send an interactive authorization request for this user and resource."),
    /** Only an administrator may agree. */
    ADMIN_CONSENT_REQUIRED(
            90094,
            400,
            "invalid_grant",
            "consent_required",
            "The application needs permissions that only an administrator can grant."),
    /** The grant was not used for too long. */
    GRANT_INACTIVE(700082, 400, "invalid_grant", "", "The refresh token has expired due to inactivity."),
    /** The grant was withdrawn, for example by a new password. */
    GRANT_REVOKED(
            50173,
            400,
            "invalid_grant",
            "bad_token",
            "The provided grant has expired due to it being revoked, a fresh auth token is needed."),
    /** There is no such grant. */
    GRANT_UNKNOWN(9002313, 400, "invalid_grant", "", "Invalid request. Request is malformed or invalid."),
    /** The code was used before. */
    CODE_REDEEMED(54005, 400, "invalid_grant", "", "OAuth2 Authorization code was already redeemed."),
    /** The code is too old. */
    CODE_EXPIRED(70008, 400, "invalid_grant", "", "The provided authorization code or refresh token has expired."),
    /** The verifier does not fit the challenge. */
    PKCE_MISMATCH(
            501481,
            400,
            "invalid_grant",
            "",
            "The Code_Verifier does not match the code_challenge supplied in the authorization request."),
    /** The redirect URI is another one. */
    REDIRECT_MISMATCH(
            50011,
            400,
            "invalid_request",
            "",
            "The redirect URI specified in the request does not match the redirect URIs configured for the application."),
    /** A second factor is asked for. */
    MFA_REQUIRED(
            50076,
            400,
            "interaction_required",
            "basic_action",
            "Due to a configuration change made by your administrator, you must use multi-factor authentication."),
    /** A policy forbids it. */
    BLOCKED_BY_POLICY(
            53003,
            400,
            "interaction_required",
            "message_only",
            "Access has been blocked by Conditional Access policies."),
    /** The user is disabled. */
    USER_DISABLED(50057, 400, "invalid_grant", "", "The user account is disabled."),
    /** The user is not of this tenant. */
    USER_NOT_IN_TENANT(
            50020,
            400,
            "invalid_grant",
            "",
            "User account from identity provider does not exist in tenant and cannot access the application in that tenant."),
    /** There is no such app. */
    APP_UNKNOWN(700016, 400, "unauthorized_client", "", "Application with identifier was not found in the directory."),
    /** The app belongs to one tenant and was asked for through all of them. */
    APP_OF_ONE_TENANT(
            50194,
            400,
            "invalid_request",
            "",
            "Application is not configured as a multi-tenant application. Usage of the /common endpoint is not supported."),
    /** There is no such tenant. */
    TENANT_UNKNOWN(90002, 400, "invalid_request", "", "Tenant not found."),
    /** The secret is wrong. */
    SECRET_WRONG(7000215, 401, "invalid_client", "", "Invalid client secret provided."),
    /** The secret has expired. */
    SECRET_EXPIRED(7000222, 401, "invalid_client", "", "The provided client secret keys are expired."),
    /** No secret and no assertion. */
    SECRET_MISSING(
            7000218,
            401,
            "invalid_client",
            "",
            "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."),
    /** The assertion's signature, audience, issuer, time or certificate is wrong. */
    ASSERTION_WRONG(700027, 401, "invalid_client", "", "Client assertion failed signature validation."),
    /** A scope that does not exist. */
    SCOPE_UNKNOWN(70011, 400, "invalid_scope", "", "The provided value for the input parameter 'scope' isn't valid."),
    /** A kind of grant that does not exist. */
    GRANT_TYPE_UNKNOWN(70003, 400, "unsupported_grant_type", "", "The app requested an unsupported grant type."),
    /** The service has a bad moment. */
    TEMPORARILY_UNAVAILABLE(
            90033, 503, "temporarily_unavailable", "", "A transient error has occurred. Please try again.");

    private final int code;
    private final int status;
    private final String error;
    private final String suberror;
    private final String text;

    AadError(int code, int status, String error, String suberror, String text) {
        this.code = code;
        this.status = status;
        this.error = error;
        this.suberror = suberror;
        this.text = text;
    }

    /** The number after AADSTS. */
    public int code() {
        return code;
    }

    int status() {
        return status;
    }

    String error() {
        return error;
    }

    String suberror() {
        return suberror;
    }

    String text() {
        return text;
    }
}
