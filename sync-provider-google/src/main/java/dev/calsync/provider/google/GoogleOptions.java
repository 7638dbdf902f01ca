package dev.calsync.provider.google;

import dev.calsync.auth.Secret;
import dev.calsync.provider.AttendeePolicy;
import dev.calsync.transport.ServiceAccountKey;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * What a host decided for all accounts of a provider.
 *
 * @param clientId the OAuth client's id
 * @param clientSecret its secret
 * @param root what the API's paths are below of; ends with a slash
 * @param tokenEndpoint where tokens are fetched
 * @param authorizationEndpoint where users agree
 * @param scopes what users are asked for
 * @param serviceAccount the key to act for users of a domain with
 * @param quotaUser whether each account's requests are counted for it by name
 * @param pageSize how many events a page of a list may have, 1 to 2,500
 * @param maxHeldBytes about how much of series may wait in memory while a calendar is listed
 * @param attendees what becomes of writes to events with attendees
 */
record GoogleOptions(
        String clientId,
        Secret clientSecret,
        URI root,
        URI tokenEndpoint,
        URI authorizationEndpoint,
        Set<String> scopes,
        Optional<ServiceAccountKey> serviceAccount,
        boolean quotaUser,
        int pageSize,
        long maxHeldBytes,
        AttendeePolicy attendees) {

    /**
     * What Google takes this application for: the project's number, which the client ids of one project begin with
     * ({@code NUMBER-TEXT.apps.googleusercontent.com}), or the project's name in a service account's address.
     */
    String project(boolean delegated) {
        if (delegated && serviceAccount.isPresent()) {
            String email = serviceAccount.get().email();
            return email.substring(email.indexOf('@') + 1);
        }
        int dash = clientId.indexOf('-');
        String number = dash < 0 ? "" : clientId.substring(0, dash);
        return !number.isEmpty() && number.chars().allMatch(Character::isDigit) ? number : clientId;
    }
}
