package dev.calsync.transport;

import dev.calsync.error.AuthorizationRevokedException;
import dev.calsync.error.SyncException;
import dev.calsync.error.TransientException;
import dev.calsync.error.UnrecoverableException;
import java.io.IOException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an authorization server's refusal means (RFC 6749 section 5.2, Google's and Entra's own codes). What it writes in
 * words is not shown, because it may name users; Entra's code {@code AADSTS…} is read out of it.
 */
final class TokenErrors {
    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
    private static final Pattern ENTRA = Pattern.compile("AADSTS(\\d{4,8})");

    /** By number, why a user or an administrator has to do something. */
    private static final Map<String, String> ENTRA_REVOKED = Map.ofEntries(
            Map.entry("65001", "nobody has consented to what the application asks for, or the consent was taken back"),
            Map.entry("65004", "the user declined to consent"),
            Map.entry(
                    "90094", "an administrator of the organisation has to consent; send one the admin consent address"),
            Map.entry("90093", "the user may not consent to this; an administrator of the organisation has to"),
            Map.entry("90095", "the user has asked an administrator for consent, who has not decided yet"),
            Map.entry("50076", "the organisation asks for multi-factor authentication"),
            Map.entry("50079", "the user has to set up multi-factor authentication"),
            Map.entry("50158", "the organisation asks for another proof of the user"),
            Map.entry("53000", "a policy of the organisation wants a device that it manages"),
            Map.entry("53003", "a conditional access policy of the organisation refuses it"),
            Map.entry("50173", "the password was changed or reset since"),
            Map.entry("50132", "the session was ended, for instance by a new password"),
            Map.entry("50133", "the password expired or was changed since"),
            Map.entry("50057", "the user's account is disabled"),
            Map.entry("50034", "the user is not known in this directory"),
            Map.entry("50020", "the user is of another directory than the one that was asked"),
            Map.entry("70000", "the grant is not valid any more"),
            Map.entry("70008", "the grant expired because it was not used"),
            Map.entry("700082", "the refresh token expired because it was not used for 90 days"),
            Map.entry("700084", "the refresh token ended after its fixed life, as those of pages in browsers do"));

    /** By number, what is wrong with the application. */
    private static final Map<String, String> ENTRA_CLIENT = Map.ofEntries(
            Map.entry("700016", "the directory does not know the application; check client id and tenant"),
            Map.entry("90002", "the tenant does not exist; check it"),
            Map.entry("900023", "the tenant is neither a domain name nor an id; check it"),
            Map.entry("7000215", "the client secret is wrong; use the secret's value, not its id"),
            Map.entry("7000222", "the client secret has expired; make a new one"),
            Map.entry(
                    "700027", "the certificate is not the application's; upload it, or use the key of the one it has"),
            Map.entry("700024", "the assertion is too old or not valid yet; check this machine's clock"),
            Map.entry("7000112", "the application is disabled"),
            Map.entry("50011", "the redirect address is not registered for the application"),
            Map.entry("70011", "a scope is not valid"),
            Map.entry("650057", "the application does not name this permission in its registration; add it there"),
            Map.entry("500011", "the service that is asked for is not known in this directory"),
            Map.entry("7000218", "the registration wants a client secret or a certificate"),
            Map.entry("9002313", "the request was not understood"));

    private TokenErrors() {}

    static SyncException failure(HttpResponse response, byte[] body) {
        Map<String, String> members;
        try {
            members = TokenAnswer.members(body);
        } catch (IOException e) {
            members = Map.of();
        }
        String said = members.getOrDefault("error", "");
        String code = CODE.matcher(said).matches() ? said : "";
        Matcher entra = ENTRA.matcher(members.getOrDefault("error_description", ""));
        String number = entra.find() ? entra.group(1) : "";
        String where = response + ": " + (code.isEmpty() ? "an unknown error" : code)
                + (number.isEmpty() ? "" : " (AADSTS" + number + ")");
        if (response.status() == 429) {
            return response.throttled(where + ": too many requests for tokens");
        }
        if (ENTRA_REVOKED.containsKey(number)) {
            return new AuthorizationRevokedException(
                    where + ": " + ENTRA_REVOKED.get(number) + "; connect the account again");
        }
        if (ENTRA_CLIENT.containsKey(number)) {
            return new UnrecoverableException(where + ": " + ENTRA_CLIENT.get(number));
        }
        return byCode(response, code, where);
    }

    private static SyncException byCode(HttpResponse response, String code, String where) {
        return switch (code) {
            case "invalid_grant" ->
                new AuthorizationRevokedException(where
                        + ": the authorization was withdrawn, has expired or was used up; connect the account again");
            case "interaction_required", "login_required", "consent_required", "account_selection_required" ->
                new AuthorizationRevokedException(
                        where + ": the user has to agree once more; connect the account again");
            case "access_denied", "admin_policy_enforced", "org_internal", "rapt_required" ->
                new AuthorizationRevokedException(where
                        + ": a policy of the organisation does not allow it; its administrator has to, then connect the"
                        + " account again");
            case "invalid_client", "deleted_client", "disabled_client" ->
                new UnrecoverableException(
                        where + ": the server does not let the application in; check client id, secret or certificate");
            case "unauthorized_client" ->
                new UnrecoverableException(where
                        + ": the application may not do this; for a service account, its client id and these scopes must"
                        + " be allowed under domain-wide delegation");
            case "invalid_scope" ->
                new UnrecoverableException(where + ": a scope is unknown or not allowed for the application");
            case "unsupported_grant_type", "invalid_request", "invalid_target" ->
                new UnrecoverableException(where + ": the server does not understand the request; check the endpoint");
            case "redirect_uri_mismatch" ->
                new UnrecoverableException(where + ": the redirect address is not registered for the application");
            case "temporarily_unavailable", "server_error", "internal_failure", "slow_down", "backend_error" ->
                new TransientException(where + ": the server is in trouble");
            default ->
                response.status() >= 500 || response.status() == 408
                        ? new TransientException(where + ": the server is in trouble")
                        : new UnrecoverableException(where + ": the server refuses the request");
        };
    }
}
