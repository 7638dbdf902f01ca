package dev.calsync.provider.caldav.testing;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.xml.namespace.QName;

/** The three reports: calendar-multiget and calendar-query (RFC 4791), sync-collection (RFC 6578). */
final class ReportHandler {

    private final DavTree tree;

    ReportHandler(DavTree tree) {
        this.tree = tree;
    }

    DavReply report(DavRequest request) throws DavProblem {
        DavNode node = tree.find(request.path());
        if (node == null) {
            throw DavProblem.of(404, "There is nothing here");
        }
        RequestXml body = request.xml();
        QName report = body.name();
        if (node instanceof DavNode.Collection collection) {
            if (report.equals(DavNames.CALENDAR_MULTIGET)) {
                return multiget(request, body);
            }
            if (report.equals(DavNames.CALENDAR_QUERY)) {
                return query(request, body, collection.calendar());
            }
            if (report.equals(DavNames.SYNC_COLLECTION) && !tree.has(Quirk.NO_SYNC_COLLECTION)) {
                return sync(request, body, collection);
            }
        }
        throw DavProblem.of(403, DavNames.dav("supported-report"), "No such report here");
    }

    private DavReply multiget(DavRequest request, RequestXml body) throws DavProblem {
        Multistatus answer = new Multistatus(tree, request.user());
        Multistatus.Wanted wanted = wanted(request, body, !tree.has(Quirk.MULTIGET_WITHOUT_DATA));
        List<RequestXml> hrefs = body.children(DavNames.HREF);
        if (hrefs.isEmpty()) {
            throw DavProblem.of(400, "A multiget names at least one href");
        }
        if (hrefs.size() > 10 && tree.has(Quirk.MULTIGET_OF_TEN)) {
            throw DavProblem.of(507, DavNames.dav("number-of-matches-within-limits"), "Too much to tell");
        }
        for (RequestXml href : hrefs) {
            DavPath path = DavPath.parse(href.text());
            boolean inside = path.startsWith(request.segments());
            if (tree.has(Quirk.MULTIGET_ALL_OR_NOTHING) && !(tree.find(path) instanceof DavNode.Item)) {
                return DavReply.status(404);
            }
            if (tree.find(path) instanceof DavNode.Item item && tree.breaksOn(item.resource())) {
                return DavReply.status(500);
            }
            if (inside && tree.find(path) instanceof DavNode.Item item) {
                answer.properties(item, wanted);
            } else if (!tree.has(Quirk.OMIT_MISSING_IN_MULTIGET)) {
                answer.missing(href.text());
            }
        }
        return answer.reply();
    }

    private DavReply query(DavRequest request, RequestXml body, FakeCalendar calendar) throws DavProblem {
        QueryFilter filter = QueryFilter.of(body);
        Multistatus answer = new Multistatus(tree, request.user());
        Multistatus.Wanted wanted = wanted(request, body, true);
        if (request.header("Depth").equals("1")) {
            for (FakeResource resource : calendar.live()) {
                if (matches(filter, resource)) {
                    answer.properties(new DavNode.Item(calendar, resource), wanted);
                }
            }
        }
        return answer.reply();
    }

    /** What cannot be read was stored by the back door, so that clients meet it: it is always part of the answer. */
    private static boolean matches(QueryFilter filter, FakeResource resource) throws DavProblem {
        try {
            return filter.matches(CalendarText.parsed(resource.text()));
        } catch (CalendarText.Invalid e) {
            return true;
        }
    }

    private DavReply sync(DavRequest request, RequestXml body, DavNode.Collection collection) throws DavProblem {
        // RFC 6578 section 3.2 wants 0; python-caldav sends 1, and Cyrus, DAViCal, Radicale and Xandikos take it.
        if (!Set.of("", "0", "1").contains(request.header("Depth"))) {
            throw DavProblem.of(400, "A sync-collection has Depth 0");
        }
        if (!Set.of("1", "infinite")
                .contains(body.required(DavNames.dav("sync-level")).text())) {
            throw DavProblem.of(400, "The sync-level is 1 or infinite");
        }
        FakeCalendar calendar = collection.calendar();
        String token = body.required(DavNames.SYNC_TOKEN).text();
        long since = token.isEmpty() ? 0 : calendar.sequenceOf(token);
        if (since < 0) {
            if (!tree.has(Quirk.TOKEN_EXPIRED_LISTS_EVERYTHING)) {
                return unknownToken();
            }
            since = 0;
        }
        if (token.isEmpty() && tree.has(Quirk.SYNC_COLLECTION_TOO_LARGE)) {
            throw DavProblem.of(507, DavNames.dav("number-of-matches-within-limits"), "Too much to tell");
        }
        if (since > 0 && tree.has(Quirk.TOKENS_HIDE_CHANGES)) {
            since = calendar.sequence();
        }
        List<FakeCalendar.Change> changes = calendar.changesSince(since);
        int limit = Math.min(limit(body), tree.has(Quirk.PAGED_BY_507) ? tree.pageSize() : Integer.MAX_VALUE);
        boolean cut = changes.size() > limit;
        List<FakeCalendar.Change> page = cut ? changes.subList(0, limit) : changes;
        Multistatus answer = new Multistatus(tree, request.user());
        Multistatus.Wanted wanted = wanted(request, body, tree.has(Quirk.SYNC_COLLECTION_WITH_CALENDAR_DATA));
        if (tree.has(Quirk.SYNC_COLLECTION_LISTS_ITSELF)) {
            answer.properties(collection, wanted);
        }
        page.forEach(change -> change(answer, calendar, change, wanted));
        if (cut) {
            answer.status(
                    tree.href(collection),
                    "HTTP/1.1 507 Insufficient Storage",
                    DavNames.dav("number-of-matches-within-limits"));
        }
        answer.token(calendar.token(cut ? page.get(limit - 1).sequence() : calendar.sequence()));
        return answer.reply();
    }

    private void change(
            Multistatus answer, FakeCalendar calendar, FakeCalendar.Change change, Multistatus.Wanted wanted) {
        FakeResource resource = change.resource();
        if (resource != null) {
            answer.properties(new DavNode.Item(calendar, resource), wanted);
        } else if (!tree.has(Quirk.SYNC_COLLECTION_FORGETS_REMOVED)) {
            answer.missing(tree.itemHref(calendar, change.name()));
        }
    }

    private DavReply unknownToken() throws DavProblem {
        if (tree.has(Quirk.TOKEN_EXPIRED_AS_500)) {
            return DavReply.status(500);
        }
        int status = tree.has(Quirk.TOKEN_EXPIRED_AS_409) ? 409 : 403;
        if (tree.has(Quirk.TOKEN_EXPIRED_WITHOUT_REASON)) {
            return DavReply.status(status);
        }
        throw DavProblem.of(status, DavNames.dav("valid-sync-token"), "The sync token is not known");
    }

    private static int limit(RequestXml body) throws DavProblem {
        Optional<RequestXml> results =
                body.child(DavNames.dav("limit")).flatMap(limit -> limit.child(DavNames.dav("nresults")));
        if (results.isEmpty()) {
            return Integer.MAX_VALUE;
        }
        String digits = results.get().text();
        if (!digits.matches("[1-9]\\d{0,8}")) {
            throw DavProblem.of(400, "nresults must be a positive number");
        }
        return Integer.parseInt(digits);
    }

    private static Multistatus.Wanted wanted(DavRequest request, RequestXml body, boolean data) throws DavProblem {
        List<QName> names = body.propertyNames();
        if (names.isEmpty() && body.child(DavNames.PROP).isPresent()) {
            throw DavProblem.of(400, "An empty <prop> asks for nothing");
        }
        return new Multistatus.Wanted(names, data, request.minimal());
    }
}
