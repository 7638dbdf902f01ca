package dev.calsync.provider.caldav;

import dev.calsync.error.UnrecoverableException;
import dev.calsync.transport.OriginPolicy;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an account remembers of its server, as the text map that is stored.
 *
 * @param url the address that the user gave; credentials belong to its origin
 * @param principal the user's own address at the server
 * @param homes the collections that hold the calendars, at least one
 * @param digest whether the server wants a digest of the password instead of the password
 */
record CalDavSettings(URI url, Optional<URI> principal, List<URI> homes, boolean digest) {
    static final String URL = "url";
    private static final String PRINCIPAL = "principal";
    private static final String HOMES = "homes";
    private static final String DIGEST = "digest";

    Map<String, String> map() {
        Map<String, String> map = new HashMap<>();
        map.put(URL, url.toString());
        principal.ifPresent(address -> map.put(PRINCIPAL, address.toString()));
        map.put(HOMES, homes.stream().map(URI::toString).collect(Collectors.joining(" ")));
        if (digest) {
            map.put(DIGEST, "true");
        }
        return map;
    }

    /**
     * Where credentials and writes may go: to the origin of the address that the user gave, and to those of principal and
     * homes where {@code policy} holds that they belong to it.
     */
    OriginPolicy trusting(OriginPolicy policy) {
        Set<String> named = Stream.concat(principal.stream(), homes.stream())
                .filter(address -> policy.permits(url, address))
                .map(OriginPolicy::origin)
                .collect(Collectors.toUnmodifiableSet());
        return (home, target) ->
                OriginPolicy.sameOrigin().permits(home, target) || named.contains(OriginPolicy.origin(target));
    }

    /** @throws UnrecoverableException if the settings are not those of a connected account */
    static CalDavSettings of(Map<String, String> map) {
        List<URI> homes = Stream.of(map.getOrDefault(HOMES, "").split(" "))
                .filter(text -> !text.isEmpty())
                .map(text -> address(HOMES, text))
                .toList();
        if (homes.isEmpty()) {
            throw new UnrecoverableException("the account has no calendar home; connect it again");
        }
        return new CalDavSettings(
                url(map),
                Optional.ofNullable(map.get(PRINCIPAL)).map(text -> address(PRINCIPAL, text)),
                homes,
                Boolean.parseBoolean(map.get(DIGEST)));
    }

    /** @throws UnrecoverableException if there is none, or it is no web address, or it holds a user name */
    static URI url(Map<String, String> map) {
        return address(URL, map.getOrDefault(URL, ""));
    }

    private static URI address(String setting, String text) {
        return parse(text)
                .orElseThrow(() -> new UnrecoverableException("the setting " + setting
                        + " must be an address that starts with https:// and holds no user name or password"));
    }

    /** Empty unless the text is an absolute http or https address with a host and without user info. */
    static Optional<URI> parse(String text) {
        try {
            URI uri = new URI(text);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            boolean web = scheme.equals("https") || scheme.equals("http");
            return web && uri.getHost() != null && uri.getRawUserInfo() == null ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
