package dev.calsync.provider.caldav;

import dev.calsync.error.AuthorizationRevokedException;
import dev.calsync.error.SyncException;
import dev.calsync.error.TransientException;
import dev.calsync.error.UnreachableException;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.transport.OriginPolicy;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * From the address that a user typed to the collections that hold the calendars: the address itself, then the well-known
 * one of its host (RFC 6764 section 5), what DNS names (section 3), then the host's root. Each is asked who the user is (RFC 5397) and where the
 * user's calendars are (RFC 4791 section 6.2.1).
 */
final class Discovery {
    private static final int MAX_HOMES = 20;
    private static final int MAX_SERVICES = 4;

    private final DavClient client;
    private final ServiceRecords services;

    Discovery(DavClient client, ServiceRecords services) {
        this.client = client;
        this.services = services;
    }

    /**
     * What was found.
     *
     * @param principal the user's own address at the server, if it has one
     * @param homes the collections that hold calendars, at least one
     */
    record Found(Optional<URI> principal, List<URI> homes) {}

    /**
     * @throws UnrecoverableException if no CalDAV server answers at the address
     * @throws AuthorizationRevokedException if the credentials are refused
     */
    Found find(URI address) throws InterruptedException {
        SyncException trouble = null;
        Set<String> unreachable = new HashSet<>();
        for (URI candidate : candidates(address)) {
            if (unreachable.contains(OriginPolicy.origin(candidate))) {
                continue;
            }
            try {
                Optional<Found> found = ask(candidate);
                if (found.isPresent()) {
                    return found.get();
                }
            } catch (UnreachableException e) {
                unreachable.add(OriginPolicy.origin(candidate));
                trouble = trouble == null ? e : trouble;
            } catch (TransientException | UnrecoverableException e) {
                // A web server that chokes on PROPFIND is no reason to stop; one in trouble is, if nothing else
                // answers.
                trouble = trouble == null && !(e.getCause() instanceof MalformedAnswerException) ? e : trouble;
            }
        }
        if (trouble != null) {
            throw trouble;
        }
        throw new UnrecoverableException(OriginPolicy.origin(address)
                + " is no CalDAV server, or its calendars are at another address; check the URL");
    }

    private Set<URI> candidates(URI address) throws InterruptedException {
        Set<URI> candidates = new LinkedHashSet<>();
        candidates.add(address);
        Links.resolve(address, "/.well-known/caldav").ifPresent(candidates::add);
        services.caldavs(address.getHost()).stream()
                .limit(MAX_SERVICES)
                .flatMap(service -> place(service).stream())
                .forEach(candidates::add);
        Links.resolve(address, "/").ifPresent(candidates::add);
        return candidates;
    }

    /** What DNS says is no more to be trusted than a link: whatever is no host makes no address. */
    private static Optional<URI> place(ServiceRecords.Service service) {
        try {
            String path = service.path().filter(each -> each.startsWith("/")).orElse("/.well-known/caldav");
            URI base = new URI("https", null, service.host(), service.port(), "/", null, null);
            return base.getHost() == null ? Optional.empty() : Links.resolve(base, path);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private Optional<Found> ask(URI candidate) throws InterruptedException {
        Optional<Properties> here = properties(candidate);
        if (here.isEmpty()) {
            return Optional.empty();
        }
        Properties properties = here.get();
        if (!properties.homes.isEmpty()) {
            return Optional.of(new Found(properties.principal.or(() -> Optional.of(properties.uri)), properties.homes));
        }
        if (properties.principal.isPresent()) {
            List<URI> homes = properties(properties.principal.get())
                    .map(found -> found.homes)
                    .orElse(List.of());
            if (!homes.isEmpty()) {
                return Optional.of(new Found(properties.principal, homes));
            }
        }
        return properties.calendar
                ? Optional.of(new Found(properties.principal, List.of(properties.uri)))
                : Optional.empty();
    }

    private record Properties(URI uri, Optional<URI> principal, List<URI> homes, boolean calendar) {}

    private Optional<Properties> properties(URI target) throws InterruptedException {
        List<DavResponse> responses = new ArrayList<>();
        DavAnswer answer = client.propfind(target, "0", DavXml.principal(), responses::add);
        int status = answer.status();
        if (status == 401 || status == 429 || (status >= 500 && status != 501)) {
            throw answer.failure().get();
        }
        if (status != 207 || responses.isEmpty()) {
            return Optional.empty();
        }
        DavResponse only = responses.get(0);
        @Nullable DavElement principal = only.properties().get(DavNames.CURRENT_USER_PRINCIPAL);
        if (principal != null && principal.has(DavNames.UNAUTHENTICATED)) {
            throw new AuthorizationRevokedException(OriginPolicy.origin(target)
                    + ": the server does not know who is asking; give a user and a password");
        }
        return Optional.of(new Properties(
                answer.uri(),
                principal == null
                        ? Optional.empty()
                        : links(answer.uri(), principal).stream().findFirst(),
                only.property(DavNames.HOME_SET)
                        .map(homes -> links(answer.uri(), homes))
                        .orElse(List.of()),
                only.property(DavNames.RESOURCE_TYPE)
                        .map(type -> type.has(DavNames.CALENDAR))
                        .orElse(false)));
    }

    private static List<URI> links(URI base, DavElement holder) {
        return holder.hrefs().stream()
                .flatMap(href -> Links.resolve(base, href).stream())
                .distinct()
                .limit(MAX_HOMES)
                .toList();
    }
}
