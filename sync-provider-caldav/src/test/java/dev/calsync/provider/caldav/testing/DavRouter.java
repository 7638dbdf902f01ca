package dev.calsync.provider.caldav.testing;

import java.util.List;

/** Sends a request to the handler of its method. One request at a time holds the tree's lock. */
final class DavRouter {

    private static final String ALLOW =
            "OPTIONS, GET, HEAD, PUT, DELETE, PROPFIND, PROPPATCH, REPORT, MKCALENDAR, MKCOL";

    private final DavTree tree;
    private final ObjectHandler objects;
    private final CollectionHandler collections;
    private final ReportHandler reports;

    DavRouter(DavTree tree) {
        this.tree = tree;
        this.objects = new ObjectHandler(tree);
        this.collections = new CollectionHandler(tree);
        this.reports = new ReportHandler(tree);
    }

    DavReply answer(DavRequest request) {
        synchronized (tree.lock()) {
            tree.push().quiet(request.header("Push-Dont-Notify"));
            try {
                List<String> at = request.segments();
                if (request.method().equals("DELETE")
                        && at.size() == 3
                        && at.get(1).equals(FakePushServer.SUBSCRIPTIONS)) {
                    return tree.push().unregister(at.get(2));
                }
                checkOwner(request);
                return switch (request.method()) {
                    case "OPTIONS" -> options();
                    case "PROPFIND" -> collections.propfind(request);
                    case "PROPPATCH" -> collections.proppatch(request);
                    case "MKCALENDAR", "MKCOL" -> collections.make(request);
                    case "REPORT" -> reports.report(request);
                    case "GET", "HEAD" -> objects.get(request);
                    case "POST" -> tree.push().register(request);
                    case "PUT" -> objects.put(request);
                    case "DELETE" -> objects.delete(request);
                    default -> DavReply.status(405).with("Allow", ALLOW);
                };
            } catch (DavProblem e) {
                return e.reply();
            } finally {
                tree.push().quiet("");
            }
        }
    }

    private DavReply options() {
        return DavReply.status(200)
                .with("Allow", ALLOW)
                .with(
                        "DAV",
                        "1, 3, access-control, calendar-access, extended-mkcol"
                                + (tree.has(Quirk.AUTO_SCHEDULE) ? ", calendar-auto-schedule" : ""));
    }

    /** Below principals and calendars everybody sees only what is theirs. */
    private static void checkOwner(DavRequest request) throws DavProblem {
        List<String> at = request.segments();
        if (at.size() > 2 && !at.get(2).equals(request.user())) {
            throw DavProblem.of(403, DavNames.dav("need-privileges"), "This belongs to somebody else");
        }
    }
}
