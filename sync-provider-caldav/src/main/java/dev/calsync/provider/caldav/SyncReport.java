package dev.calsync.provider.caldav;

import dev.calsync.error.ThrottledException;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.model.RemoteId;
import dev.calsync.provider.caldav.Manners.UnknownToken;
import dev.calsync.provider.caldav.ResourceFetch.Listed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.namespace.QName;

/**
 * The sync-collection report (RFC 6578), and what a server's answer to it is worth.
 *
 * <p>A server that does not know a token is to say so: 403 or 409 with {@code valid-sync-token}. Many say something else.
 * A refusal without that reason, 500 included, may mean the token, the account's rights, or a server in trouble. What it
 * means is found out with two cheap requests: the server's own current token is read and asked with. If it is another one
 * than ours and is accepted, ours was at fault. And a server that answers an unknown token with everything there is, saying
 * nothing of what is gone, is found out by asking it once with a token that nobody can know.
 */
final class SyncReport {
    private static final String NOBODYS_TOKEN = "urn:uuid:00000000-0000-4000-8000-000000000000";
    private static final int EVERYTHING = 0;

    private final DavClient client;

    SyncReport(DavClient client) {
        this.client = client;
    }

    /** What came of asking. */
    sealed interface Answer {}

    /**
     * What changed.
     *
     * @param listed by id; the last mention counts
     * @param token where to go on
     * @param cut whether the server has more to say, with that token
     */
    record Changes(Map<RemoteId, Listed> listed, String token, boolean cut) implements Answer {

        /** How many of them are there; the others are gone. */
        int present() {
            return (int) listed.values().stream().filter(each -> !each.gone()).count();
        }
    }

    /** The token is not known any more. */
    record TokenUnknown(String reason) implements Answer {}

    /** The server does not have this report, or not for a calendar of this size. */
    record Unsupported() implements Answer {}

    /** @param token empty for everything */
    Answer ask(Hrefs hrefs, String token) throws InterruptedException {
        Map<RemoteId, Listed> listed = new LinkedHashMap<>();
        boolean[] cut = new boolean[1];
        DavAnswer answer =
                client.report(hrefs.collection(), "0", DavXml.syncCollection(token, EVERYTHING), response -> {
                    if (response.status() == 507 && response.hrefs().stream().anyMatch(hrefs::isCollection)) {
                        cut[0] = true;
                    } else {
                        ResourceFetch.mention(listed, hrefs, response);
                    }
                });
        if (answer.status() != 207) {
            return refusal(hrefs, token, answer);
        }
        String next = answer.syncToken().orElse("");
        if (next.isEmpty() || (cut[0] && (listed.isEmpty() || next.equals(token)))) {
            throw new UnrecoverableException(
                    "the server's list of changes of a calendar has no sync token to go on with");
        }
        return new Changes(listed, next, cut[0]);
    }

    private Answer refusal(Hrefs hrefs, String token, DavAnswer answer) throws InterruptedException {
        if (CalDavErrors.reportUnsupported(answer)) {
            return new Unsupported();
        }
        if (token.isEmpty()) {
            throw answer.failure().get();
        }
        if (CalDavErrors.cursorExpired(answer)) {
            return new TokenUnknown("the server does not know its sync token any more");
        }
        if (answer.status() == 401 || answer.failure().get() instanceof ThrottledException) {
            throw answer.failure().get();
        }
        Optional<String> current = currentToken(hrefs);
        boolean tokenAtFault = current.isEmpty() || (!current.get().equals(token) && accepts(hrefs, current.get()));
        if (!tokenAtFault) {
            throw answer.failure().get();
        }
        return new TokenUnknown("the server answered " + answer.status() + " to its sync token, and to that alone");
    }

    /** Empty if the server does not tell. */
    private Optional<String> currentToken(Hrefs hrefs) throws InterruptedException {
        return property(hrefs, DavXml.syncToken(), DavNames.SYNC_TOKEN);
    }

    private Optional<String> property(Hrefs hrefs, byte[] question, QName name) throws InterruptedException {
        List<String> found = new ArrayList<>();
        client.propfind(
                        hrefs.collection(),
                        "0",
                        question,
                        response -> response.text(name).ifPresent(found::add))
                .orThrow();
        return found.stream().findFirst();
    }

    private boolean accepts(Hrefs hrefs, String token) throws InterruptedException {
        return client.report(hrefs.collection(), "0", DavXml.syncCollection(token, EVERYTHING), response -> {})
                        .status()
                == 207;
    }

    /** Finds out what the server does with a token that it cannot know. */
    UnknownToken unknownToken(Hrefs hrefs) throws InterruptedException {
        boolean[] listed = new boolean[1];
        DavAnswer answer = client.report(hrefs.collection(), "0", DavXml.syncCollection(NOBODYS_TOKEN, 1), response -> {
            boolean member =
                    response.hrefs().stream().anyMatch(href -> hrefs.idOf(href).isPresent());
            listed[0] |= member && !response.isGone();
        });
        if (answer.failure().get() instanceof ThrottledException) {
            return UnknownToken.UNKNOWN;
        }
        return answer.status() == 207 && listed[0] ? UnknownToken.LISTED : UnknownToken.REFUSED;
    }

    /** The members of a calendar, for a server without this report. */
    Map<RemoteId, Listed> everything(Hrefs hrefs) throws InterruptedException {
        Map<RemoteId, Listed> listed = new LinkedHashMap<>();
        client.propfind(hrefs.collection(), "1", DavXml.entityTags(), response -> {
                    boolean collection = response.property(DavNames.RESOURCE_TYPE)
                            .map(type -> type.has(DavNames.COLLECTION))
                            .orElse(false);
                    if (!collection) {
                        ResourceFetch.mention(listed, hrefs, response);
                    }
                })
                .orThrow();
        return listed;
    }

    /** The calendar's change tag, for a server without this report; empty if it has none. */
    Optional<String> changeTag(Hrefs hrefs) throws InterruptedException {
        return property(hrefs, DavXml.changeTag(), DavNames.CTAG);
    }
}
